"""How hard to try, and how much to take, when the document is fetched."""

from dataclasses import dataclass

from schemas.settings import Positive, Seconds


@dataclass(frozen=True, slots=True)
class Download:
    """Bounds of one fetch, the `[download]` table of a source file."""

    max_bytes: Positive
    """Most bytes of an answer, counted after unpacking."""
    deadline_seconds: Seconds
    """For one address, all redirects, repetitions and waits included."""
    archive_deadline_seconds: Seconds
    """The same for one question to the archive, which answers slowly and asks for pauses."""
    idle_seconds: Seconds
    """How long a server may take to accept a connection, and how long it may then be silent."""
    archive_idle_seconds: Seconds
    """The same for the archive."""
    attempts: Positive
    """How often an address is asked at most."""
    first_wait_seconds: Seconds
    """Before the second attempt; each further wait is twice as long."""
    redirects: Positive
    """How many redirects are followed at most."""
