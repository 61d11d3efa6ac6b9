"""One published document read again: unchanged, superseded by a better reading, or held.

    manifest -> document in raw/ -> Examined -> Rereading -> what becomes of it

What is published of a document stays so until a reading that is trusted, or that a person has
already answered for, takes its place.
"""

import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline import __version__
from pipeline.errors import (
    DocumentMissingError,
    ExitCode,
    UnreadableDocumentError,
    WarehouseDamagedError,
)
from pipeline.logs import seconds_since
from pipeline.model import CheckResult, Snapshot
from pipeline.run.drafts import Verdict, draft_of, in_place_of, keep
from pipeline.run.examined import Examined, examine, kept_document
from pipeline.run.keeping import hold
from pipeline.run.progress import Progress
from pipeline.summary import RunSummary, accepted, decision_text, failed, unchanged, unreadable

if TYPE_CHECKING:
    from pipeline.store import Manifest, Rereading, SnapshotDraft, Warehouse

_NO_ROW = "keine Zeile lässt sich veröffentlichen"


def read_again(
    warehouse: "Warehouse",
    raw_dir: Path,
    manifest: "Manifest",
    engines: Sequence[str],
    progress: Progress,
    reason: str | None = None,
) -> RunSummary:
    """Read a snapshot's document again; a better reading is kept, and left to be published.

    Where the document is missing, damaged or not understood today, the snapshot stays.
    """
    started = time.monotonic()
    try:
        examined = examine_again(warehouse, raw_dir, manifest, engines, progress)
        progress("store")
        return _decide(warehouse, manifest, examined, reason, started)
    except UnreadableDocumentError as error:
        return _stays(manifest, unreadable(error, started), str(error))
    except (DocumentMissingError, WarehouseDamagedError) as error:
        return _stays(manifest, failed(error, started), str(error))


def examine_again(
    warehouse: "Warehouse",
    raw_dir: Path,
    manifest: "Manifest",
    engines: Sequence[str],
    progress: Progress,
) -> Examined:
    """Examine a snapshot's document with what was known of it then, so that its ID stays.

    Raises:
        DocumentMissingError: it is not in the raw store.
        WarehouseDamagedError: other bytes lie there.
        UnreadableDocumentError: no engine gives a reading that is understood.
        WrongSettingsError: a file under `schemas/` has a mistake.
    """
    from pipeline.check import hold_lost_corrections

    path = kept_document(raw_dir, manifest.document.sha256).path
    examined = examine(warehouse, manifest.document.at(path), engines, progress)
    checked = hold_lost_corrections(examined.checked, manifest.corrections)
    return replace(examined, checked=checked)


def compare_with(
    warehouse: "Warehouse", manifest: "Manifest", examined: Examined
) -> "Rereading | None":
    """Compare what could be published of a document today with a snapshot; None for no row."""
    from pipeline.store import compare_reading

    frame, _ = examined.publishable
    if frame is None:
        return None
    return compare_reading(warehouse, manifest, frame, examined.account)


def same_rows(manifest: "Manifest", path: Path, started: float) -> RunSummary:
    """Return the summary of a reading that gives what is published."""
    read = f"unchanged: snapshot {manifest.id} read again with planungsrahmen {__version__}"
    summary = unchanged(manifest.snapshot(path), started)
    return replace(summary, message=f"{read}: the same rows")


def suspected(
    manifest: "Manifest", anew: Sequence[CheckResult], examined: Examined, started: float
) -> RunSummary:
    """Return the summary of a reading that gives what is published, and fails checks (`anew`).

    There is nothing to hold back: a person must look, and withdraw what is out or leave it. Where
    it is the file of corrections that is out of date, that is what to change.
    """
    from pipeline.check import CORRECTIONS_CHECK

    names = ", ".join(check.name for check in anew)
    remedies = {
        f"put the entries that {CORRECTIONS_CHECK} names right in schemas/corrections.toml"
        if check.name == CORRECTIONS_CHECK
        else "look at the rows they name, and if they are wrong, run 'planungsrahmen withdraw "
        f"{manifest.id}'": None
        for check in anew
    }
    return RunSummary(
        outcome="held",
        exit_code=ExitCode.HELD,
        document=manifest.document.sha256,
        snapshot=manifest.id,
        rows=manifest.rows,
        total_eur=manifest.total_eur,
        checks=examined.checked.results,
        warnings=tuple(f"{check.name}: {check.message}" for check in anew),
        message=(
            f"snapshot {manifest.id} stays published and its rows are read as before, but checks "
            f"fail that passed then ({names}): {'; '.join(remedies)}"
        ),
        seconds=seconds_since(started),
    )


