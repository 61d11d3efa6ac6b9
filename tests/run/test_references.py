"""Documents against corrections and the edition published last, from the printed page on."""

from __future__ import annotations

import csv
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from pipeline.errors import ExitCode, WrongSettingsError
from pipeline.manifest import Decision
from pipeline.model import CheckResult, PreviousEdition, PreviousFigure
from pipeline.run import ingest, review, verify
from pipeline.run.setup import Setup
from pipeline.store.comparison import load_previous_edition
from pipeline.store.new_snapshot import SnapshotDraft, snapshot_id
from pipeline.store.records import load_manifests
from pipeline.store.warehouse import Warehouse
from pipeline.summary import RunSummary
from pipeline.values import replace
from tests.builders.documents import print_faulty, replaced
from tests.builders.frames import (
    FIRST_DAY,
    LATER,
    LOERRACH,
    PERSONEN,
    document,
    query_rows,
    snapshot_draft,
    vorlaeufig_draft,
    warehouse_with,
)
from tests.builders.ruled import Cells
from tests.paths import SAMPLES

ENTRY = """
[[corrections]]
edition = "endgueltig-2018-01"
gemeinde_ags = "08136088"
column = "betrag_eur"
printed = 108_257
corrected = 108_267
reason = "Ziffer im Druck"
source = "Schreiben vom 12. Februar 2018"
added = 2018-02-14
"""
KORREKTUR = (
    "betrag_eur 108.267 statt gedruckt 108.257: Ziffer im Druck (Quelle: Schreiben vom 12. Februar "
    "2018; eingetragen am 2018-02-14)"
)


COMPLETE = SAMPLES / "endgueltig-2018-01_synthetic.pdf"
NEW = replace(document("new.pdf"), first_seen=LATER)
UNKNOWN = snapshot_draft(edition_id=None, document=NEW)
REAL = snapshot_draft(edition_id=None, document=NEW, synthetic=False)


class Place:
    """A warehouse, its raw store and a file of corrections, all in one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.warehouse = folder, Warehouse(folder / "warehouse")
        self.raw, self.corrections = folder / "raw", folder / "corrections.toml"
        self.correct("")

    def correct(self, entries: str) -> None:
        self.corrections.write_text(entries, encoding="utf-8")

    def ingest(self, pdf: Path) -> RunSummary:
        return ingest.ingest(pdf, Setup(self.warehouse.root, self.raw, ("pdfium",)))

    def verify(self) -> tuple[int, list[str]]:
        count, differences = verify.verify(self.warehouse.root, self.raw)
        return count, [str(difference) for difference in differences]


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    place = Place(tmp_path)
    monkeypatch.setattr("schemas.corrections.CORRECTIONS", place.corrections)
    return place


@pytest.fixture(scope="module")
def misprinted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The final edition with another digit in Aalen's amount; its total is right."""
    path = tmp_path_factory.mktemp("pdf") / "misprinted_synthetic.pdf"
    return print_faulty(path, lambda cells: replaced(cells, aalen(cells), 4, "108.257 €"))


def aalen(cells: Cells) -> int:
    return next(number for number, row in enumerate(cells) if row[0] == "08136088")


def check_of(summary: RunSummary, name: str) -> CheckResult:
    return next(result for result in summary.checks if result.name == name)


