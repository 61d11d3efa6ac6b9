"""How hard to try, and how much to take, when the document is fetched."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Download:
    """Bounds of one fetch, the `[download]` table of a source file."""

    max_bytes: int
    """Most bytes of an answer, counted after unpacking."""
    deadline_seconds: float
    """For one address, all redirects, repetitions and waits included."""
    archive_deadline_seconds: float
    """The same for one question to the archive, which answers slowly and asks for pauses."""
    idle_seconds: float
    """How long a server may take to accept a connection, and how long it may then be silent."""
    archive_idle_seconds: float
    """The same for the archive."""
    attempts: int
    """How often an address is asked at most."""
    first_wait_seconds: float
    """Before the second attempt; each further wait is twice as long."""
    redirects: int
    """How many redirects are followed at most."""
