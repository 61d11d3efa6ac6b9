"""What the digits of a document look like, held against what the file says they are."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from pipeline.model.readings import Bbox


class Abstention(StrEnum):
    """Why nothing is said about the shape of a digit."""

    UNMAPPED = "unmapped"
    """The file does not say what its glyph means."""
    UNSEEN = "unseen"
    """Not all of it leaves ink: drawn invisibly, cut off, or in a layer that is switched off."""
    COVERED = "covered"
    """Other text is printed over it, or under it."""
    SLANTED = "slanted"
    """It is neither upright nor turned by a right angle, or it is mirrored."""
    SMALL = "small"
    """It has too few pixels at the largest scale that the page allows."""
    RARE = "rare"
    """Its font has too few of this digit to tell what shape is usual."""
    UNLIKE = "unlike"
    """Its shape is not clearly that of its own character, nor clearly that of another."""


@dataclass(frozen=True, slots=True)
class MisshapenDigit:
    """One digit that does not look like the character that the file says it is."""

    page: int
    bbox: Bbox
    says: str
    """The digit according to the file."""
    looks_like: str
    """The character whose shape it has; empty where it is too flat or too small for any digit."""


@dataclass(frozen=True, slots=True)
class DigitShapes:
    """What the shapes of all digits of one document say."""

    digits: int
    """How many there are, those that were not compared included."""
    contradictions: tuple[MisshapenDigit, ...] = ()
    """By page, then from top to bottom and left to right."""
    abstained: Mapping[Abstention, int] = field(default_factory=dict)
    """How many were not compared, and why; only reasons that occur."""
    failure: str = ""
    """Why they could not be looked at; empty where they were."""

    @property
    def compared(self) -> int:
        """How many digits were held against the shape of their character."""
        return self.digits - sum(self.abstained.values())
