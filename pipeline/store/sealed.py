"""The file of a snapshot's record: JSON that carries the SHA-256 of its own other content.

So damage to it is noticed like damage to any file it names, and whoever needs a few facts of it can
believe them without asking for all the others.
"""

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from pipeline.errors import WarehouseDamagedError
from pipeline.records import read_record
from pipeline.store.formats import FORMAT_VERSION

Record = TypeVar("Record")
MANIFEST_NAME = "manifest.json"
RESTORE = (
    "restore the folder from a copy, or remove it, run 'planungsrahmen rebuild' and ingest the "
    "document again"
)
_SEAL = "manifest_sha256"


def read_sealed(folder: Path, understand: Callable[[dict[str, Any]], Record]) -> Record:
    """Return what `understand` makes of the record of a snapshot's folder.

    It is given the record as it was written, in the format of its time.

    Raises:
        WarehouseDamagedError: it is missing, changed, not understood, or of a format this version
            cannot read.
    """
    path = folder / MANIFEST_NAME
    return read_record(
        path, "a sealed manifest", RESTORE, lambda content: understand(_unsealed(path, content))
    )


def _unsealed(path: Path, content: dict[str, Any]) -> dict[str, Any]:
    seal = content.pop(_SEAL)
    if (found := _seal(content)) != seal:
        raise WarehouseDamagedError(path, f"content with hash {seal}", found, RESTORE)
    version = content.get("format_version")
    if not isinstance(version, int) or not 1 <= version <= FORMAT_VERSION:
        remedy = (
            "read this warehouse with the version of the software that wrote it, or a newer one"
        )
        expected = f"manifest format {FORMAT_VERSION}"
        raise WarehouseDamagedError(path, expected, f"format {version}", remedy)
    return content


def sealed_bytes(content: dict[str, Any]) -> bytes:
    """Seal a record and write it as JSON for people."""
    sealed = {**content, _SEAL: _seal(content)}
    return (json.dumps(sealed, ensure_ascii=False, indent=2) + "\n").encode()


def _seal(content: Any) -> str:
    canonical = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()
