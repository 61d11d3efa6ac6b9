"""A document that was read again or for the first time: kept as a snapshot, or held.

Nothing is rewritten: each reading that is published is a snapshot, the later one supersedes, and
all stay.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from pipeline import __version__
from pipeline.check.acceptable import rows_left_out
from pipeline.errors import ExitCode
from pipeline.logs import log_event
from pipeline.manifest import NEEDED_SOFTWARE, Decision, Manifest
from pipeline.model import CheckResult
from pipeline.run.checked import CheckedDocument
from pipeline.run.ingest import about_snapshot
from pipeline.run.pictures import picture_rows
from pipeline.store.comparison import Rereading, compare_reading
from pipeline.store.held import write_held
from pipeline.store.history import SnapshotStatus, newest_manifest, readings_of
from pipeline.store.new_snapshot import SnapshotDraft, write_snapshot
from pipeline.store.publication import mark_unpublished
from pipeline.store.report import HeldDraft, PublishedReading, affected_rows
from pipeline.store.warehouse import Warehouse
from pipeline.summary import RunSummary
from pipeline.values import replace

NO_ROW = "keine Zeile lässt sich veröffentlichen"


@dataclass(frozen=True)
class Review:
    """A document as it is read today, and what of it is in the warehouse."""

    warehouse: Warehouse
    document: CheckedDocument
    earlier: SnapshotStatus | None = None
    """The snapshot of it in whose place today's reading may be put."""

    @cached_property
    def readings(self) -> list[SnapshotStatus]:
        """Its snapshots as the review begins, in the order of acceptance."""
        return readings_of(self.warehouse, self.document.document.sha256)

    @cached_property
    def rereading(self) -> Rereading | None:
        """What differs from the earlier reading; None without one, or where no row is left."""
        frame, _ = self.document.publishable
        if self.earlier is None or frame is None:
            return None
        provenance = self.document.provenance
        return compare_reading(self.warehouse, self.earlier.manifest, frame, provenance)

    @property
    def published(self) -> Manifest | None:
        """The record of the reading that is published; None where none is."""
        if self.earlier is None or self.earlier.withdrawal:
            return None
        return self.earlier.manifest

    @property
    def is_as_published(self) -> bool:
        """Whether readers would be given nothing else than they are."""
        return bool(self.published and self.rereading and not self.rereading.differences)

    @property
    def undoes(self) -> bool:
        """Whether the newest reading is withdrawn, so that accepting another undoes that."""
        return bool(self.earlier and self.readings[-1].withdrawal)

    @property
    def checks(self) -> tuple[CheckResult, ...]:
        """What the checks say today."""
        return self.document.checked.results

    def warnings(self, checks: Sequence[CheckResult]) -> tuple[str, ...]:
        """Return what the engine had to leave out, and which of these checks warn."""
        warned = (f"{result.name}: {result.message}" for result in checks if result.warns)
        return (*self.document.compared.interpretation.reading.notes, *warned)


def draft_of(document: CheckedDocument, decision: Decision | None = None) -> SnapshotDraft | None:
    """Return what is kept of a document: all of it, or of a held one what a person can publish.

    None where nothing can be, or where nobody decided about a document that is held.
    """
    frame, left_out = document.acceptable, document.publishable[1]
    if frame is None:
        return None
    draft = SnapshotDraft(document.provenance, frame, document.compared.interpretation.summen)
    if not document.checked.held:
        return draft
    if decision is None:
        return None
    checks = (*draft.provenance.checks, rows_left_out(left_out))
    return replace(
        draft,
        provenance=replace(draft.provenance, checks=checks, created_at=decision.at),
        decision=decision,
        left_out=left_out,
    )


def keep_snapshot(review: Review, draft: SnapshotDraft, reason: str | None = None) -> RunSummary:
    """Keep a draft as a snapshot that is not published yet, in the place of an earlier reading."""
    what = ""
    if review.earlier and review.rereading:
        manifest, differs = review.earlier.manifest, review.rereading
        before = manifest.software[NEEDED_SOFTWARE]
        versions = __version__ if before == __version__ else f"{__version__}, zuvor {before}"
        # Why is said to readers, so in German.
        why = f"Dasselbe Dokument neu gelesen (planungsrahmen {versions}): {differs.meldung}."
        why += f" {reason}" if reason else ""
        draft = replace(draft, supersedes=manifest.id, supersedes_reason=why)
        what = f": supersedes {manifest.id}: {differs.message}"
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
    message, checks = f"new snapshot {snapshot.id}{what}", draft.provenance.checks
    summary = about_snapshot(snapshot, "new", message, checks, review.warnings(checks))
    return replace(summary, changed=True)


def hold_document(review: Review) -> RunSummary:
    """Keep a document that is not trusted with its rows and the reasons; publish nothing.

    What is published of it stays.
    """
    document, published = review.document, newest_manifest(review.warehouse)
    interpretation, conflicts = document.compared.interpretation, document.compared.conflicts
    frame, left_out = document.acceptable, document.publishable[1]
    again = None
    if review.published:
        meldung = review.rereading.meldung if review.rereading else NO_ROW
        again = PublishedReading(review.published.id, meldung)
    draft = HeldDraft(
        provenance=document.provenance,
        zeilen=interpretation.zeilen,
        errors=interpretation.errors,
        conflicts=conflicts,
        rows_left=0 if frame is None else len(frame),
        rows_sha256=document.rows_sha256,
        left_out=left_out,
        pictures=picture_rows(document.document, affected_rows(review.checks, conflicts)),
        published=published.id if published else None,
        published_reading=again,
    )
    folder = write_held(review.warehouse, draft)
    log_event("store", held=folder, rows=len(interpretation.zeilen))
    failures = sum(result.holds for result in review.checks)
    message = f"held: failed checks: {failures}; nothing was published; see {folder}"
    return RunSummary(
        outcome="held",
        exit_code=ExitCode.HELD,
        message=f"{message}; snapshot {again.snapshot} stays published" if again else message,
        document=document.document.sha256,
        snapshot=again.snapshot if again else None,
        held=str(folder),
        rows=len(interpretation.zeilen),
        total_eur=sum((zeile.betrag_eur for zeile in interpretation.zeilen), Decimal(0)),
        rows_if_accepted=draft.rows_left,
        checks=review.checks,
        warnings=review.warnings(review.checks),
    )
