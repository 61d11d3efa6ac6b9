"""What becomes of a document that was read: here, and nowhere else, its state changes.

    its state        when it is read                person: accept            person: withdraw
    unknown, held    published, or held             published as reported
    published        unchanged, superseded by a     superseded by the         withdrawn
                     better reading, or held        reading that was held
                     beside what stays published
    superseded       not read again                 not read again            withdrawn
    withdrawn        not read again                 published again           unchanged

Nothing is rewritten: each reading that is published is a snapshot, the later one supersedes, and
all stay. A person's decision is recorded with who, when and why before anything is published, so
that a run killed in between is finished by the next one.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal
from functools import partial
from pathlib import Path

from pipeline import __version__
from pipeline.check.acceptable import rows_left_out
from pipeline.check.corrections import CORRECTIONS_CHECK
from pipeline.commands import REASON, command
from pipeline.errors import (
    DocumentMissingError,
    ExitCode,
    SupersededSnapshotError,
    UnreadableDocumentError,
    WarehouseDamagedError,
    WithdrawnSnapshotError,
)
from pipeline.logs import begin_step, log_event
from pipeline.manifest import NEEDED_SOFTWARE, Decision, Document, DocumentReading, Manifest
from pipeline.model import CheckResult
from pipeline.run.checked import Review, check_document, kept_document
from pipeline.run.ingest import about_snapshot, record_capture_of_known
from pipeline.run.pictures import picture_rows
from pipeline.run.publish import finish_publication, publish
from pipeline.run.recorded import recorded
from pipeline.run.setup import Setup
from pipeline.store.comparison import covers
from pipeline.store.held import (
    Decidable,
    HeldDraft,
    HeldRun,
    PublishedReading,
    changed_since_held,
    find_decidable,
    write_decision,
    write_held,
)
from pipeline.store.history import (
    SnapshotStatus,
    editions_in_order,
    learn,
    load_statuses,
    newest_manifest,
    readings_of,
    resolve_snapshot,
)
from pipeline.store.new_snapshot import SnapshotDraft, write_snapshot
from pipeline.store.publication import mark_unpublished
from pipeline.store.records import Withdrawal
from pipeline.store.warehouse import Warehouse, existing_warehouse, lock_warehouse
from pipeline.summary import RunSummary, failure_summary
from pipeline.values import facts_of, replace

NO_ROW = "keine Zeile lässt sich veröffentlichen"
SAME_ROWS = f"read again with planungsrahmen {__version__}: the same rows"


def review_new(
    warehouse: Warehouse, document: Document, engines: Sequence[str], name: str | None
) -> RunSummary:
    """Read a document of which there is no snapshot; publish it, or hold it."""
    review = check_document(warehouse, document, engines, name)
    begin_step("store")
    summary = _keep_or_hold(review)
    if summary.changed:
        publish(warehouse)
    return summary


def accept(setup: Setup, wanted: str, decision: Decision) -> RunSummary:
    """Publish a held or withdrawn document all the same, without what nobody can vouch for.

    It is read again with today's code. Where today nothing holds it, it is accepted as any other.
    What is held today is published only as the report shows it that the person has read; else the
    report is written anew, and nothing is published. A document that has a snapshot, one that
    counts or one that is withdrawn, gets another that supersedes it.

    Raises:
        UnknownHeldError, AmbiguousHeldError: nothing held or withdrawn, or several, answer to
            `wanted`.
        DocumentMissingError: its bytes are not in the raw store.
    """

    def run(warehouse: Warehouse) -> RunSummary:
        subject = find_decidable(warehouse, wanted)
        document = kept_document(setup.raw_dir, subject.document_sha256)
        known = record_capture_of_known(warehouse, document)
        earlier = _find_earlier(warehouse, subject)
        if known is not None and earlier is None:
            return known
        review = check_document(warehouse, document, setup.engines, earlier=earlier)
        begin_step("store")
        return _accept(review, subject.held, decision)

    return recorded(existing_warehouse(setup.root), run)


def withdraw(root: Path, wanted: str, decision: Decision) -> RunSummary:
    """Take a snapshot out of the views and publish what counts without it.

    Raises:
        UnknownSnapshotError, AmbiguousSnapshotError: no snapshot, or several, answer to `wanted`.
    """

    def run(warehouse: Warehouse) -> RunSummary:
        found = resolve_snapshot(warehouse, wanted)
        snapshot, known = found.manifest, found.withdrawal
        decided = known or Withdrawal(decision.reason, decision.by, decision.at)
        if known is None:
            mark_unpublished(warehouse)
            learn(warehouse, snapshot.id, decided)
            publish(warehouse)
        newest = newest_manifest(warehouse)
        now = f"the newest edition is {newest.id}" if newest else "no edition is published now"
        done = "unchanged: withdrawn before" if known else "withdrawn"
        message = f"{done}: snapshot {snapshot.id}, {decided.text}; {now}"
        return about_snapshot(snapshot, "unchanged" if known else "withdrawn", message)

    return recorded(existing_warehouse(root), run)


def reprocess(
    setup: Setup, wanted: str | None = None, reason: str | None = None
) -> tuple[RunSummary, ...]:
    """Read one snapshot's document again, or those of all that count, the oldest edition first.

    Each reading is a run of its own, with a summary and a record.

    Raises:
        UnknownSnapshotError, AmbiguousSnapshotError: no snapshot, or several, answer to `wanted`.
        SupersededSnapshotError, WithdrawnSnapshotError: the snapshot does not count.
    """
    warehouse = existing_warehouse(setup.root)
    with lock_warehouse(warehouse):
        finish_publication(warehouse)
        ids = [earlier.manifest.id for earlier in _to_reprocess(warehouse, setup, wanted)]
    return tuple(recorded(warehouse, partial(_reprocess_one, setup, id, reason)) for id in ids)


def _to_reprocess(warehouse: Warehouse, setup: Setup, wanted: str | None) -> list[SnapshotStatus]:
    if wanted is None:
        return editions_in_order(load_statuses(warehouse))
    status = resolve_snapshot(warehouse, wanted)
    id, folders = status.manifest.id, {"warehouse": setup.root, "raw_dir": setup.raw_dir}
    if withdrawal := status.withdrawal:
        remedy = command("accept", id, *REASON, **folders)
        raise WithdrawnSnapshotError(id, f"on {withdrawal.at:%Y-%m-%d} {withdrawal.text}", remedy)
    if better := status.superseded_by:
        raise SupersededSnapshotError(id, better, command("reprocess", better, **folders))
    return [status]


def _reprocess_one(setup: Setup, id: str, reason: str | None, warehouse: Warehouse) -> RunSummary:
    """Read a snapshot's document again; where that is not possible today, the snapshot stays."""
    [earlier] = _to_reprocess(warehouse, setup, id)
    manifest = earlier.manifest
    try:
        document = kept_document(setup.raw_dir, manifest.document.sha256)
        review = check_document(warehouse, document, setup.engines, earlier=earlier)
        begin_step("store")
        summary = _supersede(review, manifest, reason)
    except (UnreadableDocumentError, DocumentMissingError, WarehouseDamagedError) as error:
        return replace(
            failure_summary(error),
            document=manifest.document.sha256,
            snapshot=manifest.id,
            message=f"snapshot {manifest.id} stays published, it could not be read again: {error}",
        )
    if summary.changed:
        publish(warehouse)
    return summary


