"""Take documents in: the bytes, kept under their hash with a record of where they came from.

Its modules are loaded when a name of theirs is first used.
"""

from typing import TYPE_CHECKING

from pipeline.lazy import names_on_demand

if TYPE_CHECKING:
    from pipeline.acquire.archive_capture import fetch_capture, known_capture
    from pipeline.acquire.archive_index import Capture, list_captures
    from pipeline.acquire.archive_queue import CaptureQueue
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
    from pipeline.acquire.fetchlog import FetchLog
    from pipeline.acquire.local import take_in_file
    from pipeline.acquire.rawstore import find_document

__all__ = [
    "UNREACHED",
    "Capture",
    "CaptureQueue",
    "FetchError",
    "FetchEvent",
    "FetchLog",
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

if not TYPE_CHECKING:  # which knows these names, and no others
    __getattr__ = names_on_demand(
        __name__,
        __all__,
        (
            "rawstore",
            "local",
            "events",
            "fetched",
            "fetching",
            "failures",
            "fetchlog",
            "archive_index",
            "archive_queue",
            "archive_capture",
        ),
    )
