"""The reading of a document in whose place an accepted one is put, and what that undoes."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.run.drafts import Verdict

if TYPE_CHECKING:
    from pipeline.store import Decidable, Manifest, Warehouse


@dataclass(frozen=True, slots=True)
class Earlier:
    """The reading of a document in whose place an accepted one is put."""

    manifest: "Manifest"
    counts: bool
    """Whether it is published; else it is withdrawn, as all readings of its document are."""
    undoes: bool
    """Whether the newest reading is withdrawn, so that accepting another undoes that."""


def find_earlier(warehouse: "Warehouse", subject: "Decidable") -> Earlier | None:
    """Return the reading that the accepted one supersedes; None where there is none to.

    Of a document that counts that is its reading which counts, where today's was held to be
    compared with it, or where a later one was withdrawn and is now asked for.
    """
    from pipeline.store import load_standings

    readings = [
        standing
        for standing in load_standings(warehouse)
        if standing.manifest.document.sha256 == subject.document_sha256
    ]
    counting = [s.manifest for s in readings if s.withdrawal is None and s.superseded_by is None]
    if not counting:
        return Earlier(readings[-1].manifest, counts=False, undoes=True) if readings else None
    [manifest] = counting
    held_against = subject.held is not None and subject.held.published_as == manifest.id
    rejected = subject.withdrawn
    if held_against or (rejected is not None and rejected.sequence > manifest.sequence):
        undoes = readings[-1].withdrawal is not None
        return Earlier(manifest, counts=True, undoes=undoes)
    return None


def accepted_again(verdict: Verdict) -> str:
    """Say to readers, so in German, that and why a document counts again that was withdrawn."""
    return f"Nach der Zurückziehung wieder angenommen von {verdict.by}: {verdict.reason}"