def _supersede(review: Review, manifest: Manifest, reason: str | None) -> RunSummary:
    """Put a better reading in the place of the published one, unless nobody vouches for it."""
    if review.matches_published:
        anew = _failed_anew(manifest, review.checked.results)
        return (
            _suspected(review, manifest, anew) if anew else _unchanged(review, manifest, SAME_ROWS)
        )
    if rejected := _rejected(review):
        return _unchanged(review, manifest, f"stays: {rejected}")
    return _keep_or_hold(review, _decision_then(review, manifest), reason)


def _accept(review: Review, report: HeldRun | None, decision: Decision) -> RunSummary:
    """Publish what the person has read in the report, with the decision."""
    if review.published and review.matches_published:
        return _unchanged(review, review.published, SAME_ROWS)
    draft = draft_of(review, decision)
    if review.checked.held and (refused := _refused(review, report, draft)):
        return refused
    assert draft is not None, "a document that nothing holds has rows"
    summary = _keep_snapshot(
        review, draft, _accepted_again(decision) if review.undoes_withdrawal else None
    )
    if review.earlier is None:
        summary = replace(summary, message=f"{summary.message}: {_why_accepted(draft)}")
    elif review.undoes_withdrawal and not draft.decision:
        summary = replace(summary, message=f"{summary.message}; accepted {decision.text}")
    if report is not None and (draft.decision or review.undoes_withdrawal):
        write_decision(report, str(summary.snapshot), decision)
    publish(review.warehouse)
    return summary


def _keep_or_hold(
    review: Review, decision: Decision | None = None, reason: str | None = None
) -> RunSummary:
    """Keep a document as a snapshot where nothing holds it, or somebody decided; else hold it."""
    draft = draft_of(review, decision)
    return _hold_document(review) if draft is None else _keep_snapshot(review, draft, reason)


