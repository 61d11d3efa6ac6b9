"""The findings in the report on a held run: conflicts, failed checks, pictures of their rows."""

import re
from collections.abc import Iterable, Sequence

from pipeline.markdown import code, escape, table
from pipeline.model import CheckResult, Conflict, Herkunft, LeftOut, RowPlace, Zeile
from pipeline.store.held_draft import Pictures
from pipeline.values import german_number
from schemas.messages import check_title

MOST_SHOWN = 25
"""So many conflicts, rows of one check, or rows left out are listed; report.json has all."""
_PLACE = re.compile(r"Seite (\d+), Zeile (\d+)")
"""How our own sentences name a printed row."""


class Gallery:
    """The pictures of a report: each shown where its row is first spoken of, then only linked."""

    def __init__(self, pictures: Pictures) -> None:
        """Remember which file shows which row."""
        files = pictures.files.items()
        self._names = {row: name for name, picture in files for row in picture.row}
        self._shown: set[str] = set()

    def show(self, rows: Iterable[Herkunft]) -> str:
        """Pictures of these rows, or links to those shown above, each on a line of its own."""
        named: dict[str, Herkunft] = {}
        for row in rows:
            if row in self._names:
                named.setdefault(self._names[row], row)
        return "".join(f"\n{self._line(name, row)}\n" for name, row in named.items())

    def show_others(self, rows: Iterable[Herkunft]) -> str:
        """Pictures of those of these rows that were not shown yet."""
        return self.show(row for row in rows if self._names.get(row) not in self._shown)

    def _line(self, name: str, row: Herkunft) -> str:
        place = f"Seite {row.page}, Zeile {row.row}"
        known = name in self._shown
        self._shown.add(name)
        return f"[Bild von {place}, siehe oben]({name})" if known else f"![{place}]({name})"


def conflicts_section(
    conflicts: Sequence[Conflict], engines: Sequence[str], gallery: Gallery
) -> list[str]:
    """What each engine read where they differ, one column per engine."""
    if not conflicts:
        return []
    shown = conflicts[:MOST_SHOWN]
    header = ("Gemeinde", "Seite", "Zeile", *(f"gelesen von {engine}" for engine in engines))
    listing = table(header, (_conflict_cells(conflict, engines) for conflict in shown))
    more = _rest(len(conflicts) - len(shown), "Gemeinden")
    pictures = gallery.show(row.herkunft for conflict in shown for row in conflict.zeilen)
    return [
        "## Worin sich die Lesungen widersprechen\n",
        "Mehrere Programme haben das Dokument unabhängig voneinander gelesen. Hier lasen sie "
        "Verschiedenes; was stimmt, zeigt nur die gedruckte Zeile.\n",
        f"{listing}{more}{pictures}",
    ]


def _conflict_cells(conflict: Conflict, engines: Sequence[str]) -> list[str]:
    first = conflict.zeilen[0].herkunft
    read = {engine: _read_by(engine, conflict.zeilen, first.page) for engine in engines}
    name = f"{escape(conflict.gemeinde_name)} ({escape(conflict.gemeinde_ags)})"
    return [name, str(first.page), str(first.row), *(read[engine] or "–" for engine in engines)]


def _read_by(engine: str, zeilen: Sequence[Zeile], page: int) -> str:
    return "; ".join(_read(zeile, page) for zeile in zeilen if zeile.herkunft.engine == engine)


def _read(zeile: Zeile, page: int) -> str:
    """What one engine read, with the page only where it is another."""
    text = f"{german_number(zeile.betrag_eur)} Euro"
    if zeile.personen is not None:
        text += f", {german_number(zeile.personen)} Personen"
    other = zeile.herkunft.page
    return text if other == page else f"{text} (Seite {other})"


def check_section(check: CheckResult, gallery: Gallery) -> str:
    """A failed check: what it means, its findings with pictures, and the printed rows."""
    lines = [line for line in check.meldung.splitlines() if line.strip()]
    findings = "".join(f"- {escape(line)}\n" + _indented(line, check, gallery) for line in lines)
    heading = f"### {check_title(check.name)} ({code(check.name)})"
    return f"{heading}\n\n{findings}{_rows(check.rows)}{gallery.show_others(check.rows)}"


def _indented(finding: str, check: CheckResult, gallery: Gallery) -> str:
    """The pictures of the rows that a finding names, as part of its item in the list."""
    places: set[RowPlace] = {(int(page), int(row)) for page, row in _PLACE.findall(finding)}
    pictures = gallery.show(row for row in check.rows if row.place in places)
    return "".join(f"  {line}\n" if line else "\n" for line in pictures.splitlines())


def _rows(rows: Sequence[Herkunft]) -> str:
    """The printed rows concerned, in their own words."""
    cells = [(str(row.page), str(row.row), code(row.text)) for row in rows]
    unique = list(dict.fromkeys(cells))
    if not unique:
        return ""
    listing = table(("Seite", "Zeile", "gedruckt"), unique[:MOST_SHOWN])
    return f"\n{listing}{_rest(len(unique) - MOST_SHOWN, 'Zeilen')}"


def left_out_list(left_out: Sequence[LeftOut]) -> str:
    """What would not be published, one line each."""
    lines = "".join(f"- {escape(left.meldung)}\n" for left in left_out[:MOST_SHOWN])
    return f"{lines}{_rest(len(left_out) - MOST_SHOWN, 'Stellen')}"


def _rest(count: int, what: str) -> str:
    """What follows a list that was cut: how many more there are; nothing where it was not cut."""
    if count <= 0:
        return ""
    return f"\n… und {german_number(count)} weitere {what}; alle stehen in `report.json`.\n"
