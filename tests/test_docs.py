"""What the documentation says is so: commands, targets, codes, links, queries, transcripts."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from pipeline.cli.app import cli
from pipeline.console import snapshots_text, summary_text
from pipeline.errors import ExitCode
from pipeline.run import ingest, look
from pipeline.run.setup import Setup
from schemas.messages import messages
from tests.builders.cli_page import cli_page
from tests.builders.data_page import data_page
from tests.builders.exported import leave_out_what_takes_long
from tests.builders.here import work_here
from tests.builders.remembered import remember_readings
from tests.paths import ROOT, SAMPLES

SAMPLE = "endgueltig-2018-01_synthetic.pdf"

README = (ROOT / "README.md").read_text("utf-8")
JOURNALISM = (ROOT / "docs" / "journalismus.md").read_text("utf-8")
REFERENCE = (ROOT / "docs" / "reference.md").read_text("utf-8")
WITH_QUERIES = ("README.md", "docs/reference.md", "docs/journalismus.md")

OWN = ("*.md", "docs/*.md", "raw/**/*.md", "requirements/*.md", "schemas/**/*.md", "tests/**/*.md")
FENCED = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\((?!https?:|mailto:)([^)#\s]*)(?:#([^)\s]*))?\)")
ACTIONS = "../../actions/"
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
PATH = re.compile(r"`((?:pipeline|schemas|tests|docs|raw|requirements)/[\w./-]+)`")
QUERY = re.compile(r"^```sql\n(.*?)^```\n\n```text\n(.*?)^```$", re.MULTILINE | re.DOTALL)
TARGET = re.compile(r"^([a-z-]+):.*## ", re.MULTILINE)
TYPED = re.compile(r"(?:`|\$ )make ([a-z-]+(?: [a-z-]+)*)")
MODULE = re.compile(r"python -m ((?:pipeline|schemas|tests)[.\w]*)")
FUNCTION = re.compile(r"`(\w+)` in `([\w/]+\.py)`")
COMMAND = re.compile(r"bin/planungsrahmen ([a-z]+)")


def documents() -> list[Path]:
    """All Markdown files of the project; not those that runs or tools leave behind."""
    found = {path for pattern in OWN for path in ROOT.glob(pattern)}
    return sorted([*found, ROOT / "warehouse" / "README.md"])


def section(text: str, title: str) -> str:
    """The part of a document under a heading of the second level."""
    _, _, rest = text.partition(f"\n## {title}\n")
    assert rest, f"no section {title!r}"
    return rest.partition("\n## ")[0]


def table(text: str) -> list[list[str]]:
    """The rows of a section's only Markdown table, without its header."""
    lines = [line for line in text.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines[2:]]


def options(command: click.Command) -> Iterator[click.Option]:
    return (p for p in command.params if isinstance(p, click.Option))


@pytest.mark.parametrize("name", cli.commands)
def test_a_command_and_its_options_have_help(name: str) -> None:
    command = cli.commands[name]
    assert command.help
    assert [option.name for option in options(command) if not option.help] == []


def test_the_page_of_commands_says_what_help_says() -> None:
    written = (ROOT / "docs" / "cli.md").read_text("utf-8")
    assert written == cli_page(), "write it anew with: make docs"


def test_the_page_of_data_says_what_database_and_exports_say() -> None:
    written = (ROOT / "docs" / "daten.md").read_text("utf-8")
    assert written == data_page(), "write it anew with: make docs"


def test_columns_with_a_unit_in_their_name_have_it() -> None:
    texts = tomllib.loads((ROOT / "pipeline/store/sql/comments.toml").read_text("utf-8"))
    named = {"_eur": "Euro", "_utc": "Weltzeit (UTC)", "_prozent": "Prozent"}
    expected = {
        column: unit
        for column in texts["columns"]
        for part, unit in named.items()
        if f"{part}_" in f"{column}_"
    }
    assert expected.items() <= texts["units"].items()
    assert texts["units"].keys() <= texts["columns"].keys()


def test_the_readme_leads_to_the_page_of_commands_and_names_no_other_command() -> None:
    assert "docs/cli.md" in README
    assert set(COMMAND.findall(README)) <= set(cli.commands)


def test_the_reference_has_every_exit_code_and_no_other() -> None:
    assert [int(row[0]) for row in table(section(REFERENCE, "Exit codes"))] == list(ExitCode)


def test_the_readme_has_every_exit_code_and_no_other() -> None:
    sentence = re.search(r"A command ends with ([^.]*)\.", README)
    assert sentence
    assert [int(code) for code in re.findall(r"\d", sentence[1])] == list(ExitCode)


def test_the_reference_has_every_table_view_and_macro() -> None:
    texts = tomllib.loads((ROOT / "pipeline/store/sql/comments.toml").read_text("utf-8"))
    first_cells = " ".join(row[0] for row in table(section(REFERENCE, "Database")))
    described = {name for kind in ("TABLE", "VIEW", "MACRO TABLE") for name in texts[kind]}
    assert set(re.findall(r"`(\w+)", first_cells)) == described


