"""The commands by their output and exit code; what is `typed` is so in a process of its own."""

import csv
import io
import json
import os
from pathlib import Path

import pytest

from schemas.source import load_source
from tests.builders.archive import Kept, archive
from tests.builders.demo import copy_demo
from tests.builders.documents import print_faulty, print_prose, replaced
from tests.builders.faulty import print_few, spoil
from tests.builders.rows import read_rows
from tests.builders.servers import PAGE
from tests.builders.typed import Done, typed, typed_here
from tests.paths import CALLED, ROOT

SAMPLES = ROOT / "raw" / "sample"
FINAL = SAMPLES / "endgueltig-2018-01_synthetic.pdf"
FIRST = SAMPLES / "vorlaeufig-2017-07_synthetic.pdf"


class Command:
    """Runs the command in this process against one warehouse."""

    def __init__(self, folder: Path) -> None:
        self.warehouse = folder / "warehouse"
        self.raw = self.warehouse / "raw"

    def ingest(self, pdf: Path, *options: str) -> Done:
        return typed_here("ingest", pdf, "--warehouse", self.warehouse, *options)

    def ask(self, sql: str) -> str:
        done = typed_here("query", sql, "--warehouse", self.warehouse)
        assert (done.returncode, done.stderr) == (0, "")
        return done.stdout

    def files(self) -> dict[str, bytes]:
        """All that is published or kept as accepted, to compare before and after."""
        published = [self.warehouse / "planungsrahmen.duckdb"]
        kept = [p for folder in ("snapshots", "exports") for p in self._files_in(folder)]
        return {str(p): p.read_bytes() for p in [*published, *kept] if p.exists()}

    def _files_in(self, folder: str) -> list[Path]:
        return [path for path in (self.warehouse / folder).rglob("*") if path.is_file()]


@pytest.fixture
def command(tmp_path: Path) -> Command:
    return Command(tmp_path)


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Command:
    """A warehouse with both editions; tests that use it leave it as it is."""
    command = Command(tmp_path_factory.mktemp("filled"))
    copy_demo(command.warehouse)
    return command


def test_the_newest_edition_answers_by_key(filled: Command) -> None:
    sql = (
        "SELECT gemeinde_ags, betrag_eur FROM planungsrahmen "
        "WHERE gemeinde_ags IN ('08336050', '08336105') ORDER BY ALL"
    )
    done = typed("query", sql, "--warehouse", filled.warehouse)
    answer = "gemeinde_ags,betrag_eur\n08336050,218922\n08336105,78016\n"
    assert (done.returncode, done.stdout, done.stderr) == (0, answer, "")


def test_the_last_two_editions_are_compared_with_a_warning(filled: Command) -> None:
    done = typed_here("diff", "--warehouse", filled.warehouse, "--format", "csv")
    assert (done.returncode, done.stderr) == (0, "")
    assert len(done.stdout.splitlines()) == 1 + 1_101
    text = typed_here("diff", "vorlaeufig", "endgueltig", "--warehouse", filled.warehouse).stdout
    assert "ACHTUNG: Die Beträge sind nicht vergleichbar" in text
    unknown = typed("diff", "2031", "--warehouse", filled.warehouse)
    assert (unknown.returncode, "no snapshot '2031'" in unknown.stderr) == (2, True)


def test_every_figure_in_the_database_is_the_one_printed(filled: Command) -> None:
    for snapshot in ("vorlaeufig-2017-07", "endgueltig-2018-01"):
        answer = filled.ask(
            "SELECT gemeinde_ags, gemeinde_name, kreis_ags, kreis_name, personen, betrag_eur "
            f"FROM figures WHERE snapshot_id LIKE '{snapshot}-%' ORDER BY gemeinde_ags"
        )
        expected = read_rows(ROOT / "tests" / "golden" / f"sample_{snapshot}.csv")
        assert [tuple(row) for row in list(csv.reader(io.StringIO(answer)))[1:]] == [
            (
                row.gemeinde_ags,
                row.gemeinde_name,
                row.kreis_ags,
                row.kreis_name,
                str(row.personen),
                str(row.betrag_eur),
            )
            for row in expected
        ]


