"""Take documents in: the bytes, kept under their hash with a record of where they came from."""

from pipeline.acquire.archive_capture import fetch_capture, known_capture
from pipeline.acquire.archive_index import Capture, list_captures
from pipeline.acquire.events import (
    FetchEvent,
    FetchOutcome,
    fetch_events,
    first_captured,
    first_seen,
    last_seen,
)
from pipeline.acquire.failures import (
    UNREACHED,
    FetchError,
    KnownBrokenError,
    TooManyRequestsError,
)
from pipeline.acquire.fetched import Fetched
from pipeline.acquire.fetching import fetch
from pipeline.acquire.local import take_in_file
from pipeline.acquire.rawstore import find_document

__all__ = [
    "UNREACHED",
    "Capture",
    "FetchError",
    "FetchEvent",
    "FetchOutcome",
    "Fetched",
    "KnownBrokenError",
    "TooManyRequestsError",
    "fetch",
    "fetch_capture",
    "fetch_events",
    "find_document",
    "first_captured",
    "first_seen",
    "known_capture",
    "last_seen",
    "list_captures",
    "take_in_file",
]
