"""What the publisher printed wrong, and what is right: `corrections.toml` as frozen structs.

A correction names the figure that it expects to find, so that it expires by itself: once the
publisher prints another, it is an error instead of a silent change.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated

from msgspec import Meta

from pipeline.errors import WrongSettingsError
from schemas.register import load_register
from schemas.settings import Count, NonBlank, SettingsTable, read_settings
from schemas.source import load_source

CORRECTIONS = Path(__file__).with_suffix(".toml")
HASH_BEGINNING = "^[0-9a-f]{8,64}$"


class Correctable(StrEnum):
    """What can be corrected; keys and names are not figures."""

    BETRAG_EUR = "betrag_eur"
    PERSONEN = "personen"


class Correction(SettingsTable, frozen=True):
    """One figure that is printed wrong."""

    edition: str
    """Id of the edition that has the error."""
    gemeinde_ags: str
    column: Correctable
    printed: Count
    """The wrong figure, in whole euros or persons; must be found."""
    corrected: Count
    """The right one."""
    reason: NonBlank
    """Why it is known to be wrong; German, for readers."""
    source: NonBlank
    """Where the right figure is from."""
    added: date
    """The day of the entry."""
    document: Annotated[str, Meta(pattern=HASH_BEGINNING)] | None = None
    """How the SHA-256 of the only document that has it begins; None where all printings do."""

    @property
    def korrektur(self) -> str:
        """What is put right, why, and who says so; German, for readers."""
        printed, corrected = (f"{n:,}".replace(",", ".") for n in (self.printed, self.corrected))
        return (
            f"{self.column} {corrected} statt gedruckt {printed}: {self.reason} "
            f"(Quelle: {self.source}; eingetragen am {self.added})"
        )

    def may_concern(self, document_sha256: str) -> bool:
        """Return True if the document with this hash can be the one that has the error."""
        return self.document is None or document_sha256.startswith(self.document)


class _File(SettingsTable, frozen=True):
    corrections: tuple[Correction, ...] = ()


def load_corrections(path: Path | None = None) -> tuple[Correction, ...]:
    """Read a file of corrections in its order; without a path, ours. There may be none.

    Raises WrongSettingsError where the file is no TOML, a key is missing, mistyped or unknown, or
    an entry contradicts the register, the source file or another entry.
    """
    file = path or CORRECTIONS
    corrections = read_settings(file, _File).corrections
    for number, correction in enumerate(corrections):
        for mistake in _contradictions(correction, corrections[:number]):
            about = f"{correction.column} of {correction.gemeinde_ags}"
            raise WrongSettingsError(file, f"the correction of {about}: {mistake}")
    return corrections


def _contradictions(correction: Correction, earlier: Sequence[Correction]) -> Iterator[str]:
    """Yield which values do not go with what else is known."""
    editions = [known.id for known in load_source().editions]
    if correction.edition not in editions:
        yield f"edition is {correction.edition!r}, expected one of {', '.join(editions)}"
    if correction.gemeinde_ags not in load_register().gemeinden:
        yield "gemeinde_ags is no key of the register, 8 digits"
    if correction.printed == correction.corrected:
        yield f"corrected is {correction.corrected}, expected another figure than printed"
    if any(_same_figure(correction, other) for other in earlier):
        yield "it stands there a second time, expected one entry for each figure"


def _same_figure(one: Correction, other: Correction) -> bool:
    """Return True if both could be about one printed figure."""
    place = (one.edition, one.gemeinde_ags, one.column)
    if place != (other.edition, other.gemeinde_ags, other.column):
        return False
    if one.document is None or other.document is None:
        return True
    return one.may_concern(other.document) or other.may_concern(one.document)