def test_the_same_document_again_changes_nothing(filled: Command) -> None:
    before = filled.files()
    done = filled.ingest(FINAL, "--json")
    summary = json.loads(done.stdout)
    assert (done.returncode, summary["outcome"], summary["rows"]) == (0, "unchanged", 1101)
    assert filled.files() == before


def test_a_run_leaves_a_record(filled: Command) -> None:
    before = set((filled.warehouse / "runs").iterdir())
    done = typed("ingest", FINAL, "--warehouse", filled.warehouse, "--json")
    assert done.returncode == 0, done.stderr
    (record,) = set((filled.warehouse / "runs").iterdir()) - before
    assert json.loads(record.read_text("utf-8")) == json.loads(done.stdout)


def test_a_backfill_plans_without_writing_and_reports_as_json(command: Command) -> None:
    portal = Kept(load_source().address, "20171201120000", PAGE)
    places = ("--warehouse", command.warehouse, "--raw-dir", command.raw)
    with archive(portal) as server:
        words = ("backfill", "--archive-url", server.base, *places)
        plan = typed_here(*words, "--dry-run")
        assert not command.warehouse.exists()
        assert not command.raw.exists()
        done = typed_here(*words, "--json")
    assert (plan.returncode, plan.stderr) == (0, "")
    assert plan.stdout.splitlines()[1:] == [
        "2017-12-01 12:00  2017-12-01 12:00  would fetch  not fetched yet",
        f"{'':49}{server.url(portal.target)}",
        "documents in the archive: 1 (1 would fetch)",
    ]
    summary = json.loads(done.stdout)
    assert (done.returncode, summary["outcome"]) == (0, "unchanged")
    assert [one["outcome"] for one in summary["captures"]] == ["broken"]


def test_a_backfill_names_an_archive_that_does_not_answer(command: Command) -> None:
    done = typed_here("backfill", "--dry-run", "--archive-url", "http://example.org")
    assert (done.returncode, "would not be encrypted" in done.stderr) == (5, True)
    done = typed_here("backfill", "--dry-run", "--archive-url", "somewhere")
    wrong = "'somewhere' is not an address of the web"
    assert (done.returncode, wrong in done.stderr) == (2, True)


def test_snapshots_are_listed(filled: Command) -> None:
    listed = typed_here("snapshots", "--warehouse", filled.warehouse, "--json")
    assert [
        (entry["edition"], entry["rows"], entry["total_eur"], entry["synthetic"])
        for entry in json.loads(listed.stdout)
    ] == [
        ("vorlaeufig-2017-07", 1101, 34799979, True),
        ("endgueltig-2018-01", 1101, 58000008, True),
    ]


def test_verify_reads_everything_again(filled: Command) -> None:
    done = typed_here("verify", "--warehouse", filled.warehouse, "--raw-dir", filled.raw)
    assert (done.returncode, done.stdout) == (
        0,
        "verified: 2 snapshots, their files, documents and rows agree\n",
    )


@pytest.mark.parametrize("sql", ["SELECT", "SELECT * FROM 'x.csv'", "DROP TABLE figures", "@none"])
def test_a_bad_query_is_wrong_usage(filled: Command, sql: str) -> None:
    done = typed_here("query", sql, "--warehouse", filled.warehouse)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("error: the query failed: ")


