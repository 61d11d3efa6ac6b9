"""The file of a snapshot's record: JSON that carries the SHA-256 of its own other content.

So damage to it is noticed like damage to any file it names, and whoever needs a few facts of it can
believe them without asking for all the others.
"""

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from pipeline.commands import command
from pipeline.errors import NewerFormatError, WarehouseDamagedError
from pipeline.records import read_record
from pipeline.store.formats import FORMAT_VERSION

Record = TypeVar("Record")
MANIFEST_NAME = "manifest.json"
_SEAL = "manifest_sha256"


def restore_remedy(path: Path) -> str:
    """Say what to do where a snapshot's folder, or a record beside it, is lost or damaged."""
    id = path.name.partition(".")[0]
    give_up = command("rebuild", "--forget", id, warehouse=path.parent.parent)
    return f"restore it from a copy; to publish without it, for good, run: {give_up}"


def read_sealed(folder: Path, understand: Callable[[dict[str, Any]], Record]) -> Record:
    """Return what `understand` makes of the record of a snapshot's folder.

    It is given the record as it was written, in the format of its time.

    Raises:
        WarehouseDamagedError: it is missing, changed, not understood, or of a format this version
            cannot read.
    """
    path = folder / MANIFEST_NAME
    remedy = restore_remedy(folder)
    return read_record(
        path, "a sealed manifest", remedy, lambda content: understand(_unsealed(path, content))
    )


def _unsealed(path: Path, content: dict[str, Any]) -> dict[str, Any]:
    seal = content.pop(_SEAL)
    if (found := _seal(content)) != seal:
        raise WarehouseDamagedError(
            path, f"content with hash {seal}", found, restore_remedy(path.parent)
        )
    version = content.get("format_version")
    if not isinstance(version, int) or not 1 <= version <= FORMAT_VERSION:
        raise NewerFormatError(path, FORMAT_VERSION, version)
    return content


def sealed_bytes(content: dict[str, Any]) -> bytes:
    """Seal a record and write it as JSON for people."""
    sealed = {**content, _SEAL: _seal(content)}
    return (json.dumps(sealed, ensure_ascii=False, indent=2) + "\n").encode()


def _seal(content: Any) -> str:
    canonical = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()
