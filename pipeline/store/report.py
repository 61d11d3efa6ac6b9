"""The report on a held run, in German Markdown, for someone with the printed document at hand.

First what happened, in two sentences; then why, with pictures; then what can be done about it.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TypeAlias

from pipeline.boxes import same_row
from pipeline.commands import REASON, command
from pipeline.markdown import code, escape, table
from pipeline.model import CheckResult, Conflict, Herkunft, LeftOut, RowError, Zeile
from pipeline.store.new_snapshot import Provenance
from pipeline.values import german_number
from schemas.messages import check_title

PrintedRow: TypeAlias = tuple[Herkunft, ...]
"""One printed row, as each engine that read it has it; never empty."""
MOST_SHOWN = 25
"""So many conflicts, rows of one check, or rows left out are listed; report.json has all."""
_PLACE = re.compile(r"Seite (\d+), Zeile (\d+)")
"""How our own sentences name a printed row."""


_SYNTHETIC = "> **Erfundene Daten.** Das Dokument ist synthetisch und dient nur zum Ausprobieren.\n"

_WHAT_NEXT = """\
## Wie es weitergeht

1. **Hinsehen.** Das PDF öffnen und die genannten Zeilen mit dem vergleichen, was hier gelesen
   wurde. Alle gelesenen Zeilen stehen in `rows.csv`, alle Gründe vollständig in `report.json`.
2. **Das Dokument ist richtig und wurde falsch gelesen:** Das ist ein Fehler dieser Software; bitte
   melden. Wer sie betreut, findet Gründe und Abhilfen in `docs/changed-layout.md`.
3. **Das Dokument selbst ist falsch:** Beim Herausgeber nachfragen und das berichtigte Dokument
   einlesen. Ist für einzelne Druckfehler belegt, was richtig ist, gehören sie mit dem Beleg in
   `schemas/corrections.toml`; danach dasselbe Dokument noch einmal einlesen:
   `{again}`
{accept}{withdraw}
Ohne eine Entscheidung wird dasselbe Dokument bei jedem neuen Lesen aus denselben Gründen
wieder angehalten.
"""
_ACCEPT = """\
4. **Es soll trotzdem veröffentlicht werden:** Wer das verantwortet, nimmt es mit einer Begründung
   an. Name, Zeitpunkt und Begründung stehen danach bei der Ausgabe:
   `{accept}`
"""


_WITHDRAW = """\
5. **Die veröffentlichten Zahlen sind falsch:** Bis zur Klärung zurückziehen:
   `{withdraw}`
