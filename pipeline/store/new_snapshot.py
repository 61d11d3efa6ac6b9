"""A new snapshot: written once, whole or not at all."""

import platform
from collections.abc import Collection, Sequence
from datetime import datetime
from decimal import Decimal
from importlib import metadata
from itertools import chain, count
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline import __version__
from pipeline.files import new_folder
from pipeline.manifest import (
    NEEDED_SOFTWARE,
    AcceptedReading,
    Decision,
    Document,
    Manifest,
    StoredFile,
)
from pipeline.model import Edition
from pipeline.store import figure_rows
from pipeline.store.duck import writing_database
from pipeline.store.records import (
    FIGURES_NAME,
    FORMAT_VERSION,
    MANIFEST_NAME,
    checksummed_bytes,
    load_manifests,
)
from pipeline.store.warehouse import Warehouse
from pipeline.values import facts_of
from schemas.source import load_source

if TYPE_CHECKING:
    from pandas import DataFrame

SHORT_HASH = 8
"""How many digits of a document's hash stand in an ID."""


class SnapshotDraft(AcceptedReading, frozen=True, kw_only=True):
    """What a run that is trusted, or that a person accepted, hands over to be kept."""

    document: Document
    created_at: datetime
    """When it was accepted (UTC)."""
    frame: "DataFrame"
    """The rows to publish: one per municipality, sorted by key."""
    decision: Decision | None = None
    """The person's decision to accept it although checks failed; None where none did."""


def write_snapshot(warehouse: Warehouse, draft: SnapshotDraft) -> Manifest:
    """Keep an accepted edition, and return its record."""
    earlier = load_manifests(warehouse)
    id = _free_id(draft, {manifest.id for manifest in earlier})
    folder = warehouse.snapshots / id
    with (
        figure_rows.loaded(draft.frame, id) as connection,
        new_folder(folder, replace=False) as temporary,
    ):
        [rows_sha256] = figure_rows.hash_rows(connection).values()
        with writing_database(folder):
            figure_rows.write_parquet(connection, temporary / FIGURES_NAME)
        manifest = _manifest(draft, id, earlier, rows_sha256, temporary / FIGURES_NAME)
        (temporary / MANIFEST_NAME).write_bytes(checksummed_bytes(manifest))
    return manifest


def snapshot_id(document: Document, edition: Edition | None) -> str:
    """`<edition or first day seen>-<8 hex digits of the document's hash>`.

    An archive may have seen it long before it came here.
    """
    began = edition.id if edition else document.first_seen_on.isoformat()
    return f"{began}-{document.sha256[:SHORT_HASH]}"


def _free_id(draft: SnapshotDraft, taken: Collection[str]) -> str:
    """The draft's ID; another reading of the same document gets `-r2`, `-r3` and so on."""
    id = snapshot_id(draft.document, draft.edition)
    candidates = chain([id], (f"{id}-r{number}" for number in count(2)))
    return next(candidate for candidate in candidates if candidate not in taken)


def _manifest(
    draft: SnapshotDraft, id: str, earlier: Sequence[Manifest], rows_sha256: str, parquet: Path
) -> Manifest:
    return Manifest(
        **facts_of(draft, AcceptedReading),
        format_version=FORMAT_VERSION,
        id=id,
        sequence=max((manifest.sequence for manifest in earlier), default=0) + 1,
        document=draft.document.stored,
        series=load_source().id,
        rows=len(draft.frame),
        total_eur=sum(draft.frame["betrag_eur"], Decimal("0.00")),
        rows_sha256=rows_sha256,
        files={parquet.name: StoredFile.of(parquet.read_bytes())},
        # So that a difference found later can be explained.
        software={
            NEEDED_SOFTWARE: __version__,
            "python": platform.python_version(),
            **{name: metadata.version(name) for name in ("duckdb", "pandas", "pandera")},
        },
        accepted_at=draft.created_at,
        reason=draft.decision.reason if draft.decision else None,
        accepted_by=draft.decision.by if draft.decision else None,
    )