def superseded(
    snapshot: Snapshot,
    examined: Examined,
    draft: "SnapshotDraft",
    rereading: "Rereading",
    started: float,
) -> RunSummary:
    """Return the summary of a reading that was kept in an earlier one's place."""
    summary = accepted(snapshot, examined.compared.interpretation, draft.account.checks, started)
    by_person = ""
    if draft.accepted_by:
        by_person = f"; accepted {decision_text(draft.accepted_by, draft.reason or '')}"
    message = f"{summary.message}: supersedes {draft.supersedes}: {rereading.message}{by_person}"
    return replace(summary, message=message, changed=True)


def _failed_anew(manifest: "Manifest", checks: Sequence[CheckResult]) -> list[CheckResult]:
    """Checks that hold the same rows today and did not hold them then, or named others."""
    then = {check.name: check for check in manifest.checks if check.holds}
    return [c for c in checks if c.holds and not _failed_alike(then.get(c.name), c)]


def _failed_alike(then: CheckResult | None, now: CheckResult) -> bool:
    """Whether a check says what it said then, or less: of some of the same printed rows."""
    if then is None or then.message == now.message:
        return then is not None
    places = {(row.page, row.text) for row in then.rows}
    return bool(now.rows) and all((row.page, row.text) in places for row in now.rows)


def _decide(
    warehouse: "Warehouse",
    manifest: "Manifest",
    examined: Examined,
    reason: str | None,
    started: float,
) -> RunSummary:
    rereading, path = compare_with(warehouse, manifest, examined), warehouse.snapshots / manifest.id
    if rereading is not None and not rereading.differs:
        anew = _failed_anew(manifest, examined.checked.results)
        if anew:
            return suspected(manifest, anew, examined, started)
        return same_rows(manifest, path, started)
    if rereading is not None and (rejected := _rejected(warehouse, examined, rereading)):
        summary = unchanged(manifest.snapshot(path), started)
        return replace(summary, message=f"unchanged: snapshot {manifest.id} stays: {rejected}")
    draft = draft_of(examined, _verdict_then(manifest, examined, rereading))
    if draft is None or rereading is None:
        return hold_reading(warehouse, manifest, examined, rereading, started)
    draft = in_place_of(manifest, draft, rereading, reason)
    return superseded(keep(warehouse, draft), examined, draft, rereading, started)


def _verdict_then(
    manifest: "Manifest", examined: Examined, rereading: "Rereading | None"
) -> Verdict | None:
    """Return a person's decision about the earlier reading, if it covers today's as well."""
    from pipeline.store import covers

    if manifest.accepted_by is None or rereading is None:
        return None
    if not covers(manifest.checks, examined.checked.results, rereading.places):
        return None
    return Verdict(manifest.reason or "", manifest.accepted_by, datetime.now(UTC))


def _rejected(warehouse: "Warehouse", examined: Examined, rereading: "Rereading") -> str | None:
    """Say that a person withdrew the very reading that today's code gives, if so."""
    from pipeline.store import load_standings

    checked = examined.checked
    told = checked.edition or checked.claims
    today = (examined.document.sha256, rereading.rows_sha256, told)
    readings = ((s.manifest, s.withdrawal) for s in load_standings(warehouse))
    same = [
        withdrawal
        for other, withdrawal in readings
        if (other.document.sha256, other.rows_sha256, other.told) == today
    ]
    # What was withdrawn may have been accepted again since.
    withdrawal = same[-1] if same else None
    if withdrawal is None:
        return None
    decision = decision_text(withdrawal.withdrawn_by, withdrawal.reason)
    return f"today's reading is that of {withdrawal.snapshot}, which was withdrawn {decision}"


def hold_reading(
    warehouse: "Warehouse",
    manifest: "Manifest",
    examined: Examined,
    rereading: "Rereading | None",
    started: float,
) -> RunSummary:
    """Hold today's reading of a published document; what is published stays."""
    from pipeline.store import ReadAgain

    differs = ReadAgain(manifest.id, rereading.meldung if rereading else _NO_ROW)
    summary = hold(warehouse, examined, started, differs)
    message = f"{summary.message}; snapshot {manifest.id} stays published"
    return replace(summary, snapshot=manifest.id, message=message)


def _stays(manifest: "Manifest", summary: RunSummary, why: str) -> RunSummary:
    """Return the summary of a reading that failed, with what it was of."""
    return replace(
        summary,
        document=manifest.document.sha256,
        snapshot=manifest.id,
        message=f"snapshot {manifest.id} stays published, it could not be read again: {why}",
    )
