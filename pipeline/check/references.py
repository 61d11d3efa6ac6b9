"""What a document is tested against: all that was known before it was read."""

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.check.last import LastEdition
from schemas.corrections import Correction
from schemas.press import PressFigure
from schemas.register import Register
from schemas.source import Source


@dataclass(frozen=True, slots=True)
class References:
    """The source file, the register, what others published, and what was here before."""

    source: Source
    register: Register
    press: Sequence[PressFigure]
    corrections: Sequence[Correction] = ()
    """Those that may concern the document."""
    last: LastEdition | None = None
    """The edition published last, of the same kind as the document; None where there is none."""
