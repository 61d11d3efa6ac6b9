"""Accepted editions: one folder each, of immutable files, and next to it what was learned later.

    snapshots/<id>/figures.parquet     the rows
    snapshots/<id>/manifest.json       the record, with the SHA-256 of its own other content
    snapshots/<id>.withdrawn.json      a person took it out of the views
    snapshots/<id>.seen.json           an archive captured its document earlier than was known
    snapshots/<id>.forgotten.json      a person gave up what was lost of it

So damage to a record is noticed like damage to any file it names. A snapshot never changes, so each
file next to it lists the facts of one kind, the oldest first, and is written anew as a whole with
every new one. The clock may have been set back since something was learned: then what is learned
now counts as learned at the same moment, and not before it. As the number of the newest snapshot is
kept too, what is accepted later is not known earlier either (`pipeline.store.history`).
"""

import hashlib
import json
from collections.abc import Collection
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import Any, ClassVar, TypeVar

from pipeline.errors import OtherFormatError, WarehouseDamagedError
from pipeline.files import check_hash, list_folder, write_file
from pipeline.jsonfiles import InUtc, find_record, from_json, read_record, record_bytes, to_json
from pipeline.manifest import Decision, Manifest
from pipeline.model import LostPart
from pipeline.store.warehouse import Warehouse

FORMAT_VERSION = 3
"""Of manifests. Others are refused, never guessed at."""
MANIFEST_NAME, FIGURES_NAME = "manifest.json", "figures.parquet"
_CHECKSUM = "manifest_sha256"


def load_manifests(warehouse: Warehouse) -> tuple[Manifest, ...]:
    """Return the records of all accepted editions in the order of acceptance.

    Raises:
        WarehouseDamagedError: a manifest is missing, damaged, or in another's place.
    """
    found = [(read_manifest(folder), folder) for folder in snapshot_folders(warehouse)]
    found.sort(key=lambda one: one[0].sequence)
    for record, folder in found:
        if record.id != folder.name:
            raise _misplaced(folder, folder.name, record.id)
    for (one, _), (other, folder) in pairwise(found):
        if one.sequence == other.sequence:
            expected = f"a sequence number other than that of {one.id}"
            raise _misplaced(folder, expected, str(other.sequence))
    return tuple(record for record, _ in found)


def _misplaced(folder: Path, expected: str, found: str) -> WarehouseDamagedError:
    remedy = (
        "move the folder out of the warehouse and ingest its document instead; folders are not "
        "copied from one warehouse to another"
    )
    return WarehouseDamagedError(folder / MANIFEST_NAME, expected, found, remedy)


def snapshot_folders(warehouse: Warehouse) -> list[Path]:
    """Return the folders of all snapshots, by name; without what is still being written."""
    return [path for path in list_folder(warehouse.snapshots) if is_id(path.name) and path.is_dir()]


def is_id(name: str) -> bool:
    """Return True if a folder of this name is one of the warehouse's; none has a point in it.

    Others are still being written, or were moved away.
    """
    return "." not in name


def ids_meant(wanted: str, ids: Collection[str]) -> list[str]:
    """Return the ID that is named, else all that begin like it."""
    return [wanted] if wanted in ids else [id for id in ids if wanted and id.startswith(wanted)]


def read_manifest(folder: Path) -> Manifest:
    """Read the record of a snapshot's folder."""
    path = folder / MANIFEST_NAME

    def parse(content: dict[str, Any], kind: type[Manifest]) -> Manifest:
        expected = content.pop(_CHECKSUM)
        if (found := _checksum(content)) != expected:
            raise WarehouseDamagedError(path, f"content with hash {expected}", found)
        if (version := content["format_version"]) != FORMAT_VERSION:
            raise OtherFormatError(path, FORMAT_VERSION, version)
        return from_json(content, kind)

    return read_record(path, "a checksummed manifest", Manifest, parse)


def checksummed_bytes(manifest: Manifest | dict[str, Any]) -> bytes:
    """Return a manifest, or its JSON form, as its file has it: with the hash of the content."""
    content = to_json(manifest)
    return record_bytes({**content, _CHECKSUM: _checksum(content)})


def _checksum(content: Any) -> str:
    canonical = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def verify_figures(warehouse: Warehouse, manifest: Manifest) -> Path:
    """Compare the Parquet file of a snapshot with its record and return its path."""
    folder = warehouse.snapshots / manifest.id
    for name, record in manifest.files.items():
        check_hash(folder / name, record.sha256)
    return folder / FIGURES_NAME


class Withdrawal(Decision, frozen=True):
    """A person's decision that a snapshot no longer counts.

    It is never made before what was learned earlier, whatever the clock said.
    """

    suffix: ClassVar[str] = ".withdrawn.json"
    after: int = 0
    """Number of the snapshot accepted last by then; given when it is kept."""


class Sighting(InUtc, frozen=True):
    """That an archive captured a document, and since when that is known here (both UTC)."""

    suffix: ClassVar[str] = ".seen.json"
    captured_at: datetime
    at: datetime
    """When it was learned; never before what was learned earlier, whatever the clock said."""
    after: int = 0
    """Number of the snapshot accepted last by then; given when it is kept."""


class Forgetting(InUtc, frozen=True):
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

    def parse(record: dict[str, Any], _: type[tuple[Fact, ...]]) -> tuple[Fact, ...]:
        if (found := record["snapshot"]) != id:
            raise ValueError(f"facts about {found!r}")
        return tuple(from_json(fact, kind) for fact in record["facts"])

    path = facts_path(warehouse, id, kind)
    return find_record(path, f"facts about snapshot {id}", tuple[Fact, ...], parse) or ()


def add_fact(warehouse: Warehouse, id: str, fact: Fact) -> None:
    """Keep a fact next to a snapshot's folder, as it is given. Publish anew afterwards."""
    facts = (*find_facts(warehouse, id, type(fact)), fact)
    path = facts_path(warehouse, id, type(fact))
    write_file(path, record_bytes({"snapshot": id, "facts": facts}))
