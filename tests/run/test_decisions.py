"""A person's decisions: kept with who, when and why, published once, and proved like the rest."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest

from pipeline import __version__
from pipeline.check.readings import Compared
from pipeline.errors import (
    AmbiguousHeldError,
    DocumentMissingError,
    ExitCode,
    UnknownHeldError,
    UnknownSnapshotError,
    WarehouseDamagedError,
)
from pipeline.jsonfiles import record_bytes
from pipeline.manifest import Decision, StoredDocument
from pipeline.model import NO_CLAIMS
from pipeline.run import publish, verify
from pipeline.run.checked import read_compared
from pipeline.run.setup import ALL_ENGINES, OWN_ENGINE
from pipeline.store.history import learn
from pipeline.store.new_snapshot import SnapshotDraft, write_snapshot
from pipeline.store.publication import mark_unpublished
from pipeline.store.records import Withdrawal, load_manifests
from pipeline.store.warehouse import Warehouse
from pipeline.values import replace
from tests.builders.documents import replaced
from tests.builders.faulty import (
    DECIDED_AT,
    FRICKENHAUSEN,
    LEONBERG,
    REASON,
    SCHOENAICH,
    UNKNOWN_KEY,
    Desk,
    print_few,
    spoil,
)
from tests.builders.frames import snapshot_draft
from tests.builders.ruled import Cells
from tests.builders.slow import slow
from tests.paths import SAMPLES


@pytest.fixture(scope="module")
def pdf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return print_few(tmp_path_factory.mktemp("print") / "faulty_synthetic.pdf", spoil)


@pytest.fixture(scope="module")
def held_once(tmp_path_factory: pytest.TempPathFactory, pdf: Path) -> Path:
    """A folder in which the document was held; tests work in copies."""
    folder = tmp_path_factory.mktemp("held")
    assert Desk(folder).ingest(pdf).outcome == "held"
    return folder


@pytest.fixture(scope="module")
def accepted_once(tmp_path_factory: pytest.TempPathFactory, held_once: Path) -> Path:
    """A folder in which it was accepted after; tests work in copies."""
    folder = tmp_path_factory.mktemp("accepted") / "copy"
    shutil.copytree(held_once, folder)
    assert Desk(folder).accept().outcome == "new"
    return folder


@pytest.fixture
def held(tmp_path: Path, held_once: Path) -> Desk:
    return Desk(Path(shutil.copytree(held_once, tmp_path / "copy")))


@pytest.fixture
def accepted(tmp_path: Path, accepted_once: Path) -> Desk:
    return Desk(Path(shutil.copytree(accepted_once, tmp_path / "copy")))


def held_folder(desk: Desk) -> Path:
    (folder,) = (desk.root / "held").iterdir()
    return folder


def test_what_can_be_published_is_published_as_printed(accepted: Desk) -> None:
    keys = f"'{LEONBERG}', '{FRICKENHAUSEN}', '{SCHOENAICH}'"
    rows = f"SELECT gemeinde_ags, betrag_eur FROM planungsrahmen WHERE gemeinde_ags IN ({keys})"
    assert accepted.ask(f"{rows} ORDER BY ALL") == f"{LEONBERG},222992\n{SCHOENAICH},7961\n"
    assert accepted.ask("SELECT count(*) FROM planungsrahmen") == "59\n"


def test_the_decision_is_kept_with_the_edition(accepted: Desk) -> None:
    decision = "SELECT angenommen_von, angenommen_grund, bekannt_seit_utc FROM snapshots"
    assert accepted.ask(decision) == f"mia,{REASON},2024-03-02 09:30:00\n"
    (manifest,) = load_manifests(Warehouse(accepted.root))
    assert (manifest.accepted_by, manifest.reason, manifest.accepted_at) == (
        "mia",
        REASON,
        DECIDED_AT,
    )
    assert [(left.check, left.gemeinde_ags) for left in manifest.left_out] == [
        ("zeilen_lesbar", None),
        ("eindeutig", SCHOENAICH),
    ]
    assert json.loads((held_folder(accepted) / "decision.json").read_bytes()) == {
        "snapshot": manifest.id,
        "reason": REASON,
        "decided_by": "mia",
        "decided_at": DECIDED_AT.isoformat(),
    }


def test_failed_checks_and_what_is_left_out_stand_beside_the_rows(accepted: Desk) -> None:
    failed = accepted.ask("SELECT name FROM checks WHERE NOT passed ORDER BY name").split()
    assert {"ausgelassen", "eindeutig", "summe_land", "verteilung", "zeilen_lesbar"} <= set(failed)
    left_out = "SELECT unnest(fundstellen).text_gedruckt FROM checks WHERE name = 'ausgelassen'"
    first, second = accepted.ask(left_out).splitlines()
    assert (UNKNOWN_KEY in first, SCHOENAICH in second) == (True, True)


def test_every_figure_tells_which_failed_checks_name_it(accepted: Desk) -> None:
    beanstandet = "SELECT gemeinde_ags, beanstandet, angenommen_von FROM belege WHERE beanstandet"
    rows = accepted.ask(f"{beanstandet} IS NOT NULL ORDER BY ALL").splitlines()
    assert rows == [
        f"{LEONBERG},verteilung,mia",
        f"{SCHOENAICH},eindeutig,mia",
    ]


def test_readers_of_the_files_are_told(accepted: Desk) -> None:
    note = (accepted.root / "exports" / "LIESMICH.txt").read_text("utf-8")
    assert "Ausgelassene Stellen: 2." in note
    assert f"Begründung: {REASON}\n" in note


def test_an_accepted_edition_is_proved_by_reading_it_again(accepted: Desk) -> None:
    assert verify.verify(accepted.root, accepted.raw) == (1, ())


def test_accepting_twice_changes_nothing(accepted: Desk) -> None:
    before = {path: path.read_bytes() for path in held_folder(accepted).iterdir()}
    summary = accepted.accept(reason="noch einmal", by="uwe")
    assert (summary.outcome, summary.exit_code) == ("unchanged", ExitCode.DONE)
    assert {path: path.read_bytes() for path in held_folder(accepted).iterdir()} == before
    assert len(load_manifests(Warehouse(accepted.root))) == 1


@pytest.mark.parametrize(
    ("differed", "asked"),
    [(True, ALL_ENGINES), slow(False, (OWN_ENGINE,))],
)
def test_where_readings_differed_all_engines_are_asked_again(
    held: Desk, pdf: Path, monkeypatch: pytest.MonkeyPatch, differed: bool, asked: tuple[str, ...]
) -> None:
    path = held_folder(held) / "report.json"
    report = json.loads(path.read_bytes())
    conflict = {"gemeinde_ags": LEONBERG, "gemeinde_name": "Leonberg", "zeilen": []}
    path.write_text(json.dumps({**report, "conflicts": [conflict] if differed else []}), "utf-8")
    engines: list[Sequence[str]] = []

    def read_own(path: Path, name: str, wanted: Sequence[str]) -> Compared:
        engines.append(wanted)
        return read_compared(path, name, (OWN_ENGINE,))

    monkeypatch.setattr("pipeline.run.checked.read_compared", read_own)
    held.accept()

    assert engines == [asked]


def test_the_same_document_ingested_after_is_unchanged(accepted: Desk, pdf: Path) -> None:
    assert accepted.ingest(pdf).outcome == "unchanged"
    assert accepted.outcomes() == ["held", "new", "unchanged"]


def test_a_summary_says_what_was_done(held: Desk) -> None:
    summary = held.accept(held_folder(held).name[:-2])
    failed = sum(check.holds for check in summary.checks)
    assert (summary.outcome, summary.rows, summary.held) == ("new", 59, None)
    assert summary.message == (
        f"new snapshot {held_folder(held).name}: accepted by mia ({REASON}); "
        f"failed checks: {failed}, places left out: 2"
    )


def test_a_held_run_that_is_not_there_is_answered_with_those_that_are(held: Desk) -> None:
    with pytest.raises(UnknownHeldError, match=f"known held runs: {held_folder(held).name}"):
        held.accept("endgueltig-2017")
    assert held.outcomes() == ["held"]


@pytest.mark.slow
def test_a_prefix_of_two_held_runs_is_refused_and_latest_is_the_newer(
    held: Desk, tmp_path: Path
) -> None:
    first = held_folder(held).name

    def spoil_less(cells: Cells) -> None:
        replaced(cells, 13, 4, "222.992 €")

    second = Path(held.ingest(print_few(tmp_path / "second_synthetic.pdf", spoil_less)).held or "")
    with pytest.raises(AmbiguousHeldError) as error:
        held.accept("endgueltig")
    assert list(error.value.candidates) == sorted((first, second.name))
    assert held.accept("latest").snapshot == second.name


@pytest.mark.slow
def test_a_document_that_passes_today_is_accepted_as_any_other(tmp_path: Path) -> None:
    sample = SAMPLES / "endgueltig-2018-01_synthetic.pdf"
    desk = Desk(tmp_path)
    snapshot = desk.ingest(sample).snapshot
    shutil.rmtree(desk.root)  # nothing of it was ever published
    earlier = desk.root / "held" / "endgueltig-2018-01-d7403253"
    earlier.mkdir(parents=True)
    (document,) = desk.raw.glob("*.pdf")
    report = {
        "format_version": 4,
        "document": StoredDocument(document.stem, 1, "x.pdf", None, DECIDED_AT, None),
        "edition": None,
        "claims": NO_CLAIMS,
        "synthetic": True,
        "title_text": "",
        "page_count": 1,
        "readers": [],
        "columns": [],
        "classes": {},
        "corrections": [],
        "sequence": 1,
        "held_at": DECIDED_AT,
        "errors": [],
        "conflicts": [],
        "checks": [],
        "rows_left_if_accepted": 0,
        "rows_sha256_if_accepted": None,
        "left_out_if_accepted": [],
        "read_again": None,
    }
    (earlier / "report.json").write_bytes(record_bytes(report))

    summary = desk.accept()

    assert (summary.outcome, summary.snapshot, summary.rows) == ("new", snapshot, 1101)
    assert summary.message.endswith(
        "today's reading by pdfium passes all checks: accepted as any other"
    )
    assert desk.ask("SELECT angenommen_von, angenommen_grund FROM snapshots") == ",\n"
    assert desk.ask("SELECT count(*) FROM checks WHERE name = 'ausgelassen'") == "0\n"
    assert not (earlier / "decision.json").exists()


def test_where_nothing_is_left_nothing_is_published(tmp_path: Path) -> None:
    def shift_keys(cells: Cells) -> None:
        keys = [row[0] for row in cells[1:-1]]
        shifted = zip([*keys[1:], keys[0]], cells[1:-1], strict=True)
        cells[1:-1] = [(key, *row[1:]) for key, row in shifted]

    desk = Desk(tmp_path)
    summary = desk.ingest(print_few(tmp_path / "none_synthetic.pdf", shift_keys))
    assert summary.outcome == "held"
    report = Path(summary.held or "") / "bericht.md"
    assert "annehmen lässt sich dieses Dokument nicht" in report.read_text("utf-8")
    assert "planungsrahmen accept" not in report.read_text("utf-8")

    refused = desk.accept()

    assert (refused.outcome, refused.exit_code, refused.snapshot) == ("held", ExitCode.HELD, None)
    assert "expected rows that can be published, found none" in refused.message
    assert load_manifests(Warehouse(desk.root)) == ()
    assert not (Path(summary.held or "") / "decision.json").exists()


def test_bytes_that_are_missing_are_named_with_what_to_do(held: Desk) -> None:
    shutil.rmtree(held.raw)
    with pytest.raises(
        DocumentMissingError, match="take it in again from a copy: planungsrahmen ingest PDF"
    ) as error:
        held.accept()
    assert error.value.exit_code == ExitCode.WAREHOUSE


def test_a_damaged_report_is_named(held: Desk) -> None:
    (held_folder(held) / "report.json").write_text("{}")
    with pytest.raises(WarehouseDamagedError, match="expected the report of a held run"):
        held.accept()


@pytest.mark.slow
def test_what_a_killed_acceptance_kept_is_published_by_the_next(held: Desk, pdf: Path) -> None:
    warehouse = Warehouse(held.root)
    sha256 = json.loads((held_folder(held) / "report.json").read_bytes())["document"]["sha256"]
    draft = draft_of(sha256)
    mark_unpublished(warehouse)
    snapshot = write_snapshot(warehouse, draft)

    assert held.accept(reason="andere Worte").outcome == "unchanged"

    assert held.ask("SELECT DISTINCT snapshot_id FROM planungsrahmen") == f"{snapshot.id}\n"
    (kept,) = load_manifests(warehouse)
    assert (kept.reason, kept.accepted_by) == (REASON, "mia")


def draft_of(sha256: str) -> SnapshotDraft:
    """An accepted edition of a document, with invented rows."""
    draft = snapshot_draft(decision=Decision(REASON, "mia", DECIDED_AT))
    document = replace(draft.document, sha256=sha256)
    return replace(draft, document=document)


def test_a_withdrawn_edition_is_published_no_longer(accepted: Desk) -> None:
    (snapshot,) = load_manifests(Warehouse(accepted.root))
    summary = accepted.withdraw("latest")
    assert (summary.outcome, summary.message) == (
        "withdrawn",
        f"withdrawn: snapshot {snapshot.id}, by uwe (Irrtum); no edition is published now",
    )
    assert accepted.ask("SELECT count(*) FROM planungsrahmen") == "0\n"
    status = "SELECT status, zurueckgezogen_von, zurueckgezogen_grund FROM snapshots"
    assert accepted.ask(status) == "zurueckgezogen,uwe,Irrtum\n"
    exports = {path.name: path.read_text("utf-8") for path in (accepted.root / "exports").iterdir()}
    assert list(exports) == ["LIESMICH.txt"]
    assert "Zurzeit ist keine Ausgabe veröffentlicht" in exports["LIESMICH.txt"]


@pytest.mark.slow
def test_the_edition_before_is_the_newest_again(accepted: Desk) -> None:
    write_snapshot(Warehouse(accepted.root), snapshot_draft(edition_id="vorlaeufig-2017-07"))
    earlier, later = (s.id for s in reversed(load_manifests(Warehouse(accepted.root))))
    assert accepted.withdraw(later).message == (
        f"withdrawn: snapshot {later}, by uwe (Irrtum); the newest edition is {earlier}"
    )
    assert accepted.ask("SELECT DISTINCT snapshot_id FROM planungsrahmen") == f"{earlier}\n"


def test_withdrawing_twice_says_so_and_changes_nothing(accepted: Desk) -> None:
    (snapshot,) = load_manifests(Warehouse(accepted.root))
    accepted.withdraw(snapshot.id)
    summary = accepted.withdraw(snapshot.id, reason="noch einmal")
    assert (summary.outcome, summary.message) == (
        "unchanged",
        f"unchanged: withdrawn before: snapshot {snapshot.id}, by uwe (Irrtum); "
        "no edition is published now",
    )
    assert accepted.ask("SELECT zurueckgezogen_grund FROM snapshots") == "Irrtum\n"
    with pytest.raises(UnknownSnapshotError):
        accepted.withdraw("latest")


def test_a_withdrawn_document_ingested_again_stays_withdrawn(accepted: Desk, pdf: Path) -> None:
    accepted.withdraw("latest")
    summary = accepted.ingest(pdf)
    assert (summary.outcome, summary.exit_code) == ("unchanged", ExitCode.DONE)
    assert summary.message.endswith(", which was withdrawn by uwe (Irrtum)")
    assert accepted.ask("SELECT count(*) FROM planungsrahmen") == "0\n"


@pytest.mark.slow
def test_a_withdrawn_document_accepted_again_counts_as_another_reading(accepted: Desk) -> None:
    (old,) = load_manifests(Warehouse(accepted.root))
    accepted.withdraw("latest")

    summary = accepted.accept(reason="doch richtig", by="eva")

    assert (summary.outcome, summary.exit_code, summary.snapshot) == (
        "new",
        ExitCode.DONE,
        f"{old.id}-r2",
    )
    assert summary.message == (
        f"new snapshot {old.id}-r2: supersedes {old.id}: the same rows; "
        "accepted by eva (doch richtig)"
    )
    assert accepted.ask("SELECT DISTINCT snapshot_id FROM planungsrahmen") == f"{old.id}-r2\n"
    kept = "SELECT status, zurueckgezogen_grund, angenommen_von, ersetzt_grund FROM snapshots"
    assert accepted.ask(f"{kept} ORDER BY sequence") == (
        "zurueckgezogen,Irrtum,mia,\n"
        f"aktuell,,eva,Dasselbe Dokument neu gelesen (planungsrahmen {__version__}): dieselben "
        "Zeilen. Nach der Zurückziehung wieder angenommen von eva: doch richtig\n"
    )
    decision = json.loads((held_folder(accepted) / "decision.json").read_bytes())
    assert (decision["snapshot"], decision["decided_by"]) == (f"{old.id}-r2", "eva")
    assert verify.verify(accepted.root, accepted.raw) == (2, ())
    assert accepted.accept().message == f"unchanged: these bytes are snapshot {old.id}-r2"


def change_report(desk: Desk, **changes: object) -> None:
    """Let the report that a person has read show something else than is read today."""
    path = held_folder(desk) / "report.json"
    path.write_text(json.dumps({**json.loads(path.read_bytes()), **changes}), "utf-8")


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"rows_sha256_if_accepted": "0" * 64}, "other rows would be published"),
        ({"checks": []}, "failed only now: "),
    ],
)
def test_what_the_report_did_not_show_is_not_published(
    held: Desk, changes: dict[str, object], told: str
) -> None:
    change_report(held, **changes)

    refused = held.accept()

    assert (refused.outcome, refused.exit_code, refused.snapshot) == ("held", ExitCode.HELD, None)
    assert refused.message.startswith(f"not accepted: {held_folder(held)} shows what is read today")
    assert told in refused.message
    assert load_manifests(Warehouse(held.root)) == ()
    assert not (held_folder(held) / "decision.json").exists()
    # The report was written anew; who has looked at it may accept.
    assert held.accept().outcome == "new"


def test_checks_that_say_something_else_than_the_report_are_named(held: Desk) -> None:
    checks = json.loads((held_folder(held) / "report.json").read_bytes())["checks"]
    for check in checks:
        if check["name"] == "summe_land":
            check["message"] = "the sum is another"
        if check["name"] == "zeilen_lesbar":
            check["rows"] = []
    [first] = [dict(check) for check in checks if check["name"] == "summe_land"]
    change_report(held, checks=[*checks, {**first, "name": "gone"}])
    assert "(failed no longer: gone; failed otherwise: summe_land, zeilen_lesbar)" in (
        held.accept().message
    )


@pytest.mark.slow
@pytest.mark.parametrize("by", ["ingest", "export"])
def test_what_a_killed_withdrawal_recorded_is_published_by_the_next(
    accepted: Desk, pdf: Path, by: str
) -> None:
    warehouse = Warehouse(accepted.root)
    (snapshot,) = load_manifests(warehouse)
    mark_unpublished(warehouse)
    learn(warehouse, snapshot.id, Withdrawal("Irrtum", "uwe", DECIDED_AT))
    assert accepted.ask("SELECT count(*) FROM planungsrahmen") == "59\n"

    if by == "export":
        publish.export(accepted.root)
    else:
        assert accepted.ingest(pdf).outcome == "unchanged"

    assert accepted.ask("SELECT count(*) FROM planungsrahmen") == "0\n"


def test_a_warehouse_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(WarehouseDamagedError, match="look at its name"):
        Desk(tmp_path).accept()
    with pytest.raises(WarehouseDamagedError, match="look at its name"):
        Desk(tmp_path).withdraw("latest")
    assert list(tmp_path.iterdir()) == []