"""
_READ_AGAIN = """\
Dieses Dokument ist schon veröffentlicht, als {id}. Die Lesung von heute weicht davon ab: {meldung}.
Solange niemand anders entscheidet, gilt die frühere Lesung weiter.
"""


@dataclass(frozen=True, slots=True)
class Pictures:
    """What could be drawn of the rows concerned."""

    drawn: Mapping[PrintedRow, bytes] = field(default_factory=dict)
    """Rows cut out of their pages, as PNG, in the order of the report; of many the first only."""
    broken_pages: tuple[int, ...] = ()
    """Pages of which no picture could be drawn."""
    more: int = 0
    """So many further rows were not drawn, for there are too many."""

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


@dataclass(frozen=True, slots=True)
class PublishedReading:
    """That a held document is published, in an earlier reading that stays."""

    snapshot: str
    """ID of that reading."""
    meldung: str
    """What differs from it, in German."""


@dataclass(frozen=True, slots=True)
class HeldDraft:
    """What a run that is not trusted hands over to be kept."""

    provenance: Provenance
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
    published_reading: PublishedReading | None = None
    """None where the document is not published."""

    @property
    def affected(self) -> tuple[PrintedRow, ...]:
        """The printed rows that hold the document."""
        return affected_rows(self.provenance.checks, self.conflicts)


def affected_rows(
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


def write_report(id: str, draft: HeldDraft, warehouse: Path) -> str:
    """Say what was held, why, with page, row and wording, and what to do."""
    provenance, again = draft.provenance, draft.published_reading
    checks, gallery = provenance.checks, _Gallery(draft.pictures)
    holding = [check for check in checks if check.holds]
    warnings = [check for check in checks if check.warns]
    parts = (
        f"# Angehalten: {code(provenance.document.original_name)}\n",
        _SYNTHETIC if provenance.synthetic else "",
        _what_happened(draft, len(holding)),
        _READ_AGAIN.format(id=code(again.snapshot), meldung=again.meldung) if again else "",
        _facts(id, draft),
        _conflicts(draft, gallery),
        f"## Nicht bestanden: {len(holding)} von {len(checks)} Prüfungen\n",
        *(_check(check, gallery) for check in holding),
        *_about_pictures(draft.pictures),
        "## Außerdem aufgefallen, aber kein Grund zum Anhalten\n" if warnings else "",
        *(_check(check, gallery) for check in warnings),
        "## Was bei einer Annahme ausgelassen würde\n",
        _what_is_left(draft),
        _what_next(id, draft, warehouse),
    )
    return "\n".join(part for part in parts if part)


def _what_happened(draft: HeldDraft, failed: int) -> str:
    were = "wurde" if len(draft.zeilen) == 1 else "wurden"
    checks = "eine Prüfung" if failed == 1 else f"{failed} Prüfungen"
    rows = _rows(len(draft.affected), "gedruckte Zeile", "gedruckte Zeilen")
    about = (
        f"es geht um {rows}" if draft.affected else "einzelne gedruckte Zeilen betrifft das nicht"
    )
    stays = (
        f"veröffentlicht bleibt die letzte geprüfte Ausgabe, {code(draft.published)}"
        if draft.published
        else "bisher ist keine Ausgabe veröffentlicht"
    )
    return (
        f"Aus diesem Dokument {were} {_rows(len(draft.zeilen), 'Betrag', 'Beträge')} "
        f"gelesen, aber es hat {checks} nicht bestanden; {about}. Daraus wurde deshalb **nichts "
        f"veröffentlicht**; {stays}.\n"
    )


def _facts(id: str, draft: HeldDraft) -> str:
    document, readers = draft.provenance.document, draft.provenance.readers
    failed = ", ".join(reader.engine for reader in readers if reader.failure)
    without = f"; kein Ergebnis hatte {failed}" if failed else ""
    lines = [
        f"Kennung: {code(id)}",
        f"Dokument: SHA-256 {code(document.sha256)}",
        *([f"Herkunft: {code(document.url)}"] if document.url else []),
        f"Gelesen von: {', '.join(_engines(draft))}{without}",
    ]
    return "".join(f"- {line}\n" for line in lines)


def _engines(draft: HeldDraft) -> list[str]:
    """The engines in the order asked, with those that only stood in on a page."""
    asked = [reader.engine for reader in draft.provenance.readers if not reader.failure]
    read = (row.herkunft.engine for conflict in draft.conflicts for row in conflict.zeilen)
    return list(dict.fromkeys([*asked, *read]))


def _about_pictures(pictures: Pictures) -> Iterator[str]:
    """What has no picture, and why."""
    if pictures.broken_pages:
        pages = ", ".join(f"Seite {page}" for page in pictures.broken_pages)
        yield f"Ohne Bild, weil sie sich nicht zeichnen ließen: {pages}.\n"
    if pictures.more:
        more = _rows(pictures.more, "weitere Zeile", "weitere Zeilen")
        yield f"Ohne Bild, weil es zu viele sind: {more}.\n"


def _what_is_left(draft: HeldDraft) -> str:
    """What accepting would publish, and what it would leave out."""
    shown = "".join(f"- {escape(left.meldung)}\n" for left in draft.left_out[:MOST_SHOWN])
    listing = f"{shown}{_rest(len(draft.left_out), 'Stellen')}"
    if not draft.rows_left:
        return f"Alles; annehmen lässt sich dieses Dokument nicht.\n\n{listing}"
    rows = _rows(draft.rows_left, "Zeile", "Zeilen")
    if not draft.left_out:
        return (
            f"Nichts: Veröffentlicht würde alles, was gelesen wurde ({rows}). Die nicht "
            "bestandenen Prüfungen stünden daneben.\n"
        )
    return (
        f"Veröffentlicht würde der Rest ({rows}); die nicht bestandenen Prüfungen stünden "
        f"daneben. Ausgelassen würde, wofür niemand einstehen kann:\n\n{listing}"
    )


def _what_next(id: str, draft: HeldDraft, warehouse: Path) -> str:
    pdf, again = draft.provenance.document.path, draft.published_reading
    typed = partial(command, warehouse=warehouse, raw_dir=pdf.parent)
    accept = _ACCEPT.format(accept=typed("accept", id, *REASON))
    withdraw = again and _WITHDRAW.format(withdraw=typed("withdraw", again.snapshot, *REASON))
    return _WHAT_NEXT.format(
        again=typed("reprocess", again.snapshot) if again else typed("ingest", str(pdf)),
        accept=accept if draft.rows_left else "",
        withdraw=withdraw or "",
    )


def _rows(count: int, one: str, many: str) -> str:
    return f"{german_number(count)} {one if count == 1 else many}"


def _rest(count: int, what: str) -> str:
    """What follows a list that was cut: how many more there are; nothing where it was not cut."""
    if count <= MOST_SHOWN:
        return ""
    more = german_number(count - MOST_SHOWN)
    return f"\n… und {more} weitere {what}; alle stehen in `report.json`.\n"


class _Gallery:
    """The pictures of a report: each shown where its row is first spoken of, then only linked."""

    def __init__(self, pictures: Pictures) -> None:
        """Remember which file shows which row."""
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

    def _line(self, name: str, row: Herkunft) -> str:
        place = f"Seite {row.page}, Zeile {row.row}"
        known = name in self._shown
        self._shown.add(name)
        return f"[Bild von {place}, siehe oben]({name})" if known else f"![{place}]({name})"


def _conflicts(draft: HeldDraft, gallery: _Gallery) -> str:
    """What each engine read where they differ, one column per engine."""
    if not draft.conflicts:
        return ""
    shown, engines = draft.conflicts[:MOST_SHOWN], _engines(draft)
    header = ("Gemeinde", "Seite", "Zeile", *(f"gelesen von {engine}" for engine in engines))
    listing = table(header, (_conflict_cells(conflict, engines) for conflict in shown))
    pictures = gallery.show(row.herkunft for conflict in shown for row in conflict.zeilen)
    return (
        "## Worin sich die Lesungen widersprechen\n\n"
        "Mehrere Programme haben das Dokument unabhängig voneinander gelesen. Hier lasen sie "
        "Verschiedenes; was stimmt, zeigt nur die gedruckte Zeile.\n\n"
        f"{listing}{_rest(len(draft.conflicts), 'Gemeinden')}{pictures}"
    )


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


def _check(check: CheckResult, gallery: _Gallery) -> str:
    """A failed check: what it means, its findings with pictures, and the printed rows."""
    lines = [line for line in check.meldung.splitlines() if line.strip()]
    findings = "".join(f"- {escape(line)}\n{_below(line, check, gallery)}" for line in lines)
    heading = f"### {check_title(check.name)} ({code(check.name)})"
    others = gallery.show(check.rows, again=False)
    return f"{heading}\n\n{findings}{_printed_rows(check.rows)}{others}"


def _below(finding: str, check: CheckResult, gallery: _Gallery) -> str:
    """The pictures of the rows that a finding names, as part of its item in the list."""
    places = {(int(page), int(row)) for page, row in _PLACE.findall(finding)}
    pictures = gallery.show(row for row in check.rows if row.place in places)
    return "".join(f"  {line}\n" if line else "\n" for line in pictures.splitlines())


def _printed_rows(rows: Sequence[Herkunft]) -> str:
    """The printed rows concerned, in their own words."""
    unique = list(dict.fromkeys((str(row.page), str(row.row), code(row.text)) for row in rows))
    listing = table(("Seite", "Zeile", "gedruckt"), unique[:MOST_SHOWN])
    return f"\n{listing}{_rest(len(unique), 'Zeilen')}" if unique else ""