def draft_of(review: Review, decision: Decision | None = None) -> SnapshotDraft | None:
    """Return what is kept of a document: all of it, or of a held one what a person can publish.

    None where nothing can be, or where nobody decided about a document that is held.
    """
    frame, left_out = review.acceptable, review.publishable[1]
    if frame is None:
        return None
    draft = SnapshotDraft(
        **facts_of(review.reading, DocumentReading),
        document=review.document,
        created_at=datetime.now(UTC),
        frame=frame,
        summen=review.compared.interpretation.summen,
    )
    if not review.checked.held:
        return draft
    if decision is None:
        return None
    return replace(
        draft,
        checks=(*draft.checks, rows_left_out(left_out)),
        created_at=decision.at,
        decision=decision,
        left_out=left_out,
    )


def _keep_snapshot(review: Review, draft: SnapshotDraft, reason: str | None = None) -> RunSummary:
    """Keep a draft as a snapshot that is not published yet, in the place of an earlier reading."""
    what = ""
    if review.earlier and review.rereading:
        manifest, differs = review.earlier.manifest, review.rereading
        before = manifest.software[NEEDED_SOFTWARE]
        versions = __version__ if before == __version__ else f"{__version__}, zuvor {before}"
        # Why is said to readers, so in German.
        why = f"Dasselbe Dokument neu gelesen (planungsrahmen {versions}): {differs.text.meldung}."
        why += f" {reason}" if reason else ""
        draft = replace(draft, supersedes=manifest.id, supersedes_reason=why)
        what = f": supersedes {manifest.id}: {differs.text.message}"
        if draft.decision:
            what += f"; accepted {draft.decision.text}"
    mark_unpublished(review.warehouse)
    snapshot = write_snapshot(review.warehouse, draft)
    log_event(
        "store",
        snapshot=snapshot.id,
        rows=snapshot.rows,
        accepted_by=draft.decision.by if draft.decision else None,
        supersedes=draft.supersedes,
    )
    message, warnings = f"new snapshot {snapshot.id}{what}", review.warnings(draft.checks)
    summary = about_snapshot(snapshot, "new", message, draft.checks, warnings)
    return replace(summary, changed=True)


def _hold_document(review: Review) -> RunSummary:
    """Keep a document that is not trusted with its rows and the reasons; publish nothing.

    What is published of it stays.
    """
    published, checks = newest_manifest(review.warehouse), review.checked.results
    interpretation = review.compared.interpretation
    frame, left_out = review.acceptable, review.publishable[1]
    again = None
    if review.published:
        meldung = review.rereading.text.meldung if review.rereading else NO_ROW
        again = PublishedReading(review.published.id, meldung)
    draft = HeldDraft(
        **facts_of(review.reading, DocumentReading),
        document=review.document,
        created_at=datetime.now(UTC),
        zeilen=interpretation.zeilen,
        errors=interpretation.errors,
        conflicts=review.compared.conflicts,
        rows_left_if_accepted=0 if frame is None else len(frame),
        rows_sha256_if_accepted=review.rows_sha256,
        left_out_if_accepted=left_out,
        published=published.id if published else None,
        read_again=again,
    )
    draft = replace(draft, pictures=picture_rows(review.document, draft.affected))
    folder = write_held(review.warehouse, draft)
    log_event("store", held=folder, rows=len(interpretation.zeilen))
    failures = sum(result.holds for result in checks)
    message = f"held: failed checks: {failures}; nothing was published; see {folder}"
    return RunSummary(
        outcome="held",
        exit_code=ExitCode.HELD,
        message=f"{message}; snapshot {again.snapshot} stays published" if again else message,
        document=review.document.sha256,
        snapshot=again.snapshot if again else None,
        held=str(folder),
        rows=len(interpretation.zeilen),
        total_eur=sum((zeile.betrag_eur for zeile in interpretation.zeilen), Decimal(0)),
        rows_if_accepted=draft.rows_left_if_accepted,
        checks=checks,
        warnings=review.warnings(checks),
    )


def _find_earlier(warehouse: Warehouse, subject: Decidable) -> SnapshotStatus | None:
    """Return the reading that the accepted one supersedes; None where there is none to.

    Of a document that counts that is its reading which counts, where today's was held to be
    compared with it, or where a later one was withdrawn and is now asked for.
    """
    readings = readings_of(warehouse, subject.document_sha256)
    counting = [s for s in readings if s.withdrawal is None and s.superseded_by is None]
    if not counting:
        return readings[-1] if readings else None
    [earlier] = counting
    again = subject.held.report.read_again if subject.held else None
    held_against = again is not None and again.snapshot == earlier.manifest.id
    rejected = subject.withdrawn
    later = rejected is not None and rejected.sequence > earlier.manifest.sequence
    return earlier if held_against or later else None


