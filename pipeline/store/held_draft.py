"""What a run that is not trusted hands over: rows, reasons, and pictures of the rows concerned."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from pipeline.boxes import same_row
from pipeline.model import CheckResult, Conflict, Herkunft, LeftOut, RowError, Zeile
from pipeline.store.account import Account

PrintedRow: TypeAlias = tuple[Herkunft, ...]
"""One printed row, as each engine that read it has it; never empty."""


@dataclass(frozen=True, slots=True)
class RowPicture:
    """A printed row, cut out of its page."""

    row: PrintedRow
    png: bytes


@dataclass(frozen=True, slots=True)
class Pictures:
    """What could be drawn of the rows concerned."""

    drawn: tuple[RowPicture, ...] = ()
    """In the order of the report; the first rows only where there are many."""
    broken_pages: tuple[int, ...] = ()
    """Pages of which no picture could be drawn."""
    more: int = 0
    """So many further rows were not drawn, for there are too many."""

    @property
    def files(self) -> Mapping[str, RowPicture]:
        """The pictures by file name: page and row, and the engine where two count differently."""
        named: dict[str, RowPicture] = {}
        for picture in self.drawn:
            first = picture.row[0]
            name = f"seite-{first.page:03}-zeile-{first.row:03}"
            if f"{name}.png" in named:
                name = f"{name}-{first.engine}"
            named[f"{name}.png"] = picture
        return named


@dataclass(frozen=True, slots=True)
class ReadAgain:
    """That a held document is published, in an earlier reading that stays."""

    snapshot: str
    """ID of that reading."""
    meldung: str
    """What differs from it, in German."""


@dataclass(frozen=True, slots=True)
class HeldDraft:
    """What a run that is not trusted hands over to be kept."""

    account: Account
    zeilen: tuple[Zeile, ...]
    """All rows read; keys may be doubled, figures wrong."""
    errors: tuple[RowError, ...]
    """Printed rows that were not understood."""
    conflicts: tuple[Conflict, ...]
    """Municipalities that the readings give different figures for."""
    rows_left: int
    """How many rows would be published if a person accepted the document."""
    rows_sha256: str | None
    """Their hash, as a snapshot has it; None where there is none."""
    left_out: tuple[LeftOut, ...]
    """What would not."""
    pictures: Pictures = Pictures()
    published: str | None = None
    """ID of the snapshot that stays published; None where there is none."""
    read_again: ReadAgain | None = None
    """None where the document is not published."""

    @property
    def concerned(self) -> tuple[PrintedRow, ...]:
        """The printed rows that hold the document."""
        return rows_concerned(self.account.checks, self.conflicts)


def rows_concerned(
    checks: Iterable[CheckResult], conflicts: Iterable[Conflict]
) -> tuple[PrintedRow, ...]:
    """Return the printed rows that conflicts and failed checks are about, each once."""
    read = [zeile.herkunft for conflict in conflicts for zeile in conflict.zeilen]
    read.extend(row for check in checks if check.holds for row in check.rows)
    rows: list[list[Herkunft]] = []
    on_page: dict[int, list[list[Herkunft]]] = {}
    for herkunft in dict.fromkeys(read):
        known = on_page.setdefault(herkunft.page, [])
        same = next((row for row in known if same_row(row[0].bbox, herkunft.bbox)), None)
        if same is not None:
            same.append(herkunft)
            continue
        rows.append([herkunft])
        known.append(rows[-1])
    return tuple(map(tuple, rows))
