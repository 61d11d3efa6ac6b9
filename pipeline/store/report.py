"""The report on a held run, in German Markdown, for someone with the printed document at hand.

Its text is `bericht.md`, next to this file; here are its facts.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import cache, partial
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from msgspec import Struct, field

from pipeline.boxes import same_row
from pipeline.commands import HELD_REPORT, REASON, command
from pipeline.manifest import Document, DocumentReading
from pipeline.markdown import code, escape, table
from pipeline.model import CheckResult, Conflict, Herkunft, LeftOut, RowError, Zeile
from pipeline.values import german_number
from schemas.messages import check_title

if TYPE_CHECKING:
    from pipeline.templates import Filters, Template

PrintedRow: TypeAlias = tuple[Herkunft, ...]
"""One printed row, as each engine that read it has it; never empty."""
MOST_SHOWN = 25
"""Of conflicts, rows of one check, and rows left out; report.json has all."""
_PLACE = re.compile(r"Seite (\d+), Zeile (\d+)")
"""How our own sentences name a printed row."""


class Pictures(Struct, frozen=True):
    """What could be drawn of the rows concerned."""

    drawn: Mapping[PrintedRow, bytes] = field(default_factory=dict)
    """Rows cut out of their pages, as PNG, in the order of the report; of many the first only."""
    broken_pages: tuple[int, ...] = ()
    """Pages of which no picture could be drawn."""
    more: int = 0
    """How many further rows were not drawn, since there are too many."""

    @property
    def rows(self) -> Mapping[str, PrintedRow]:
        """What is drawn by file name: page and row, and the engine where two count differently."""
        named: dict[str, PrintedRow] = {}
        for row in self.drawn:
            name = f"seite-{row[0].page:03}-zeile-{row[0].row:03}"
            if f"{name}.png" in named:
                name = f"{name}-{row[0].engine}"
            named[f"{name}.png"] = row
        return named


class PublishedReading(Struct, frozen=True):
    """That a held document is published, in an earlier reading that stays."""

    snapshot: str
    """ID of that reading."""
    meldung: str
    """What differs from it, in German."""


class HeldFindings(DocumentReading, frozen=True, kw_only=True):
    """How a document was read, what holds it, and what would become of it if it were accepted."""

    errors: tuple[RowError, ...]
    """Printed rows that were not understood."""
    conflicts: tuple[Conflict, ...]
    """Municipalities that the readings give different figures for."""
    rows_left_if_accepted: int
    """How many rows would be published."""
    rows_sha256_if_accepted: str | None
    """Their hash, as a snapshot has it; None where there is none."""
    left_out_if_accepted: tuple[LeftOut, ...]
    """What would not be published."""
    published: str | None = None
    """ID of the snapshot that stays published; None where there is none."""
    read_again: PublishedReading | None = None
    """None where the document is not published."""


class HeldDraft(HeldFindings, frozen=True, kw_only=True):
    """What a run that is not trusted hands over to be kept."""

    document: Document
    created_at: datetime
    """When it was held (UTC)."""
    zeilen: tuple[Zeile, ...]
    """All rows read; keys may be doubled, figures wrong."""
    pictures: Pictures = Pictures()

    @property
    def affected(self) -> tuple[PrintedRow, ...]:
        """The printed rows that conflicts and failed checks are about, each once."""
        read = [zeile.herkunft for conflict in self.conflicts for zeile in conflict.zeilen]
        read.extend(row for check in self.checks if check.holds for row in check.rows)
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


def write_report(id: str, draft: HeldDraft, warehouse: Path) -> str:
    """Say what was held, why, with page, row and wording, and what to do."""
    asked = [reader.engine for reader in draft.readers if not reader.failure]
    read = [zeile.herkunft for conflict in draft.conflicts for zeile in conflict.zeilen]
    # In the order asked, with those that only stood in on a page.
    engines = list(dict.fromkeys([*asked, *(row.engine for row in read)]))
    header = ("Gemeinde", "Seite", "Zeile", *(f"gelesen von {engine}" for engine in engines))
    shown = draft.conflicts[:MOST_SHOWN]
    text = _template().render(
        id=id,
        draft=draft,
        holding=[check for check in draft.checks if check.holds],
        warnings=[check for check in draft.checks if check.warns],
        gallery=_Gallery(draft.pictures),
        engines=engines,
        failed=[reader.engine for reader in draft.readers if reader.failure],
        conflict_table=table(header, (_conflict_cells(conflict, engines) for conflict in shown)),
        rows_of_conflicts=[zeile.herkunft for conflict in shown for zeile in conflict.zeilen],
        most=MOST_SHOWN,
        typed=partial(command, warehouse=warehouse, raw_dir=draft.document.path.parent),
        reason=REASON,
    )
    return f"{text}\n"


@cache
def _template() -> "Template":
    from pipeline.templates import load_templates  # only who holds a document waits for it

    filters: Filters = {
        "code": code,
        "escape": escape,
        "number": german_number,
        "counted": _counted,
        "check_title": check_title,
        "printed_rows": _printed_rows,
    }
    return load_templates(files("pipeline.store"), filters, autoescape=False)(HELD_REPORT)


def _counted(count: int, one: str, many: str) -> str:
    return f"{german_number(count)} {one if count == 1 else many}"


class _Gallery:
    """The pictures of a report: each shown where its row is first spoken of, then only linked."""

    def __init__(self, pictures: Pictures) -> None:
        self._names = {read: name for name, row in pictures.rows.items() for read in row}
        self._shown: set[str] = set()

    def show(self, rows: Iterable[Herkunft], *, again: bool = True) -> str:
        """Pictures of these rows, each on a line of its own; of those shown above links at most."""
        named: dict[str, Herkunft] = {}
        for row in rows:
            name = self._names.get(row)
            if name is not None and (again or name not in self._shown):
                named.setdefault(name, row)
        return "".join(f"\n{self._line(name, row)}\n" for name, row in named.items())

    def below(self, finding: str, check: CheckResult) -> str:
        """The pictures of the rows that a finding names, as part of its item in the list."""
        places = {(int(page), int(row)) for page, row in _PLACE.findall(finding)}
        pictures = self.show(row for row in check.rows if row.place in places)
        return "".join(f"  {line}\n" if line else "\n" for line in pictures.splitlines())

    def _line(self, name: str, row: Herkunft) -> str:
        place = f"Seite {row.page}, Zeile {row.row}"
        known = name in self._shown
        self._shown.add(name)
        return f"[Bild von {place}, siehe oben]({name})" if known else f"![{place}]({name})"


def _conflict_cells(conflict: Conflict, engines: Sequence[str]) -> list[str]:
    first = conflict.zeilen[0].herkunft
    read = {
        engine: "; ".join(
            _read(zeile, first.page) for zeile in conflict.zeilen if zeile.herkunft.engine == engine
        )
        for engine in engines
    }
    name = f"{escape(conflict.gemeinde_name)} ({escape(conflict.gemeinde_ags)})"
    return [name, str(first.page), str(first.row), *(text or "–" for text in read.values())]


def _read(zeile: Zeile, page: int) -> str:
    """What one engine read, with the page only where it is another."""
    text = f"{german_number(zeile.betrag_eur)} Euro"
    if zeile.personen is not None:
        text += f", {german_number(zeile.personen)} Personen"
    other = zeile.herkunft.page
    return text if other == page else f"{text} (Seite {other})"


def _printed_rows(rows: Sequence[Herkunft]) -> str:
    unique = list(dict.fromkeys((str(row.page), str(row.row), code(row.text)) for row in rows))
    listing = table(("Seite", "Zeile", "gedruckt"), unique[:MOST_SHOWN])
    more = len(unique) - MOST_SHOWN
    rest = f"\n… und {german_number(more)} weitere Zeilen; alle stehen in `report.json`.\n"
    return f"\n{listing}{rest if more > 0 else ''}" if unique else ""