def test_a_statement_is_read_from_a_file_of_sensible_size_only(tmp_path: Path) -> None:
    statement, pipe, long = (tmp_path / name for name in ("one.sql", "pipe", "long.sql"))
    statement.write_text("SELECT 1 AS eins", "utf-8")
    os.mkfifo(pipe)
    long.write_bytes(b" " * 1_000_001)
    command = Command(tmp_path)
    command.warehouse.mkdir()
    assert typed_here("rebuild", "--warehouse", command.warehouse).returncode == 0

    def ask(path: Path) -> tuple[int, str]:
        done = typed_here("query", f"@{path}", "--warehouse", command.warehouse)
        return done.returncode, done.stdout + done.stderr

    failed = "error: the query failed:"
    regular = "expected a file that holds a statement, found: no regular file"
    assert [ask(path) for path in (statement, Path("/dev/zero"), pipe, long)] == [
        (0, "eins\n1\n"),
        (2, f"{failed} /dev/zero: {regular}\n"),
        (2, f"{failed} {pipe}: {regular}\n"),
        (
            2,
            f"{failed} {long} has more than 1,000,000 bytes, expected one statement of 1,000,000 "
            "at most\n",
        ),
    ]


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("letter.pdf", b"Dear reader\n", "letter.pdf: not a PDF: the file begins with b'Dear"),
        ("empty.pdf", b"", "empty.pdf: not a PDF: the file is empty"),
        ("page.pdf", b"<!DOCTYPE html><html>", "page.pdf: not a PDF: the file begins with b'<!DOC"),
        ("cut.pdf", FINAL.read_bytes()[:60000], "damaged or cut short"),
    ],
)
def test_what_is_no_whole_pdf_is_unreadable(
    filled: Command, tmp_path: Path, name: str, content: bytes, words: str
) -> None:
    before = filled.files()
    (tmp_path / name).write_bytes(content)
    done = filled.ingest(tmp_path / name)
    assert (done.returncode, done.stdout) == (4, "")
    assert words in done.stderr
    assert filled.files() == before


def test_a_pdf_without_a_table_is_not_understood(filled: Command, tmp_path: Path) -> None:
    before = filled.files()
    done = filled.ingest(print_prose(tmp_path / "prose_synthetic.pdf"))
    assert (done.returncode, done.stdout) == (4, "")
    assert "layout not understood: 3 printed rows in 0 tables" in done.stderr
    assert filled.files() == before


def test_faults_in_a_document_are_named_and_it_is_held(filled: Command, tmp_path: Path) -> None:
    def change(cells: list[tuple[str, ...]]) -> None:
        replaced(cells, 100, 0, "08999999")
        replaced(cells, 200, 4, "12,345 €")

    before = filled.files()
    pdf = print_faulty(tmp_path / "faulty_synthetic.pdf", change)
    done = filled.ingest(pdf, "--readings", "own", "--json")
    summary = json.loads(done.stdout)
    assert (done.returncode, summary["outcome"], summary["snapshot"]) == (3, "held", None)
    failed = {check["name"]: check for check in summary["checks"] if not check["passed"]}
    unread = [(row["page"], row["row"], row["text"]) for row in failed["zeilen_lesbar"]["rows"]]
    assert [text.split(" | ")[::4] for _, _, text in unread] == [
        ["08999999", unread[0][2].rsplit(" | ", 1)[1]],
        [unread[1][2].split(" | ")[0], "12,345 €"],
    ]
    for page, row, _ in unread:
        assert f"page {page}, row {row}: " in failed["zeilen_lesbar"]["message"]
    assert filled.files() == before
    report = Path(summary["held"]) / "bericht.md"
    assert "08999999" in report.read_text("utf-8")


def test_a_held_document_is_accepted_and_withdrawn_by_a_person(
    command: Command, tmp_path: Path
) -> None:
    few = print_few(tmp_path / "few_synthetic.pdf", spoil)
    places, documents = ("--warehouse", command.warehouse), tmp_path / "documents"
    held = typed_here("ingest", few, "--readings", "own", *places, "--raw-dir", documents)
    assert held.returncode == 3
    *_, where, then = held.stdout.splitlines()
    assert where.endswith("bericht.md")
    assert then.startswith(f"  to publish it all the same, having looked at it, run: {CALLED} ")
    assert then.endswith(f" --reason '…' --warehouse {command.warehouse} --raw-dir {documents}")
    words = ("--reason", "vom Herausgeber bestätigt", "--by", "Mia Muster", *places)
    raw = ("--raw-dir", documents, "--readings", "own", "--json")
    done = typed_here("accept", "latest", *words, *raw)
    summary = json.loads(done.stdout)
    assert (done.returncode, summary["outcome"], summary["rows"]) == (0, "new", 59)
    assert command.ask("SELECT angenommen_von FROM snapshots") == "angenommen_von\nMia Muster\n"
    done = typed_here("withdraw", "latest", *words)
    assert (done.returncode, done.stdout) == (
        0,
        f"withdrawn: snapshot {summary['snapshot']}, by Mia Muster (vom Herausgeber bestätigt); "
        "no edition is published now\n",
    )


