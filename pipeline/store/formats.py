"""The formats that records of snapshots have had: each earlier one is read as that of today.

A snapshot is never rewritten. Its record keeps the format in which it was written.
"""

from typing import Any

from pipeline.jsonform import to_json
from schemas.source import DEFAULT_SOURCE

Content = dict[str, Any]


def upgraded(content: Content, version: int) -> Content:
    """Return the content of a record of an earlier format, or today's, in today's format.

    Raises:
        KeyError, TypeError: it lacks what its format has.
    """
    for upgrade in _UPGRADES[version - 1 :]:
        content = upgrade(content)
    return {**content, "format_version": FORMAT_VERSION}


def _from_first_format(content: Content) -> Content:
    """Read a manifest of format 1, which knew one engine, no corrections and no decisions."""
    from pipeline.model import Reader

    engines = content.pop("engines", {})
    readers = [
        to_json(Reader(engine, version, content["rows"], ())) for engine, version in engines.items()
    ]
    document = {**content["document"], "captured_at": None}
    new = {"readers": readers, "corrections": [], "accepted_by": None, "left_out": []}
    return {**content, "document": document, **new}


def _from_second_format(content: Content) -> Content:
    """Read a manifest of format 2, which knew one source, one reason, and asked no title.

    A person's decision and a better reading shared the reason.
    """
    from pipeline.model import NO_CLAIMS

    reason, by_person = content["reason"], content["accepted_by"] is not None
    new = {
        "series": DEFAULT_SOURCE,
        "claims": to_json(NO_CLAIMS),
        "reason": reason if by_person else None,
        "supersedes_reason": None if by_person else reason,
    }
    return {**content, **new}


_UPGRADES = (_from_first_format, _from_second_format)
"""What makes of each earlier format the one after it, that of format 1 first."""

FORMAT_VERSION = len(_UPGRADES) + 1
"""In which records are written today."""
