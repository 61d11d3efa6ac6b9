"""What was published or kept of a snapshot, and is gone."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path


class LostPart(StrEnum):
    """What of a snapshot may be lost by itself."""

    SNAPSHOT = "snapshot"
    WITHDRAWAL = "withdrawal"
    CAPTURES = "captures"


@dataclass(frozen=True, slots=True)
class Loss:
    """A part of a snapshot's records that is not there any more, or damaged."""

    snapshot: str
    part: LostPart
    path: Path
    """Where it was expected."""
    found: str
    damaged: bool = False
    """Whether something lies there that cannot be used, which is then in the way."""

    def __str__(self) -> str:
        """Return what is lost, where it was expected and what was found, for people."""
        what = _WHAT[self.part]
        return f"{self.snapshot}: {what}, expected at {self.path}, found {self.found}"


_WHAT = {
    LostPart.SNAPSHOT: "the snapshot",
    LostPart.WITHDRAWAL: "its withdrawal (without it the snapshot counts again)",
    LostPart.CAPTURES: "earlier captures of its document",
}
