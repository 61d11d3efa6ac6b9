"""Published documents read again: a better reading supersedes, and history is not rewritten."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from pipeline import __version__
from pipeline.cli.app import cli
from pipeline.console import snapshots_text
from pipeline.errors import (
    ExitCode,
    LayoutError,
    SupersededSnapshotError,
    WithdrawnSnapshotError,
)
from pipeline.manifest import Decision, Manifest
from pipeline.model import CheckResult
from pipeline.run import look, publish, recorded, review
from pipeline.run.checked import Review, check_document
from pipeline.run.setup import OWN_ENGINE, Setup
from pipeline.store.history import learn, load_statuses
from pipeline.store.new_snapshot import write_snapshot
from pipeline.store.records import Withdrawal, find_facts, load_manifests
from pipeline.values import replace
from tests.builders.frames import FIRST_DAY, herkunft, snapshot_draft, withdrawal
from tests.builders.interpretations import FIRST
from tests.builders.rereadings import AIDLINGEN, ROWS, STUTTGART, Shelf, failing, printed
from tests.builders.slow import slow

AMOUNTS = "SELECT betrag_eur FROM {} WHERE gemeinde_ags = '" + STUTTGART + "' ORDER BY ALL"
MIA = Decision("Die Zahlen sind bestätigt.", "mia", datetime(2024, 3, 2, tzinfo=UTC))
MISREAD = {STUTTGART: 111, AIDLINGEN: 222}
RIGHT = {STUTTGART: 624_923, AIDLINGEN: 5_573}
UNCHANGED = "08115002"
ROW = herkunft(1, 7, "08115002 | Altdorf | 14 | 11,145 €")


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shelf:
    return Shelf(tmp_path, monkeypatch)


def today(shelf: Shelf) -> dict[str, str]:
    return {s.manifest.id: s.status.value for s in load_statuses(shelf.warehouse)}


def records(shelf: Shelf) -> list[str]:
    return sorted(json.loads(p.read_bytes())["outcome"] for p in shelf.warehouse.runs.iterdir())


def newest(shelf: Shelf) -> Manifest:
    return load_manifests(shelf.warehouse)[-1]


def test_a_better_reading_supersedes_and_the_old_is_what_was_known_before(shelf: Shelf) -> None:
    old = shelf.publish(MISREAD)
    before = shelf.files()

    [summary] = shelf.reprocess()

    assert (summary.outcome, summary.exit_code, summary.message) == (
        "new",
        ExitCode.DONE,
        f"new snapshot {old.id}-r2: supersedes {old.id}: rows changed: 2 (betrag_eur 2)",
    )
    assert today(shelf) == {old.id: "ersetzt", f"{old.id}-r2": "aktuell"}
    assert {name: content for name, content in shelf.files().items() if name in before} == before
    assert newest(shelf).document == old.document
    assert shelf.ask(AMOUNTS.format("planungsrahmen")) == "624923\n"
    assert shelf.ask(AMOUNTS.format("historie")) == "624923\n"
    assert shelf.ask("SELECT count(*) FROM aenderungen") == "0\n"
    for day, known in (("2024-02-29", ""), ("2024-03-01", "111\n"), ("2999-01-01", "624923\n")):
        as_of = f"planungsrahmen_am(NULL, bekannt_am := '{day}')"
        assert shelf.ask(AMOUNTS.format(as_of)) == known
    assert records(shelf) == ["new"]
    assert [s.outcome for s in shelf.reprocess()] == ["unchanged"]


def test_a_run_that_is_stopped_is_on_record(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    shelf.publish(MISREAD)

    def stop(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("pipeline.run.review.check_document", stop)
    with pytest.raises(KeyboardInterrupt):
        shelf.reprocess()
    assert records(shelf) == ["interrupted"]


@pytest.mark.slow
def test_why_it_was_read_again_is_told_with_what_differs(
    shelf: Shelf,
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("pipeline.store.new_snapshot.__version__", "0.0.9")
        old = shelf.publish(MISREAD)
    shelf.reprocess(old.id, "Die Spalte war verwechselt.")
    why = (
        f"Dasselbe Dokument neu gelesen (planungsrahmen {__version__}, zuvor 0.0.9): geänderte "
        "Zeilen: 2 (betrag_eur 2). Die Spalte war verwechselt."
    )
    told = "SELECT ersetzt_snapshot_id, ersetzt_grund, angenommen_grund FROM snapshots"
    assert shelf.ask(f"{told} WHERE status = 'aktuell'") == f'{old.id},"{why}",\n'


def test_each_reading_says_how_long_it_took_by_itself(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf.publish()
    shelf.publish(name="old.pdf", edition_id="vorlaeufig-2017-07")
    now = FIRST_DAY

    class Clock(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
            return now.astimezone(tz)

    def read_slowly(*given: Any, **more: Any) -> Review:
        nonlocal now
        now += timedelta(seconds=10)
        return check_document(*given, **more)

    for module in (review, recorded):
        monkeypatch.setattr(module, "datetime", Clock)
    monkeypatch.setattr("pipeline.run.review.check_document", read_slowly)
    assert [summary.seconds for summary in shelf.reprocess()] == [10.0, 10.0]


def test_the_same_rows_change_nothing(shelf: Shelf) -> None:
    old = shelf.publish()
    before = shelf.files()
    [summary] = shelf.reprocess("latest")
    assert (summary.outcome, summary.snapshot, summary.rows, summary.message) == (
        "unchanged",
        old.id,
        ROWS,
        f"unchanged: snapshot {old.id} read again with planungsrahmen {__version__}: the same rows",
    )
    assert (shelf.files(), summary.changed) == (before, False)
    assert records(shelf) == ["unchanged"]


def test_checks_that_would_hold_what_is_published_are_named(shelf: Shelf) -> None:
    old = shelf.publish()
    shelf.read_today(old, failing())
    [summary] = shelf.reprocess()
    assert (summary.outcome, summary.exit_code, summary.warnings) == (
        "held",
        ExitCode.HELD,
        ("summe_land: the sum differs",),
    )
    assert (summary.snapshot, summary.held, summary.changed) == (old.id, None, False)
    assert summary.message == (
        f"snapshot {old.id} stays published and its rows are read as before, but checks fail that "
        "passed then (summe_land): look at the rows they name, and if they are wrong, run: "
        f"planungsrahmen withdraw {old.id} --reason '…' --warehouse {shelf.root}"
    )


def test_where_a_correction_is_out_of_date_the_file_is_to_be_changed(shelf: Shelf) -> None:
    old = shelf.publish()
    shelf.read_today(old, failing("korrekturen"))
    [summary] = shelf.reprocess()
    entries = "put the entries that korrekturen names right in schemas/corrections.toml"
    assert summary.message.endswith(f" that passed then (korrekturen): {entries}")
    shelf.read_today(old, failing("korrekturen"), failing())
    [summary] = shelf.reprocess()
    assert summary.message.endswith(
        f" (korrekturen, summe_land): {entries}; look at the rows they name, and if they are "
        f"wrong, run: planungsrahmen withdraw {old.id} --reason '…' --warehouse {shelf.root}"
    )


def test_a_reading_that_is_not_trusted_is_held_and_the_old_stays(shelf: Shelf) -> None:
    old = shelf.publish(MISREAD)
    shelf.read_today(old, failing())
    [summary] = shelf.reprocess()
    folder = shelf.warehouse.held / old.id
    assert (summary.outcome, summary.exit_code, summary.snapshot, summary.held) == (
        "held",
        ExitCode.HELD,
        old.id,
        str(folder),
    )
    assert summary.message == (
        f"held: failed checks: 1; nothing was published; see {folder}; snapshot {old.id} stays "
        "published"
    )
    assert today(shelf) == {old.id: "aktuell"}
    assert json.loads((folder / "report.json").read_bytes())["read_again"] == {
        "snapshot": old.id,
        "meldung": "geänderte Zeilen: 2 (betrag_eur 2)",
    }
    bericht = (folder / "bericht.md").read_text("utf-8")
    places = f" --warehouse {shelf.root} --raw-dir {shelf.raw}"
    for text in (
        f"Dieses Dokument ist schon veröffentlicht, als `{old.id}`. Die Lesung von heute weicht "
        "davon ab: geänderte Zeilen: 2 (betrag_eur 2).\n",
        f"`planungsrahmen reprocess {old.id}{places}`\n",
        f"`planungsrahmen accept {old.id} --reason '…'{places}`\n",
        f"`planungsrahmen withdraw {old.id} --reason '…' --warehouse {shelf.root}`\n",
    ):
        assert text in bericht


def accept(shelf: Shelf, decision: Decision = MIA, wanted: str = "latest") -> str:
    setup = Setup(shelf.root, shelf.raw, (OWN_ENGINE,))
    return review.accept(setup, wanted, decision).message


def test_a_held_reading_is_accepted_in_the_place_of_the_old(shelf: Shelf) -> None:
    old = shelf.publish(MISREAD)
    shelf.read_today(old, failing())
    shelf.reprocess()
    better = f"{old.id}-r2"
    assert accept(shelf) == (
        f"new snapshot {better}: supersedes {old.id}: rows changed: 2 (betrag_eur 2); "
        "accepted by mia (Die Zahlen sind bestätigt.)"
    )
    kept = newest(shelf)
    assert (kept.id, kept.supersedes, kept.accepted_by, kept.reason) == (
        better,
        old.id,
        "mia",
        MIA.reason,
    )
    assert today(shelf) == {old.id: "ersetzt", better: "aktuell"}
    decision = json.loads((shelf.warehouse.held / old.id / "decision.json").read_bytes())
    assert (decision["snapshot"], decision["decided_by"]) == (better, "mia")
    assert accept(shelf) == f"unchanged: these bytes are snapshot {better}"
    assert [s.outcome for s in shelf.reprocess()] == ["unchanged"]


@pytest.mark.slow
def test_a_held_reading_that_passes_by_now_supersedes_without_a_decision(shelf: Shelf) -> None:
    old = shelf.publish(MISREAD)
    shelf.read_today(old, failing())
    shelf.reprocess()
    shelf.read_today(old)
    for _ in range(2):
        accept(shelf)
        assert (newest(shelf).supersedes, newest(shelf).accepted_by) == (old.id, None)
        assert not (shelf.warehouse.held / old.id / "decision.json").exists()


def test_a_held_reading_that_is_the_old_one_by_now_changes_nothing(shelf: Shelf) -> None:
    old = shelf.publish(MISREAD)
    same = shelf.publish(name="same.pdf")
    shelf.read_today(old, failing())
    shelf.reprocess(old.id)
    shelf.read_today(old, amounts=MISREAD)
    assert accept(shelf).endswith(": the same rows")
    assert today(shelf) == {old.id: "frueher", same.id: "aktuell"}


def test_an_earlier_decision_is_not_taken_for_one_about_the_reading_of_today(shelf: Shelf) -> None:
    old = shelf.publish(MISREAD, decision=MIA, fails=(failing(),))
    folder = shelf.warehouse.held / old.id
    folder.mkdir(parents=True)
    (folder / "decision.json").write_text("{}")
    shelf.read_today(old, failing("verteilung"))
    shelf.reprocess()
    assert sorted(path.name for path in folder.iterdir()) == [
        "bericht.md",
        "report.json",
        "rows.csv",
    ]


@pytest.mark.parametrize(
    ("then", "now", "outcome"),
    [
        (failing(), failing(), "new"),
        (failing(), failing(message="another sum differs"), "held"),
        slow(failing(), failing("verteilung"), "held"),
        slow(failing(rows=(ROW,)), failing(rows=(replace(ROW, row=9),)), "new"),
        slow(failing(rows=(ROW,)), failing(message="less", rows=(ROW,)), "held"),
        slow(failing(rows=(ROW,)), failing(rows=(replace(ROW, text="14"),)), "held"),
        (failing(rows=(ROW,)), failing(rows=(ROW, replace(ROW, page=2))), "held"),
        slow(failing(rows=(ROW,)), failing(message="no row is named"), "held"),
    ],
)
def test_a_persons_decision_stands_where_nothing_else_fails(
    shelf: Shelf, then: CheckResult, now: CheckResult, outcome: str
) -> None:
    old = shelf.publish(MISREAD, decision=MIA, fails=(then,))
    shelf.read_today(old, now)
    [summary] = shelf.reprocess()
    assert summary.outcome == outcome
    kept = newest(shelf)
    assert (kept.id == old.id, kept.accepted_by, kept.reason) == (
        outcome == "held",
        "mia",
        MIA.reason,
    )


@pytest.mark.parametrize(
    ("concerned", "outcome"), [(STUTTGART, "held"), slow(AIDLINGEN, "held"), slow(UNCHANGED, "new")]
)
def test_a_persons_decision_covers_no_other_figure_in_a_row_that_fails(
    shelf: Shelf, concerned: str, outcome: str
) -> None:
    """As where a correction with a slip changes the figure of a printed row."""
    fails = failing("verteilung", "1 amount fits no rate", rows=(printed(concerned),))
    old = shelf.publish(MISREAD, decision=MIA, fails=(fails,))
    shelf.read_today(old, fails)
    [summary] = shelf.reprocess()
    assert (summary.outcome, newest(shelf).id == old.id) == (outcome, outcome == "held")


def test_no_decision_is_needed_where_all_passes_today(shelf: Shelf) -> None:
    shelf.publish(MISREAD, decision=MIA, fails=(failing(),))
    shelf.reprocess()
    assert (newest(shelf).accepted_by, newest(shelf).reason) == (None, None)


@pytest.mark.slow
def test_all_that_count_are_read_again_the_oldest_first_whatever_becomes_of_one(
    shelf: Shelf,
) -> None:
    newer = shelf.publish(MISREAD)
    older = shelf.publish(name="first.pdf", edition_id=FIRST)
    unread = shelf.publish(name="unread.pdf")
    withdrawn = shelf.publish(name="withdrawn.pdf")
    learn(shelf.warehouse, withdrawn.id, withdrawal())
    shelf.reads[unread.document.sha256] = LayoutError("unread.pdf", "no table")
    (shelf.raw / f"{older.document.sha256}.pdf").unlink()

    summaries = shelf.reprocess()

    assert [(s.snapshot, s.outcome, s.exit_code) for s in summaries] == [
        (older.id, "failed", ExitCode.WAREHOUSE),
        (f"{newer.id}-r2", "new", ExitCode.DONE),
        (unread.id, "unreadable", ExitCode.UNREADABLE),
    ]
    assert summaries[0].message.startswith(
        f"snapshot {older.id} stays published, it could not be read again: "
        f"{shelf.raw / older.document.sha256}.pdf: expected the document and its record, found none"
    )
    assert records(shelf) == ["failed", "new", "unreadable"]
    assert shelf.reprocess(older.id)[0].outcome == "failed"
    (shelf.raw / f"{newer.document.sha256}.pdf").write_bytes(b"%PDF-other")
    assert "expected bytes with hash" in shelf.reprocess(f"{newer.id}-r2")[0].message


def test_what_does_not_count_is_refused_with_what_to_do(shelf: Shelf) -> None:
    old, places = shelf.publish(MISREAD), f" --warehouse {shelf.root} --raw-dir {shelf.raw}"
    shelf.reprocess()
    with pytest.raises(SupersededSnapshotError) as superseded:
        shelf.reprocess(old.id)
    assert str(superseded.value) == (
        f"snapshot {old.id} was superseded by {old.id}-r2, a better reading of the same document; "
        f"run: planungsrahmen reprocess {old.id}-r2{places}"
    )
    learn(shelf.warehouse, f"{old.id}-r2", withdrawal())
    [decision] = find_facts(shelf.warehouse, f"{old.id}-r2", Withdrawal)
    with pytest.raises(WithdrawnSnapshotError) as withdrawn:
        shelf.reprocess(f"{old.id}-r2")
    assert str(withdrawn.value) == (
        f"snapshot {old.id}-r2 was withdrawn on {decision.at:%Y-%m-%d} by mia "
        "(Irrtum), so it is not read again; if its document shall count after all, run: "
        f"planungsrahmen accept {old.id}-r2 --reason '…'{places}"
    )
    assert withdrawn.value.exit_code == superseded.value.exit_code == ExitCode.USAGE


@pytest.mark.slow
def test_a_reading_that_a_person_withdrew_is_not_published_again(shelf: Shelf) -> None:
    old = shelf.publish(MISREAD)
    shelf.reprocess()
    learn(shelf.warehouse, f"{old.id}-r2", withdrawal())
    [summary] = shelf.reprocess()
    assert (summary.outcome, summary.message) == (
        "unchanged",
        f"unchanged: snapshot {old.id} stays: today's reading is that of {old.id}-r2, which was "
        "withdrawn by mia (Irrtum)",
    )
    shelf.read_today(old, amounts={STUTTGART: 333})
    assert shelf.reprocess()[0].snapshot == f"{old.id}-r3"
    shelf.read_today(old, amounts=RIGHT)
    assert shelf.reprocess()[0].message.startswith(f"unchanged: snapshot {old.id}-r3 stays: ")


def test_a_withdrawal_is_undone_by_accepting_the_snapshot(shelf: Shelf) -> None:
    old = shelf.publish(RIGHT)
    learn(shelf.warehouse, old.id, withdrawal())
    assert accept(shelf, wanted=old.id[:-2]) == (
        f"new snapshot {old.id}-r2: supersedes {old.id}: the same rows; "
        "accepted by mia (Die Zahlen sind bestätigt.)"
    )
    assert today(shelf) == {old.id: "zurueckgezogen", f"{old.id}-r2": "aktuell"}
    assert (newest(shelf).supersedes_reason or "").endswith(
        "Nach der Zurückziehung wieder angenommen von mia: Die Zahlen sind bestätigt."
    )
    assert [s.outcome for s in shelf.reprocess()] == ["unchanged"]


@pytest.mark.slow
def test_who_undid_a_withdrawal_is_noted_beside_the_report_also_where_nothing_fails(
    shelf: Shelf,
) -> None:
    old = shelf.publish(RIGHT)
    learn(shelf.warehouse, old.id, withdrawal())
    shelf.read_today(old, failing())
    accept(shelf, wanted=old.id)
    shelf.read_today(old)
    decision = shelf.warehouse.held / old.id / "decision.json"
    for who in (MIA, Decision("andere Worte", "uwe", MIA.at)):
        accept(shelf, who, old.id)
        noted = json.loads(decision.read_bytes())
        assert (noted["snapshot"], noted["decided_by"]) == (f"{old.id}-r2", "mia")


@pytest.mark.slow
def test_a_withdrawn_snapshot_that_checks_hold_today_is_reported_first(shelf: Shelf) -> None:
    old = shelf.publish(RIGHT)
    learn(shelf.warehouse, old.id, withdrawal())
    shelf.read_today(old, failing())
    assert accept(shelf, wanted=old.id) == (
        f"not accepted: {shelf.warehouse.held / old.id} shows what is read today, which nobody "
        "has decided about (it was not held before); look at it, then accept it"
    )
    assert list(today(shelf)) == [old.id]
    assert accept(shelf, wanted=old.id).startswith(f"new snapshot {old.id}-r2: ")


@pytest.mark.slow
def test_a_withdrawn_better_reading_is_accepted_in_the_place_of_the_old(shelf: Shelf) -> None:
    old = shelf.publish(MISREAD)
    shelf.reprocess()
    learn(shelf.warehouse, f"{old.id}-r2", withdrawal())
    assert accept(shelf, wanted=f"{old.id}-r2") == (
        f"new snapshot {old.id}-r3: supersedes {old.id}: rows changed: 2 (betrag_eur 2); "
        "accepted by mia (Die Zahlen sind bestätigt.)"
    )
    assert (newest(shelf).supersedes_reason or "").endswith(
        "Nach der Zurückziehung wieder angenommen von mia: Die Zahlen sind bestätigt."
    )
    assert today(shelf)[f"{old.id}-r3"] == "aktuell"
    shelf.read_today(old, amounts={STUTTGART: 333})
    shelf.reprocess()
    # What was withdrawn once and accepted since may take its place again.
    shelf.read_today(old, amounts=RIGHT)
    assert shelf.reprocess()[0].snapshot == f"{old.id}-r5"


def test_what_a_killed_run_kept_is_published_by_the_next(shelf: Shelf) -> None:
    old = shelf.publish(MISREAD)
    publish.rebuild(shelf.root)

    def die(*_: object) -> None:
        raise KeyboardInterrupt

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("pipeline.run.publish.newest_export", die)
        with pytest.raises(KeyboardInterrupt):
            shelf.reprocess()
    assert shelf.ask(AMOUNTS.format("planungsrahmen")) == "111\n"
    assert [s.outcome for s in shelf.reprocess()] == ["unchanged"]
    assert shelf.ask(AMOUNTS.format("planungsrahmen")) == "624923\n"
    assert list(today(shelf)) == [old.id, f"{old.id}-r2"]


@pytest.mark.slow
def test_of_several_readings_that_which_counts_is_proved(shelf: Shelf) -> None:
    old = shelf.publish(MISREAD)
    publish.rebuild(shelf.root)
    assert shelf.verify() == (1, [f"snapshot {old.id}: 2 of {ROWS} rows differ"])
    shelf.reprocess()
    assert shelf.verify() == (2, [])
    shelf.read_today(old, amounts=MISREAD)
    assert shelf.verify() == (2, [f"snapshot {old.id}-r2: 2 of {ROWS} rows differ"])
    shelf.read_today(old, amounts=RIGHT)
    learn(shelf.warehouse, f"{old.id}-r2", withdrawal())
    publish.rebuild(shelf.root)
    # Today's code may give what was withdrawn, or what counts, and nothing else.
    assert shelf.verify() == (2, [])
    shelf.read_today(old, amounts=MISREAD)
    assert shelf.verify() == (2, [])
    shelf.read_today(old, amounts={STUTTGART: 333})
    assert shelf.verify() == (2, [f"snapshot {old.id}: 1 of {ROWS} rows differ"])
    (shelf.warehouse.snapshots / old.id / "figures.parquet").write_bytes(b"")
    assert len(shelf.verify()[1]) == 1


@pytest.mark.slow
def test_snapshots_are_listed_with_how_they_stand(shelf: Shelf) -> None:
    old = shelf.publish(MISREAD)
    decided = shelf.publish(name="decided.pdf", edition_id=FIRST, decision=MIA, fails=(failing(),))
    withdrawn = shelf.publish(name="withdrawn.pdf")
    learn(shelf.warehouse, withdrawn.id, withdrawal())
    shelf.reprocess(old.id)
    listed = look.list_snapshots(shelf.root)
    lines = snapshots_text(listed, as_json=False).splitlines()
    begin = lines[0].index("status")
    assert [line[begin:] for line in lines] == [
        "status",
        f"ersetzt (by {old.id}-r2, synthetic)",
        "frueher (synthetic, accepted by mia)",
        "zurueckgezogen (synthetic)",
        "aktuell (synthetic)",
    ]
    assert [
        (entry["status"], entry["superseded_by"], entry["accepted_by"])
        for entry in json.loads(snapshots_text(listed, as_json=True))
    ] == [
        ("ersetzt", f"{old.id}-r2", None),
        ("frueher", None, "mia"),
        ("zurueckgezogen", None, None),
        ("aktuell", None, None),
    ]
    assert decided.id != old.id


@pytest.mark.slow
def test_a_synthetic_edition_that_real_ones_hide_is_read_again_when_named(shelf: Shelf) -> None:
    hidden = shelf.publish(MISREAD)
    write_snapshot(shelf.warehouse, snapshot_draft(synthetic=False))
    [summary] = shelf.reprocess(hidden.id)
    assert summary.snapshot == f"{hidden.id}-r2"
    assert today(shelf)[f"{hidden.id}-r2"] == "synthetisch_verborgen"


class Command:
    """The command line in this process."""

    def __init__(self, shelf: Shelf) -> None:
        self.places = ["--warehouse", str(shelf.root), "--raw-dir", str(shelf.raw)]

    def run(self, *words: str) -> tuple[int, str, str]:
        done = CliRunner().invoke(cli, ["reprocess", *words, *self.places])
        return done.exit_code, done.stdout, done.stderr


@pytest.mark.slow
def test_the_command_ends_with_the_worst_of_all_readings(shelf: Shelf) -> None:
    command = Command(shelf)
    shelf.root.mkdir()
    assert command.run() == (0, "nothing to read again: no edition is published\n", "")
    assert command.run("--json") == (0, "[]\n", "")
    good, bad = shelf.publish(MISREAD), shelf.publish(name="bad.pdf", edition_id=FIRST)
    shelf.reads[bad.document.sha256] = LayoutError("bad.pdf", "no table")
    code, out, err = command.run("--reason", "besser gelesen")
    assert (code, out.splitlines()[0], err.partition(",")[0]) == (
        4,
        f"new snapshot {good.id}-r2: supersedes {good.id}: rows changed: 2 (betrag_eur 2)",
        f"error: snapshot {bad.id} stays published",
    )
    assert (newest(shelf).supersedes_reason or "").endswith("(betrag_eur 2). besser gelesen")
    code, out, _ = command.run("--json")
    assert (code, [entry["outcome"] for entry in json.loads(out)]) == (
        4,
        ["unreadable", "unchanged"],
    )
    code, out, _ = command.run("latest", "--json", "--readings", "own")
    assert (code, json.loads(out)["outcome"]) == (0, "unchanged")
    assert command.run("--reason", " ")[0] == 2
