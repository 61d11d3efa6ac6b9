"""Facts about a snapshot that were learned after its acceptance, kept beside its folder.

    <id>.withdrawn.json   a person took it out of the views
    <id>.seen.json        an archive captured its document earlier than was known
    <id>.forgotten.json   a person gave up what was lost of it

A snapshot never changes, so each file lists the facts of one kind, the oldest first, and is written
anew as a whole with every new one. The clock may have been set back since something was learned:
then what is learned now counts as learned at the same moment, and not before it. As the number of
the newest snapshot is kept too, what is accepted later is not known earlier either
(`pipeline.store.history`).
"""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, ClassVar, TypeVar

from pipeline.files import write_file
from pipeline.jsonfiles import InUtc, find_record, from_json, record_bytes
from pipeline.manifest import Decision
from pipeline.model import LostPart
from pipeline.store.records import restore_remedy
from pipeline.store.warehouse import Warehouse


@dataclass(frozen=True, slots=True)
class Withdrawal(Decision):
    """A person's decision that a snapshot no longer counts.

    It is never made before what was learned earlier, whatever the clock said.
    """

    suffix: ClassVar[str] = ".withdrawn.json"
    after: int = 0
    """Number of the snapshot accepted last by then; given when it is kept."""


@dataclass(frozen=True, slots=True)
class Sighting(InUtc):
    """That an archive captured a document, and since when that is known here (both UTC)."""

    suffix: ClassVar[str] = ".seen.json"
    captured_at: datetime
    at: datetime
    """When it was learned; never before what was learned earlier, whatever the clock said."""
    after: int = 0
    """Number of the snapshot accepted last by then; given when it is kept."""


@dataclass(frozen=True, slots=True)
class Forgetting(InUtc):
    """A person's decision to publish without what is lost of a snapshot.

    It holds for what was published by then: what comes back later, and is lost again, has to be
    given up again.
    """

    suffix: ClassVar[str] = ".forgotten.json"
    parts: tuple[LostPart, ...]
    by: str
    at: datetime
    """When (UTC)."""
    reason: str | None = None


Fact = TypeVar("Fact", bound=Withdrawal | Sighting | Forgetting)


def facts_path(warehouse: Warehouse, id: str, kind: type[Fact]) -> Path:
    """Return where the facts of one kind about a snapshot are kept."""
    return warehouse.snapshots / f"{id}{kind.suffix}"


def find_facts(warehouse: Warehouse, id: str, kind: type[Fact]) -> tuple[Fact, ...]:
    """Return what was learned of a snapshot, the oldest first; often nothing."""
    path = facts_path(warehouse, id, kind)

    def understand(record: dict[str, Any]) -> tuple[Fact, ...]:
        if (found := record["snapshot"]) != id:
            raise ValueError(f"facts about {found!r}")
        return tuple(from_json(kind, fact) for fact in record["facts"])

    # Giving up what was lost would read this very file.
    by_hand = "restore it from a copy, or move it out of the warehouse"
    remedy = by_hand if kind is Forgetting else restore_remedy(path)
    return find_record(path, f"facts about snapshot {id}", remedy, understand) or ()


def add_fact(warehouse: Warehouse, id: str, fact: Fact) -> None:
    """Keep a fact beside a snapshot's folder, as it is given. Publish anew afterwards."""
    facts = (*find_facts(warehouse, id, type(fact)), fact)
    path = facts_path(warehouse, id, type(fact))
    write_file(path, record_bytes({"snapshot": id, "facts": facts}))


def find_withdrawal(warehouse: Warehouse, id: str) -> Withdrawal | None:
    """Return the decision that a snapshot no longer counts; None where there is none."""
    withdrawals = find_facts(warehouse, id, Withdrawal)
    return withdrawals[-1] if withdrawals else None