@pytest.mark.parametrize("path", documents(), ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_and_path_leads_somewhere(path: Path) -> None:
    text = path.read_text("utf-8")
    links = [match for match in LINK.finditer(FENCED.sub("", text)) if not resolves(path, match)]
    paths = [name for name in PATH.findall(text) if not (ROOT / name).exists()]
    assert ([link[0] for link in links], paths) == ([], [])


@pytest.mark.parametrize("path", documents(), ids=lambda path: str(path.relative_to(ROOT)))
def test_every_target_module_and_function_that_is_named_is_there(path: Path) -> None:
    text = path.read_text("utf-8")
    targets = {name for typed in TYPED.findall(text) for name in typed.split()}
    assert targets <= set(TARGET.findall((ROOT / "Makefile").read_text("utf-8")))
    assert [name for name in MODULE.findall(text) if not is_module(name)] == []
    assert [pair for pair in FUNCTION.findall(text) if not defines(*pair)] == []


def is_module(name: str) -> bool:
    path = ROOT.joinpath(*name.split("."))
    return path.with_suffix(".py").is_file() or (path / "__init__.py").is_file()


def defines(function: str, path: str) -> bool:
    return f"\ndef {function}(" in (ROOT / path).read_text("utf-8")


def resolves(document: Path, link: re.Match[str]) -> bool:
    if link[1].startswith(ACTIONS):  # as GitHub shows the page: runs of a workflow, and their badge
        return (
            ROOT / ".github" / link[1].removeprefix(ACTIONS).removesuffix("/badge.svg")
        ).exists()
    target = (document.parent / link[1]).resolve() if link[1] else document
    if not target.exists():
        return False
    return not link[2] or link[2] in anchors(target)


def anchors(document: Path) -> set[str]:
    """Headings as a code host makes anchors of them."""
    headings = HEADING.findall(FENCED.sub("", document.read_text("utf-8")))
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


class Demo:
    """The warehouse of `make demo`, and what its runs say."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "warehouse"
        raw = folder / "raw"
        names = ("vorlaeufig-2017-07_synthetic.pdf", "endgueltig-2018-01_synthetic.pdf")
        pdfs = [ROOT / "raw" / "sample" / name for name in names]
        self.first, self.again = (
            [ingest.ingest(pdf, Setup(self.root, raw)) for pdf in pdfs] for _ in range(2)
        )

    def ask(self, sql: str) -> str:
        return look.query(self.root, sql, "table")


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    with pytest.MonkeyPatch.context() as patch:
        remember_readings(patch)
        work_here(patch)
        leave_out_what_takes_long(patch)
        yield Demo(tmp_path_factory.mktemp("demo"))


def printed_queries() -> dict[str, str]:
    """The queries that pages print, each with the result below it."""
    return {
        sql: result
        for name in WITH_QUERIES
        for sql, result in QUERY.findall((ROOT / name).read_text("utf-8"))
    }


def test_every_printed_query_gives_the_printed_result(demo: Demo) -> None:
    printed = printed_queries()
    assert len(printed) == 12
    assert {sql: demo.ask(sql) for sql in printed} == printed


def test_the_reference_shows_what_the_demo_prints(demo: Demo) -> None:
    place = Path("warehouse/demo")
    said = [summary_text(summary, place) for summary in demo.first]
    said.append(snapshots_text(look.list_snapshots(demo.root), as_json=False))
    said.append(demo.again[0].message)
    target = (ROOT / "Makefile").read_text("utf-8").partition("\ndemo: ")[2].partition("\n\n")[0]
    said.append("\n".join(re.findall('@echo "(.*)"', target)[-2:]))
    assert [text for text in said if text not in REFERENCE] == []


def test_the_readme_shows_lines_of_what_its_commands_print(
    demo: Demo, monkeypatch: pytest.MonkeyPatch
) -> None:
    remember_readings(monkeypatch)
    said = summary_text(demo.first[1], Path("warehouse/demo")).splitlines()
    assert [line for line in transcript("ingest") if line not in [*said, "  [...]"]] == []
    town = look_up(demo, "show", "Loerrach")
    assert [line for line in transcript("show") if line not in [*town, "[...]"]] == []
    rows = CliRunner().invoke(cli, ["extract", str(SAMPLES / SAMPLE)]).stdout.splitlines()
    assert transcript("extract") == rows[:3]


def look_up(demo: Demo, *words: str) -> list[str]:
    """What a command prints about a municipality."""
    return (
        CliRunner()
        .invoke(cli, [*words, "--warehouse", str(demo.root)], catch_exceptions=False)
        .stdout.splitlines()
    )


def test_the_page_for_journalists_shows_what_commands_print(demo: Demo) -> None:
    for command in ("show", "partners"):
        printed = look_up(demo, command, "Aitern")
        lost = [line for line in transcript(command, JOURNALISM) if line not in [*printed, "[…]"]]
        assert lost == []


def transcript(command: str, page: str = README) -> list[str]:
    """What a page shows of a command's output."""
    shown = re.search(rf"^\$ \S+/planungsrahmen {command} .*\n([^`]+)```", page, re.MULTILINE)
    assert shown
    return shown[1].splitlines()


def test_the_reference_names_every_check_with_its_severity(demo: Demo) -> None:
    checks = {result.name: str(result.severity) for result in demo.first[0].checks}
    assert {row[0].strip("`"): row[1] for row in table(section(REFERENCE, "Checks"))} == checks


def test_every_reason_to_hold_a_document_is_explained(demo: Demo) -> None:
    explained = set(
        re.findall(r"`(\w+)`", (ROOT / "docs" / "changed-layout.md").read_text("utf-8"))
    )
    reasons = {result.name for result in demo.first[0].checks}
    codes = {key.split(".")[1] for key in messages("en") if key.startswith("row_error.")}
    assert (reasons | codes) - explained == set()
