"""What lets a server say that nothing has changed, instead of sending the document again.

ETag and Last-Modified are those that came with the bytes. They are sent only if these bytes still
lie in the raw store, whole: a "not modified" without a local copy would leave us with nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.acquire.events import FetchEvent, newest_events
from pipeline.acquire.rawstore import find_document
from pipeline.errors import WarehouseDamagedError
from pipeline.model import Document

CONDITIONS = {"etag": "If-None-Match", "last-modified": "If-Modified-Since"}
"""The header of an answer, and the one that turns it into a condition of the next question."""


LONGEST_VALIDATOR = 1_024


@dataclass(frozen=True, slots=True)
class KnownCopy:
    """What an address gave last."""

    document: Document
    headers: Mapping[str, str]
    """Those that came with it; names in lower case."""


@dataclass(frozen=True, slots=True)
class KnownCopies:
    """The copies against which addresses have been asked."""

    raw_dir: Path
    found: dict[str, KnownCopy | None] = field(default_factory=dict)
    """By address; None where there is nothing to ask against."""

    def conditions(self, address: str) -> Mapping[str, str]:
        """The headers that make a question for an address conditional."""
        copy = self.found[address] = _known_copy(self.raw_dir, address)
        if copy is None:
            return {}
        return {CONDITIONS[name]: value for name, value in _validators(copy.headers).items()}


def believed(name: str, value: str) -> bool:
    """Whether a header counts; a validator does only if it can be sent: one line of ASCII."""
    if name not in CONDITIONS:
        return True
    visible = value.isprintable() and value == value.strip() and value.isascii()
    return visible and 0 < len(value) <= LONGEST_VALIDATOR


def _known_copy(raw_dir: Path, address: str) -> KnownCopy | None:
    event = next((e for e in newest_events(raw_dir) if _gave_a_document(e, address)), None)
    if event is None or event.sha256 is None or not _validators(event.headers or {}):
        return None
    try:
        document = find_document(raw_dir, event.sha256)
    except WarehouseDamagedError:  # asked for anew, and named when the bytes are to be kept
        return None
    return KnownCopy(document, event.headers or {}) if document else None


def _validators(headers: Mapping[str, str]) -> dict[str, str]:
    """Those that can be sent; any other would end the next question before it is asked."""
    return {
        name: value
        for name, value in headers.items()
        if name in CONDITIONS and believed(name, value)
    }


def _gave_a_document(event: FetchEvent, address: str) -> bool:
    return event.sha256 is not None and event.way[-1:] == (address,)
