"""What an archive holds, the whole way: each edition once, oldest first, whatever lies there."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from urllib.parse import urlencode

import pytest

from pipeline.acquire.rawstore import fetch_events, first_captured
from pipeline.errors import ExitCode
from pipeline.manifest import Document
from pipeline.run import backfill as backfill_module
from pipeline.run.setup import OWN_ENGINE, Setup
from pipeline.store.records import load_manifests
from pipeline.store.warehouse import Warehouse
from pipeline.summary import CaptureReport, RunSummary
from pipeline.values import replace
from schemas.source import load_source
from tests.builders.archive import CDX, Kept, archive
from tests.builders.documents import print_prose
from tests.builders.faulty import Desk, print_few, spoil
from tests.builders.servers import PAGE, Asked, Pieces, Server, bounds, head, reply, slowly
from tests.paths import SAMPLES

FIRST_PDF, FINAL_PDF = (
    SAMPLES / f"{name}_synthetic.pdf" for name in ("vorlaeufig-2017-07", "endgueltig-2018-01")
)
ADDRESS = load_source().address
MOVED = load_source().alternates[0]
FIRST = Kept(ADDRESS.replace("https:", "http:"), "20170801120000", FIRST_PDF.read_bytes())
AGAIN = replace(FIRST, original=ADDRESS, time="20171001120000")
CUT = Kept(ADDRESS, "20171101120000", FIRST.body[:20_000])
PORTAL = Kept(ADDRESS, "20171201120000", PAGE)
FINAL = Kept(MOVED, "20180120120000", FINAL_PDF.read_bytes())
FIRST_ID, FINAL_ID = "vorlaeufig-2017-07-ace5aec6", "endgueltig-2018-01-d7403253"
BUSY = reply(b"", "429 Busy", {"Retry-After": "99"})


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """The real source, under bounds under which a test does not wait."""
    source = replace(load_source(), download=bounds(max_bytes=10_000_000))
    monkeypatch.setattr("pipeline.run.backfill.load_source", lambda: source)


def backfill(folder: Path, server: Server) -> RunSummary:
    setup = Setup(Desk(folder).root, Desk(folder).raw, (OWN_ENGINE,))
    return backfill_module.backfill(setup, server.base)


def plan(folder: Path, server: Server) -> tuple[CaptureReport, ...]:
    return backfill_module.plan_backfill(Setup(Desk(folder).root, Desk(folder).raw), server.base)


def ends(reports: tuple[CaptureReport, ...] | None) -> list[tuple[str, str | None]]:
    return [(report.outcome, report.snapshot) for report in reports or ()]


def outcomes(summary: RunSummary) -> list[str]:
    return [outcome for outcome, _ in ends(summary.captures)]


def sha256(kept: Kept) -> str:
    return hashlib.sha256(kept.body).hexdigest()


def captures_asked(server: Server) -> list[str]:
    return [target for target in server.targets if not target.startswith(CDX)]


def files(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def answering(kept: Kept, answer: Pieces) -> Callable[[Asked], Pieces | None]:
    """Let the archive say something else when it is asked for a capture."""
    return lambda asked: answer if asked.target == kept.target else None


class Takes:
    """Stands in for the way from bytes to a snapshot, where only the way to the bytes matters."""

    def __init__(self) -> None:
        self.documents: list[str] = []

    def __call__(self, _: Warehouse, document: Document, engines: object) -> RunSummary:
        is_known = document.sha256 in self.documents
        self.documents.append(document.sha256)
        return RunSummary(
            outcome="unchanged" if is_known else "new",
            exit_code=ExitCode.DONE,
            message="taken",
            document=document.sha256,
            snapshot=document.sha256[:8],
            rows=1,
            total_eur=Decimal(1),
        )


@pytest.fixture
def takes(monkeypatch: pytest.MonkeyPatch) -> Takes:
    takes = Takes()
    monkeypatch.setattr("pipeline.run.backfill.ingest_document", takes)
    return takes


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return print_few(tmp_path_factory.mktemp("print") / "faulty_synthetic.pdf", spoil)


def test_each_edition_becomes_a_snapshot_once_and_the_rest_is_named(tmp_path: Path) -> None:
    with archive(FIRST, AGAIN, CUT, PORTAL, FINAL) as server:
        done = backfill(tmp_path, server)
        assert captures_asked(server) == [one.target for one in (FIRST, CUT, PORTAL, FINAL)]
        before = files(tmp_path)
        again = backfill(tmp_path, server)
        assert len(captures_asked(server)) == 4
    assert (done.outcome, done.exit_code) == ("new", ExitCode.DONE)
    assert done.message == "new: documents in the archive: 4 (2 new, 2 broken)"
    assert ends(done.captures) == [
        ("new", FIRST_ID),
        ("broken", None),
        ("broken", None),
        ("new", FINAL_ID),
    ]
    assert [warning.partition("; ")[0] for warning in done.warnings] == [
        f"{server.url(CUT.target)}: the answer is cut short after 20000 bytes: "
        "no %%EOF in its last 2048 bytes",
        f"{server.url(PORTAL.target)}: not a PDF: the answer, called 'application/pdf', "
        f"begins with {PAGE!r}",
    ]
    assert (again.outcome, again.exit_code, again.warnings) == ("unchanged", ExitCode.DONE, ())
    assert ends(again.captures) == [
        ("unchanged", FIRST_ID),
        ("broken", None),
        ("broken", None),
        ("unchanged", FINAL_ID),
    ]
    assert "not asked for again: broken when fetched on" in (again.captures or ())[1].message
    changed = files(tmp_path).items() - before.items()
    assert {path.parent.name for path, _ in changed} - {"warehouse"} == {"runs"}
    manifests = load_manifests(Warehouse(Desk(tmp_path).root))
    assert [one.document.captured_at for one in manifests] == [FIRST.moment, FINAL.moment]
    assert [one.document.original_name for one in manifests] == ["IGM_VwV_Planungsrahmen.pdf"] * 2


def test_the_record_of_a_run_says_what_became_of_each_capture(tmp_path: Path) -> None:
    with archive(PORTAL) as server:
        summary = backfill(tmp_path, server)
    (record,) = (Desk(tmp_path).root / "runs").iterdir()
    (capture,) = json.loads(record.read_bytes())["captures"]
    assert capture == {
        "first_captured": "2017-12-01T12:00:00+00:00",
        "last_captured": "2017-12-01T12:00:00+00:00",
        "original": ADDRESS,
        "address": server.url(PORTAL.target),
        "outcome": "broken",
        "message": (summary.captures or ())[0].message,
        "document": None,
        "snapshot": None,
        "held": None,
        "rows": None,
        "total_eur": None,
    }


@pytest.mark.parametrize(
    ("answer", "asked", "failed"),
    [(BUSY, [CUT], ["failed", "not_asked"]), ([], [CUT, PORTAL], ["failed", "failed"])],
    ids=["429", "no answer"],
)
def test_an_archive_that_stops_answering_ends_the_run_and_the_next_goes_on(
    tmp_path: Path, takes: Takes, answer: Pieces, asked: list[Kept], failed: list[str]
) -> None:
    down = [True]

    def answers(asked: Asked) -> Pieces | None:
        return answer if down and asked.target in (CUT.target, PORTAL.target) else None

    with archive(FIRST, CUT, PORTAL, FINAL, answers=answers) as server:
        stopped = backfill(tmp_path, server)
        assert {*captures_asked(server)} == {one.target for one in (FIRST, *asked)}
        down.clear()
        server.asked.clear()
        finished = backfill(tmp_path, server)
        # What was not had before comes last, so that it never keeps back what is new.
        new = [kept for kept in (CUT, PORTAL, FINAL) if kept not in asked]
        assert captures_asked(server) == [kept.target for kept in (*new, *asked)]
    assert (stopped.outcome, stopped.exit_code) == ("unreachable", ExitCode.UNREACHABLE)
    assert outcomes(stopped) == ["new", *failed, "not_asked"]
    assert f"; 3 left, since {server.url(CUT.target)}: " in stopped.message
    assert stopped.message.endswith("it goes on with these, and fetches nothing twice")
    assert (finished.outcome, finished.exit_code) == ("new", ExitCode.DONE)
    assert outcomes(finished) == ["unchanged", "broken", "broken", "new"]
    assert takes.documents == [sha256(FIRST), sha256(FIRST), sha256(FINAL)]


def limited(monkeypatch: pytest.MonkeyPatch, **changes: int) -> None:
    source = replace(load_source(), download=bounds(max_bytes=33_554_432, **changes))
    monkeypatch.setattr("pipeline.run.backfill.load_source", lambda: source)


def test_a_run_asks_for_so_many_captures_and_the_next_goes_on(
    tmp_path: Path, takes: Takes, monkeypatch: pytest.MonkeyPatch
) -> None:
    limited(monkeypatch, archive_captures=2)
    with archive(FIRST, CUT, PORTAL, FINAL, answers=answering(FIRST, [])) as server:
        first = backfill(tmp_path, server)
        assert {*captures_asked(server)} == {FIRST.target, CUT.target}
        server.asked.clear()
        second = backfill(tmp_path, server)
        assert captures_asked(server) == [PORTAL.target, FINAL.target]
        server.asked.clear()
        third = backfill(tmp_path, server)
        assert {*captures_asked(server)} == {FIRST.target}
    assert outcomes(first) == ["failed", "broken", "not_asked", "not_asked"]
    assert [one.exit_code for one in (first, second, third)] == [ExitCode.UNREACHABLE] * 3
    assert "; 3 left, since " in first.message
    assert outcomes(second) == ["not_asked", "broken", "broken", "new"]
    assert "the run had asked for 2 captures, in 0 seconds" in second.message
    assert outcomes(third) == ["failed", "broken", "broken", "unchanged"]


@pytest.mark.slow
def test_a_run_asks_for_so_long(
    tmp_path: Path, takes: Takes, monkeypatch: pytest.MonkeyPatch
) -> None:
    limited(monkeypatch, archive_run_seconds=1)
    slow = [head("200 OK", {}), *slowly(FIRST.body[:12], 0.1)]
    with archive(FIRST, CUT, FINAL, answers=answering(FIRST, slow)) as server:
        summary = backfill(tmp_path, server)
    assert outcomes(summary) == ["broken", "not_asked", "not_asked"]
    assert summary.exit_code == ExitCode.UNREACHABLE


@pytest.mark.slow
def test_an_index_of_any_length_keeps_no_run_long_and_no_record_large(
    tmp_path: Path, takes: Takes, monkeypatch: pytest.MonkeyPatch
) -> None:
    limited(monkeypatch, archive_captures=3)
    names = ["timestamp", "original", "mimetype", "statuscode", "digest"]
    moment = datetime(2017, 1, 1, tzinfo=UTC)
    lines = [
        [f"{moment + timedelta(minutes=n):%Y%m%d%H%M%S}", ADDRESS, "application/pdf", "200", f"{n}"]
        for n in range(100_000)
    ]
    index = json.dumps([names, *lines]).encode()

    def answers(asked: Asked) -> Pieces:
        if not asked.target.startswith(CDX):
            return reply(b"", "404 Not Found")
        return reply(index if urlencode({"url": ADDRESS}) in asked.target else b"[]")

    with archive(answers=answers) as server:
        for number in (3, 6):
            summary = backfill(tmp_path, server)
            assert len({*captures_asked(server)}) == number
    assert "99997 left" in summary.message
    [largest] = sorted((Desk(tmp_path).root / "runs").iterdir(), key=lambda p: p.stat().st_size)[1:]
    assert largest.stat().st_size < 50_000


def test_one_capture_without_an_answer_does_not_keep_back_the_others(
    tmp_path: Path, takes: Takes
) -> None:
    with archive(FIRST, FINAL, answers=answering(FIRST, [])) as server:
        summary = backfill(tmp_path, server)
    assert (summary.outcome, summary.exit_code) == ("unreachable", ExitCode.UNREACHABLE)
    assert outcomes(summary) == ["failed", "new"]
    assert takes.documents == [sha256(FINAL)]


@pytest.mark.parametrize(
    ("answer", "outcome", "exit_code"),
    [
        (reply(b"", "404 Not Found"), "refused", ExitCode.DONE),
        (reply(b"", "403 Forbidden"), "refused", ExitCode.DONE),
        (reply(PAGE), "broken", ExitCode.DONE),
        (reply(b"", "503 Unavailable"), "failed", ExitCode.UNREACHABLE),
    ],
)
def test_a_capture_that_cannot_be_had_is_a_warning_and_asked_for_again(
    tmp_path: Path, takes: Takes, answer: Pieces, outcome: str, exit_code: ExitCode
) -> None:
    with archive(FIRST, FINAL, answers=answering(FIRST, answer)) as server:
        summary = backfill(tmp_path, server)
        server.asked.clear()
        backfill(tmp_path, server)
        assert {*captures_asked(server)} == {FIRST.target}
    assert (outcomes(summary), summary.exit_code) == ([outcome, "new"], exit_code)
    assert [warning.startswith(server.url(FIRST.target)) for warning in summary.warnings] == [True]
    assert takes.documents == [sha256(FINAL), sha256(FINAL)]


def test_an_archive_that_cannot_be_reached_is_a_recorded_end(tmp_path: Path) -> None:
    with archive(answers=lambda asked: BUSY) as server:
        summary = backfill(tmp_path, server)
    assert (summary.outcome, summary.exit_code) == ("unreachable", ExitCode.UNREACHABLE)
    assert summary.captures == ()
    assert Desk(tmp_path).outcomes() == ["unreachable"]


def test_an_empty_archive_leaves_all_as_it_is(tmp_path: Path) -> None:
    with archive() as server:
        summary = backfill(tmp_path, server)
    assert (summary.outcome, summary.exit_code) == ("unchanged", ExitCode.DONE)
    assert "the archive has no capture of any known address" in summary.message


def test_the_same_bytes_under_two_hashes_of_the_index_are_one_document(
    tmp_path: Path, takes: Takes
) -> None:
    packed = replace(AGAIN, digest="A" * 32)
    with archive(FIRST, packed) as server:
        summary = backfill(tmp_path, server)
    assert ends(summary.captures) == [("new", sha256(FIRST)[:8])]
    assert takes.documents == [sha256(FIRST)]
    events = fetch_events(Desk(tmp_path).raw)
    assert first_captured(events, sha256(FIRST)) == FIRST.moment


def test_a_plan_says_what_would_be_done_and_writes_nothing(tmp_path: Path, takes: Takes) -> None:
    with archive(FIRST, AGAIN, CUT) as server:
        planned = plan(tmp_path, server)
        assert (files(tmp_path), captures_asked(server)) == ({}, [])
        backfill(tmp_path, server)
        before = files(tmp_path)
        after = plan(tmp_path, server)
        assert files(tmp_path) == before
    assert [one.outcome for one in planned] == ["would_fetch", "would_fetch"]
    assert [(one.first_captured, one.last_captured) for one in planned] == [
        (FIRST.moment, AGAIN.moment),
        (CUT.moment, CUT.moment),
    ]
    # The stand-in keeps no snapshot.
    assert [(one.outcome, one.document) for one in after] == [
        ("would_read", sha256(FIRST)),
        ("broken", None),
    ]


def test_captures_of_one_wrong_hash_are_reported_by_what_they_hold(
    tmp_path: Path, takes: Takes
) -> None:
    first, other, again = (
        replace(kept, time=f"2017010{day}120000", digest="A" * 32)
        for day, kept in enumerate((FIRST, FINAL, FIRST), start=1)
    )
    with archive(first, other, again) as server:
        planned = plan(tmp_path, server)
        summary = backfill(tmp_path, server)
        after = plan(tmp_path, server)
    ids = [sha256(kept)[:8] for kept in (FIRST, FINAL)]
    assert ends(summary.captures) == [("new", ids[0]), ("new", ids[1])]
    times = [(one.first_captured, one.last_captured) for one in summary.captures or ()]
    assert times == [(first.moment, again.moment), (other.moment, other.moment)]
    assert [(one.outcome, one.last_captured) for one in planned] == [("would_fetch", again.moment)]
    assert [one.outcome for one in after] == ["would_read"] * 2


def test_each_event_is_read_once_a_run(
    tmp_path: Path, takes: Takes, monkeypatch: pytest.MonkeyPatch
) -> None:
    read, read_bytes = list[str](), Path.read_bytes

    def noted(path: Path) -> bytes:
        if path.parent.name == "events":
            read.append(path.name)
        return read_bytes(path)

    monkeypatch.setattr(Path, "read_bytes", noted)
    with archive(FIRST, PORTAL, FINAL) as server:
        backfill(tmp_path, server)
        assert read == []
        backfill(tmp_path, server)
    assert sorted(read) == [f"0000000{number}.json" for number in (1, 2, 3)]


@pytest.mark.slow
def test_an_older_edition_takes_its_place_in_the_past_beside_a_held_one(
    tmp_path: Path, small: Path
) -> None:
    desk = Desk(tmp_path)
    desk.ingest(FINAL_PDF)
    faulty = Kept(ADDRESS, "20160901120000", small.read_bytes())
    with archive(faulty, FIRST, FINAL) as server:
        summary = backfill(tmp_path, server)
        planned = plan(tmp_path, server)
    assert (summary.outcome, summary.exit_code) == ("held", ExitCode.HELD)
    assert ends(summary.captures) == [("held", None), ("new", FIRST_ID), ("unchanged", FINAL_ID)]
    (held,) = (desk.root / "held").iterdir()
    assert summary.message == (
        "held: documents in the archive: 3 (1 new, 1 unchanged, 1 held); "
        f"nothing of these was published: {held.name}"
    )
    assert [one.outcome for one in planned] == ["would_read", "unchanged", "unchanged"]
    assert desk.ask("SELECT snapshot_id, stand_am, status FROM snapshots ORDER BY sequence") == (
        f"{FINAL_ID},2018-01-01,aktuell\n{FIRST_ID},2017-07-01,frueher\n"
    )
    # What is known of a document that came here in another way, the events tell.
    assert first_captured(fetch_events(desk.raw), sha256(FINAL)) == FINAL.moment


def test_a_document_that_is_not_understood_ends_with_4(tmp_path: Path) -> None:
    prose = Kept(ADDRESS, "20160801120000", print_prose(tmp_path / "prose.pdf").read_bytes())
    with archive(prose) as server:
        summary = backfill(tmp_path, server)
    assert (summary.outcome, summary.exit_code) == ("unreadable", ExitCode.UNREADABLE)
    assert ends(summary.captures) == [("unreadable", None)]
    assert [one.document for one in summary.captures or ()] == [sha256(prose)]
    (warning,) = summary.warnings
    assert warning.startswith(f"{server.url(prose.target)}: {Desk(tmp_path).raw}/")
    assert f"planungsrahmen extract --raw {Desk(tmp_path).raw}/" in warning