def test_a_misprint_is_published_with_its_correction_and_proved_with_it(
    place: Place, misprinted: Path
) -> None:
    assert place.ingest(misprinted).outcome == "held"
    place.correct(ENTRY)
    summary = place.ingest(misprinted)
    assert (summary.outcome, summary.total_eur) == ("new", Decimal(58_000_008))
    assert KORREKTUR in check_of(summary, "korrekturen").meldung
    [snapshot] = load_manifests(place.warehouse)
    [kept] = snapshot.corrections
    assert (kept.printed, kept.corrected, kept.korrektur) == (108_257, 108_267, KORREKTUR)
    assert query_rows(
        place.warehouse,
        "SELECT betrag_eur, betrag_eur_gedruckt, korrektur, personen_errechnet "
        "FROM planungsrahmen WHERE korrektur IS NOT NULL",
    ) == [(108_267, 108_257, KORREKTUR, 136)]
    assert query_rows(
        place.warehouse,
        "SELECT betrag_eur, betrag_gedruckt, korrektur FROM belege WHERE gemeinde_ags = '08136088'",
    ) == [(108_267, "108.257 €", KORREKTUR)]
    with (place.warehouse.exports / "planungsrahmen_synthetisch.csv").open(
        encoding="utf-8-sig"
    ) as file:
        exported = {row["gemeinde_ags"]: row["korrektur"] for row in csv.DictReader(file)}
    assert (exported["08136088"], exported[LOERRACH]) == (KORREKTUR, "")
    # What was recorded counts, not what the file says today.
    place.correct(ENTRY.replace("108_267", "1"))
    assert place.verify() == (1, [])


@pytest.mark.slow
def test_a_correction_takes_effect_when_an_accepted_document_is_read_again(
    place: Place, misprinted: Path
) -> None:
    place.ingest(misprinted)
    decision = Decision("bestätigt", "mia", datetime(2024, 3, 2, tzinfo=UTC))
    places = (place.warehouse.root, place.raw)
    accepted = review.accept(Setup(*places, ("pdfium",)), "latest", decision)
    place.correct(ENTRY)

    [summary] = review.reprocess(Setup(*places, ("pdfium",)))

    assert (summary.outcome, summary.message) == (
        "new",
        f"new snapshot {accepted.snapshot}-r2: supersedes {accepted.snapshot}: rows changed: 1 "
        "(personen_errechnet 1, betrag_eur 1); corrections: 1, 0 before",
    )
    figures = "SELECT betrag_eur, betrag_eur_gedruckt, korrektur FROM planungsrahmen"
    aalen_now = query_rows(place.warehouse, f"{figures} WHERE gemeinde_ags = '08136088'")
    assert aalen_now == [(108_267, 108_257, KORREKTUR)]
    assert query_rows(place.warehouse, "SELECT angenommen_von FROM snapshots") == [
        ("mia",),
        (None,),
    ]
    assert place.verify() == (2, [])

    # Without its entry the misprint would be published again.
    place.correct("")
    [summary] = review.reprocess(Setup(*places, ("pdfium",)))
    assert (summary.outcome, summary.snapshot) == ("held", f"{accepted.snapshot}-r2")
    assert check_of(summary, "korrekturen").message == (
        "08136088: the published edition has the correction of 2018-02-14 (betrag_eur 108,267 "
        "instead of 108,257), today none is applied; put the entry back into "
        "schemas/corrections.toml, or accept the document without it"
    )


def test_a_stale_correction_holds_the_document(place: Place) -> None:
    place.correct(ENTRY)
    summary = place.ingest(COMPLETE)
    assert summary.outcome == "held"
    assert [r.name for r in summary.checks if r.holds] == ["korrekturen"]
    assert summary.held is not None
    bericht = (Path(summary.held) / "bericht.md").read_text(encoding="utf-8")
    assert "erwartet 108.257 Euro, gefunden: 108.267, also die berichtigte Zahl" in bericht


@pytest.mark.slow
def test_a_correction_of_another_printing_is_left_aside(place: Place) -> None:
    place.correct(ENTRY.replace("column", 'document = "00000000"\ncolumn'))
    assert place.ingest(COMPLETE).outcome == "new"


def test_a_mistake_in_the_file_is_named_before_anything_is_read(place: Place) -> None:
    place.correct(ENTRY.replace("108_257", '"108.257"'))
    with pytest.raises(WrongSettingsError) as caught:
        place.ingest(COMPLETE)
    assert str(caught.value) == (
        "schemas: corrections.toml: Expected `int`, got `str` - at `$.corrections[0].printed`; "
        "nothing was read; correct the file"
    )
    assert caught.value.exit_code == ExitCode.USAGE