def _refused(
    review: Review, report: HeldRun | None, draft: SnapshotDraft | None
) -> RunSummary | None:
    """Return how a run ends that holds what a person wanted to accept; None where it does not.

    What is read today otherwise than in the report that the person has read is held anew; and
    nobody can accept a document that is another, or without any row.
    """
    changed = ["it was not held before"]
    if report is not None:
        changed = changed_since_held(report, review.checked.results, review.rows_sha256)
    if draft is not None and not changed:
        return None
    summary, reason = _hold_document(review), review.checked.wrong_document_reason
    if changed:
        message = (
            f"not accepted: {summary.held} shows what is read today, which nobody has decided "
            f"about ({'; '.join(changed)}); look at it, then accept it"
        )
    elif reason:
        message = f"still held: {reason}; see {summary.held}"
    else:
        message = (
            f"still held: expected rows that can be published, found none; see {summary.held}, "
            "and ask the publisher for a corrected document"
        )
    return replace(summary, message=message)


def _accepted_again(decision: Decision) -> str:
    """Return that and why a withdrawn document counts again; read by readers, so in German."""
    return f"Nach der Zurückziehung wieder angenommen von {decision.by}: {decision.reason}"


def _failed_anew(manifest: Manifest, checks: Sequence[CheckResult]) -> list[CheckResult]:
    """Checks that hold the same rows today and did not hold them then, or named others."""
    then = {check.name: check for check in manifest.checks if check.holds}
    return [c for c in checks if c.holds and not _failed_alike(then.get(c.name), c)]


def _failed_alike(then: CheckResult | None, now: CheckResult) -> bool:
    """Return True if a check says what it said then, or less: of some of the same printed rows."""
    if then is None or then.message == now.message:
        return then is not None
    places = {(row.page, row.text) for row in then.rows}
    return bool(now.rows) and all((row.page, row.text) in places for row in now.rows)


def _decision_then(review: Review, manifest: Manifest) -> Decision | None:
    """Return a person's decision about the earlier reading, if it covers today's as well."""
    if manifest.decision is None or review.rereading is None:
        return None
    if not covers(manifest.checks, review.checked.results, review.rereading.places):
        return None
    return replace(manifest.decision, at=datetime.now(UTC))


def _rejected(review: Review) -> str | None:
    """Return that a person withdrew the very reading that today's code gives; None if not so."""
    if review.rereading is None:
        return None
    today = (review.rereading.rows_sha256, review.reading.metadata)
    same = [
        status
        for status in review.readings
        if today == (status.manifest.rows_sha256, status.manifest.metadata)
    ]
    # What was withdrawn may have been accepted again since.
    withdrawal = same[-1].withdrawal if same else None
    if withdrawal is None:
        return None
    id = same[-1].manifest.id
    return f"today's reading is that of {id}, which was withdrawn {withdrawal.text}"


def _unchanged(review: Review, manifest: Manifest, why: str) -> RunSummary:
    """Return the summary of a reading after which what is published stays."""
    return about_snapshot(manifest, "unchanged", f"unchanged: snapshot {manifest.id} {why}")


def _suspected(review: Review, manifest: Manifest, anew: Sequence[CheckResult]) -> RunSummary:
    """Return the summary of a reading that gives what is published, and fails checks (`anew`).

    There is nothing to hold back: a person must look, and withdraw what is out or leave it. Where
    it is the file of corrections that is out of date, that is what to change.
    """
    names = ", ".join(check.name for check in anew)
    root = review.warehouse.root
    withdraw = command("withdraw", manifest.id, *REASON, warehouse=root)
    remedies = {
        f"put the entries that {CORRECTIONS_CHECK} names right in schemas/corrections.toml"
        if check.name == CORRECTIONS_CHECK
        else f"look at the rows they name, and if they are wrong, run: {withdraw}": None
        for check in anew
    }
    message = (
        f"snapshot {manifest.id} stays published and its rows are read as before, but checks "
        f"fail that passed then ({names}): {'; '.join(remedies)}"
    )
    warnings = (f"{check.name}: {check.message}" for check in anew)
    return about_snapshot(manifest, "held", message, review.checked.results, warnings)


def _why_accepted(draft: SnapshotDraft) -> str:
    """Return why a document was accepted: a person's decision did not matter if it passes today."""
    failures = sum(result.holds for result in draft.checks)
    if failures and draft.decision:
        left_out = f"places left out: {len(draft.left_out)}"
        return f"accepted {draft.decision.text}; failed checks: {failures}, {left_out}"
    engines = [reader.engine for reader in draft.readers if not reader.failure]
    return f"today's reading by {', '.join(engines)} passes all checks: accepted as any other"