@pytest.mark.parametrize("name", ["accept", "withdraw"])
@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        ([], "Missing option '--reason'"),
        (["--reason", " "], "Invalid value for '--reason': expected a text, found none"),
        (["--reason", "x", "--by", " "], "Invalid value for '--by': expected a text, found none"),
    ],
)
def test_a_decision_needs_a_reason_and_a_person(
    command: Command, name: str, options: list[str], complaint: str
) -> None:
    done = typed_here(name, "latest", *options, "--warehouse", command.warehouse)
    assert done.returncode == 2
    assert complaint in done.stderr


@pytest.mark.parametrize("name", ["accept", "withdraw"])
def test_what_is_not_there_cannot_be_decided_about(filled: Command, name: str) -> None:
    before = filled.files()
    done = typed_here(name, "nothing", "--reason", "x", "--warehouse", filled.warehouse)
    assert done.returncode == 2
    assert done.stderr.startswith("error: no ")
    assert "'nothing'; known " in done.stderr
    assert filled.files() == before


def test_extract_prints_rows_and_names_the_bad_ones(command: Command, tmp_path: Path) -> None:
    pdf = print_faulty(
        tmp_path / "faulty_synthetic.pdf", lambda cells: replaced(cells, 7, 4, "4.77 €")
    )
    done = typed_here("extract", pdf)
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert (done.returncode, len(rows)) == (3, 1100)
    assert "amount_unreadable: found '4.77 €'" in done.stderr
    assert not command.warehouse.exists()


def test_extract_gives_each_figure_with_its_place(command: Command) -> None:
    done = typed_here("extract", FINAL)
    first = next(csv.DictReader(io.StringIO(done.stdout)))
    names = "gemeinde_ags,gemeinde_name,kreis_ags,kreis_name,personen,betrag_eur,page,x0,y0,x1,y1"
    assert done.stdout.startswith(names)
    assert (first["gemeinde_ags"], first["betrag_eur"], first["page"]) == (
        "08111000",
        "624923",
        "1",
    )
    x0, y0, x1, y1 = (float(first[name]) for name in ("x0", "y0", "x1", "y1"))
    assert 0 < x0 < x1 < 596
    assert 0 < y0 < y1 < 842


def test_raw_tables_are_printed_as_json(command: Command) -> None:
    done = typed_here("extract", FIRST, "--raw", "--format", "json")
    tables = json.loads(done.stdout)
    assert [sorted(table) for table in tables[:1]] == [["page", "rows", "table"]]
    assert ["Aidlingen", "3", "2.229"] in tables[0]["rows"]


def test_how_sure_each_table_is_is_explained(command: Command) -> None:
    done = typed_here("extract", FINAL, "--raw", "--explain")
    lines = done.stdout.splitlines()
    assert len(lines) == 19
    assert lines[0] == "table 1 on page 1: rows 56, columns 5, confidence 0.88"
    done = typed_here("extract", FINAL, "--raw", "--explain", "--format", "json")
    assert [(table["confidence"], table["doubts"]) for table in json.loads(done.stdout)[:1]] == [
        (0.88, [])
    ]
    assert f"\n{lines[0]}\n" in typed_here("extract", FINAL, "--explain").stdout


def test_a_document_without_tables_is_said_to_have_none(command: Command, tmp_path: Path) -> None:
    done = typed_here("extract", print_prose(tmp_path / "prose_synthetic.pdf"), "--raw")
    assert (done.returncode, done.stdout) == (0, "")
    assert "prose_synthetic.pdf: pdfium finds no table in it\n" in done.stderr


