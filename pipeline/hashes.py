"""Whether a file is the one that a record, or its name, says: by the SHA-256 of its bytes.

This module is a leaf: it knows no stage.
"""

import hashlib
from pathlib import Path

from pipeline.errors import WarehouseDamagedError
from pipeline.files import check_regular, is_there, reading


def check_hash(
    path: Path, sha256: str, expected: str = "", remedy: str = "", *, missing_ok: bool = False
) -> bool:
    """Return True for a file whose bytes have this hash, however large it is.

    Where it may be missing, False is returned if nothing is in its place.

    Raises:
        WarehouseDamagedError: its bytes have another hash, or it cannot be read; `expected` says
            what was looked for.
    """
    expected = expected or f"bytes with hash {sha256}"
    with reading(path, expected, remedy):
        if missing_ok and not is_there(path):
            return False
        found = file_sha256(path)
    if found != sha256:
        raise WarehouseDamagedError(path, expected, f"hash {found}", remedy)
    return True


def file_sha256(path: Path) -> str:
    """Return the hash of a file that may be large.

    Raises:
        OSError: it is no regular file, or cannot be read.
    """
    check_regular(path)
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