@pytest.mark.slow
def test_rows_lost_since_the_last_edition(place: Place) -> None:
    first = place.ingest(COMPLETE)

    def lose(cells: Cells) -> None:
        del cells[aalen(cells)]

    lost = print_faulty(place.folder / "lost_synthetic.pdf", lose)
    summary = place.ingest(lost)
    assert summary.outcome == "held"
    assert check_of(summary, "vorausgabe_zeilen").message == (
        f"municipalities of {first.snapshot} without a row: 1 of 1,101; look for their rows in the "
        "document\nAalen, Stadt (08136088): 108,267 EUR before, no row now"
    )
    assert check_of(summary, "vorausgabe_betraege").passed
    assert "1,100 of 1,100 amounts are those of" in (
        check_of(summary, "vorausgabe_betraege").message
    )


def before(warehouse: Warehouse, draft: SnapshotDraft) -> PreviousEdition | None:
    """What a document is held against that is read as this draft has it."""
    return load_previous_edition(warehouse, draft.document, draft.synthetic, draft.metadata)


def test_an_unknown_edition_follows_all_that_were_seen_before(tmp_path: Path) -> None:
    warehouse = warehouse_with(tmp_path, snapshot_draft(), vorlaeufig_draft(created_at=LATER))
    last = before(warehouse, UNKNOWN)
    assert last is not None
    assert (last.edition, last.zeitraum) == ("endgueltig-2018-01", "ein Jahr")
    assert last.figures.keys() == PERSONEN.keys()
    assert last.figures[LOERRACH] == PreviousFigure(
        "Lörrach, Stadt", last.figures[LOERRACH].betrag_eur, 275
    )
    assert last.figures[LOERRACH].betrag_eur == 218_922
    assert [column.role for column in last.columns] == ["gemeinde_ags"]


def test_a_published_document_is_held_against_the_edition_before_its_own(tmp_path: Path) -> None:
    final, first = snapshot_draft(), vorlaeufig_draft(created_at=LATER)
    better = snapshot_draft(
        {**PERSONEN, LOERRACH: 276},
        supersedes=snapshot_id(final.document, final.edition),
    )
    warehouse = warehouse_with(tmp_path, final, first, better)
    last = before(warehouse, final)
    assert last is not None
    assert last.edition == "vorlaeufig-2017-07"
    assert before(warehouse, first) is None


def test_an_edition_that_comes_in_late_is_not_held_against_the_newer_ones(tmp_path: Path) -> None:
    warehouse = warehouse_with(tmp_path, snapshot_draft())
    assert before(warehouse, vorlaeufig_draft(created_at=LATER)) is None


def test_of_two_printings_of_an_edition_the_one_seen_earlier_comes_before(tmp_path: Path) -> None:
    printed = snapshot_draft()
    earlier, later = (
        snapshot_draft(document=replace(document(f"{name}.pdf"), first_seen=seen))
        for name, seen in (("earlier", FIRST_DAY - timedelta(days=1)), ("later", LATER))
    )
    warehouse = warehouse_with(tmp_path, printed)
    assert before(warehouse, earlier) is None
    last = before(warehouse, later)
    assert last is not None
    assert last.id.startswith("endgueltig-2018-01")


def test_an_old_capture_of_an_unknown_edition_comes_before_what_was_seen_since(
    tmp_path: Path,
) -> None:
    seen = UNKNOWN.document
    captured = replace(seen, captured_at=datetime(2017, 1, 1, tzinfo=UTC))
    old = replace(UNKNOWN, document=captured)
    assert before(warehouse_with(tmp_path, snapshot_draft()), old) is None


def test_real_and_synthetic_editions_are_never_compared(tmp_path: Path) -> None:
    warehouse = warehouse_with(tmp_path, snapshot_draft())
    assert before(warehouse, REAL) is None
    draft = snapshot_draft(synthetic=False, document=document("real.pdf"), created_at=LATER)
    real = warehouse_with(tmp_path / "real", snapshot_draft(), draft)
    assert before(real, UNKNOWN) is None
    assert before(real, REAL) is not None


def test_nothing_is_published_yet(tmp_path: Path) -> None:
    assert before(Warehouse(tmp_path), UNKNOWN) is None