@pytest.mark.parametrize("name", ["ingest", "extract"])
def test_a_device_is_no_document(command: Command, name: str) -> None:
    done = typed(name, "/dev/null")
    assert (done.returncode, done.stdout, done.stderr) == (
        4,
        "",
        "error: /dev/null: expected a PDF file, found something else; give the file itself\n",
    )


def test_an_empty_address_is_not_taken_for_none(command: Command) -> None:
    for words in (("refresh", "--url", ""), ("backfill", "--archive-url", " ")):
        done = typed_here(*words, "--warehouse", command.warehouse)
        assert done.returncode == 2
        assert f"Invalid value for '{words[1]}': expected a text, found none" in done.stderr


def test_where_no_edition_counts_that_is_said(command: Command) -> None:
    command.warehouse.mkdir()
    places = ("--warehouse", command.warehouse)
    done = typed_here("diff", *places)
    assert (done.returncode, done.stderr) == (
        2,
        "error: no two editions count, so none is the previous one; known snapshots: none; to "
        f"make one, run: {CALLED} ingest PDF --warehouse {command.warehouse}\n",
    )
    done = typed_here("withdraw", "latest", "--reason", "x", *places)
    assert (done.returncode, "error: no edition counts, so none is the latest" in done.stderr) == (
        2,
        True,
    )
    done = typed_here("export", *places)
    assert (done.returncode, done.stdout, done.stderr) == (
        0,
        "",
        "nothing to export: no edition is published\n",
    )


def test_the_understanding_of_a_document_is_explained(command: Command) -> None:
    done = typed_here("extract", FINAL, "--explain")
    columns = [line.split()[1:3] for line in done.stdout.splitlines() if line.startswith("    0 ")]
    assert columns == [
        ["0", "gemeinde_ags"],
        ["1", "gemeinde_name"],
        ["2", "kreis"],
        ["3", "personen"],
        ["4", "betrag"],
    ]
    assert " 1,101 rows: figure" in done.stdout
    assert "     0 rows: error" in done.stdout


def test_a_page_is_drawn_as_it_was_understood(command: Command, tmp_path: Path) -> None:
    target = tmp_path / "page.png"
    done = typed_here("extract", FINAL, "--explain", "--page", "3", "--picture", target)
    assert (done.returncode, target.read_bytes()[:4]) == (0, b"\x89PNG")
    assert " 1,101 rows: figure" in done.stdout


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        (["--picture", "page.png"], "--picture goes with --explain"),
        (["--explain", "--page", "2"], "--page goes with --picture"),
        (["--explain", "--page", "99", "--picture", "page.png"], "choose one from 1 to 19"),
        (["--explain", "--picture", "nowhere/page.png"], "there is no folder"),
        (["--explain", "--raw", "--format", "csv"], "--explain goes with --raw --format json"),
        (["--explain", "--raw", "--picture", "page.png"], "and not with --raw"),
        (["--raw", "--spans"], "--spans goes with --raw --format json"),
        (["--explain", "--format", "json"], "--explain goes with --raw --format json"),
    ],
)
def test_options_that_do_not_go_together_are_wrong_usage(
    command: Command, options: list[str], complaint: str
) -> None:
    done = typed_here("extract", FINAL, *options)
    assert done.returncode == 2
    assert complaint in done.stderr


def test_the_changes_of_one_kreis_are_asked_for(filled: Command) -> None:
    words = ("diff", "--warehouse", filled.warehouse, "--kreis")
    whole = typed_here(*words, "Landkreis Heilbronn").stdout
    assert "Gemeinden mit anderen Zahlen: 46;" in whole
    assert "Die größten Unterschiede" in whole
    most = typed_here(*words, "08125", "--top", "3").stdout.splitlines()
    assert [line.split()[0] for line in most[-3:]] == ["08125013", "08125066", "08125006"]
    several = typed_here(*words, "Heilbronn")
    assert (several.returncode, several.stdout) == (2, "")
    assert several.stderr.splitlines()[-1].startswith(
        "error: Invalid value for '--kreis': 'Heilbronn' may be Stadtkreis Heilbronn (08121), "
    )
