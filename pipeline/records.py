"""Read what is kept as JSON in the warehouse and the raw store, none of which is believed unseen.

A record may have been cut, edited by hand or written by another tool. Whatever is wrong with it,
its reader learns which file it is and what to do.
This module is a leaf: it knows no stage.
"""

import errno
import json
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from pipeline.errors import WarehouseDamagedError

Record = TypeVar("Record")
SHOWN_SIGNS = 200
"""How much of what is wrong an error shows."""

UNFIT = (
    OSError,
    ValueError,
    ArithmeticError,
    LookupError,
    TypeError,
    AttributeError,
    RecursionError,
)
"""What reading a record raises where it is damaged: no file, no text, no JSON, or other data."""


def read_record(path: Path, what: str, remedy: str, understand: Callable[[Any], Record]) -> Record:
    """Return what `understand` makes of the JSON in a file.

    `what` names the kind of record, `remedy` says what to do where it is damaged.

    Raises:
        WarehouseDamagedError: it cannot be read or understood.
    """
    try:
        return understand(json.loads(read_regular(path)))
    except UNFIT as error:
        raise WarehouseDamagedError(path, what, _told(error), remedy) from error


def read_regular(path: Path) -> bytes:
    """Return what a file holds; a pipe or device in its place would be waited for.

    Raises:
        OSError: it is none, or cannot be read.
    """
    mode = path.stat().st_mode
    if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
        raise OSError(errno.EINVAL, "no regular file")
    return path.read_bytes()


def _told(error: Exception) -> str:
    """What is wrong, in one line; the name of the error where its text says little alone."""
    match error:
        case OSError():
            return error.strerror or str(error)
        case RecursionError():
            return "JSON nested too deeply"
        case LookupError():
            return f"no key {error}"
    return str(error)[:SHOWN_SIGNS] or type(error).__name__
