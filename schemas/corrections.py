"""What the publisher printed wrong, and what is right: `corrections.toml` as frozen dataclasses.

A correction names the figure that it expects to find, so that it expires by itself: once the
publisher prints another, it is an error instead of a silent change.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from schemas.register import load_register
from schemas.settings import Table, read_settings
from schemas.source import load_source

CORRECTIONS = Path(__file__).with_suffix(".toml")
HASH_BEGINNING = re.compile(r"[0-9a-f]{8,64}")


class Column(StrEnum):
    """What can be corrected; keys and names are not figures."""

    BETRAG_EUR = "betrag_eur"
    PERSONEN = "personen"


@dataclass(frozen=True, slots=True)
class Correction:
    """One figure that is printed wrong."""

    edition: str
    """Id of the edition that has the error."""
    document: str | None
    """How the SHA-256 of the only document that has it begins; None where all printings do."""
    gemeinde_ags: str
    column: Column
    printed: int
    """The wrong figure, in whole euros or persons; must be found."""
    corrected: int
    """The right one."""
    reason: str
    """Why it is known to be wrong; German, for readers."""
    source: str
    """Where the right figure is from."""
    added: str
    """ISO date of the entry."""

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


def load_corrections(path: Path | None = None) -> tuple[Correction, ...]:
    """Read a file of corrections in its order; without a path, ours. There may be none.

    Raises SettingsFileError where the file is no TOML, a key is missing, mistyped or unknown, or an
    entry contradicts the register, the source file or another entry.
    """
    top = read_settings(path or CORRECTIONS)
    tables = top.tables("corrections") if "corrections" in top.values else ()
    top.end()
    corrections = tuple(_correction(table) for table in tables)
    for number, correction in enumerate(corrections):
        if any(_same_figure(correction, earlier) for earlier in corrections[:number]):
            found = f"{correction.gemeinde_ags} {correction.column} a second time"
            raise tables[number].error("gemeinde_ags", found, "one entry for each figure")
    return corrections


def _same_figure(one: Correction, other: Correction) -> bool:
    """Return True if both could be about one printed figure."""
    place = (one.edition, one.gemeinde_ags, one.column)
    if place != (other.edition, other.gemeinde_ags, other.column):
        return False
    if one.document is None or other.document is None:
        return True
    return one.may_concern(other.document) or other.may_concern(one.document)


def _correction(table: Table) -> Correction:
    correction = Correction(
        edition=_edition(table),
        document=_document(table) if "document" in table.values else None,
        gemeinde_ags=_gemeinde_ags(table),
        column=_column(table),
        printed=table.count("printed"),
        corrected=table.count("corrected"),
        reason=table.text("reason"),
        source=table.text("source"),
        added=table.day("added"),
    )
    if correction.printed == correction.corrected:
        raise table.error("corrected", str(correction.corrected), "another figure than printed")
    table.end()
    return correction


def _edition(table: Table) -> str:
    edition, known = table.text("edition"), [known.id for known in load_source().editions]
    if edition not in known:
        raise table.error("edition", repr(edition), f"one of {', '.join(known)}")
    return edition


def _document(table: Table) -> str:
    document = table.text("document")
    if not HASH_BEGINNING.fullmatch(document):
        expected = "8 to 64 digits 0-9a-f, as a SHA-256 begins"
        raise table.error("document", repr(document), expected)
    return document


def _gemeinde_ags(table: Table) -> str:
    key = table.text("gemeinde_ags")
    if key not in load_register().gemeinden:
        raise table.error("gemeinde_ags", repr(key), "a key of the register, 8 digits")
    return key


def _column(table: Table) -> Column:
    column = table.text("column")
    if column not in list(Column):
        raise table.error("column", repr(column), " or ".join(map(repr, map(str, Column))))
    return Column(column)
