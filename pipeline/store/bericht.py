"""The report on a held run, in German Markdown, for someone with the printed document at hand.

First what happened, in two sentences; then why, with pictures; then what can be done about it.
"""

import shlex
from itertools import chain
from pathlib import Path

from pipeline.commands import options
from pipeline.markdown import code
from pipeline.store.bericht_parts import (
    Gallery,
    check_section,
    conflicts_section,
    left_out_list,
)
from pipeline.store.held_draft import HeldDraft
from pipeline.values import german_number

_SYNTHETIC = "> **Erfundene Daten.** Das Dokument ist synthetisch und dient nur zum Ausprobieren.\n"

_WHAT_NEXT = """\
## Wie es weitergeht

1. **Hinsehen.** Das PDF öffnen und die genannten Zeilen mit dem vergleichen, was hier gelesen
   wurde. Alle gelesenen Zeilen stehen in `rows.csv`, alle Gründe vollständig in `report.json`.
2. **Das Dokument ist richtig und wurde falsch gelesen:** Das ist ein Fehler dieser Software; bitte
   melden.
3. **Das Dokument selbst ist falsch:** Beim Herausgeber nachfragen und das berichtigte Dokument
   einlesen. Ist für einzelne Druckfehler belegt, was richtig ist, gehören sie mit dem Beleg in
   `schemas/corrections.toml`; danach dasselbe Dokument noch einmal einlesen:
   `planungsrahmen {again}{places}`
{accept}{withdraw}
Ohne eine Entscheidung wird dasselbe Dokument bei jedem neuen Lesen aus denselben Gründen
wieder angehalten.
"""
_ACCEPT = """\
4. **Es soll trotzdem veröffentlicht werden:** Wer das verantwortet, nimmt es mit einer Begründung
   an. Name, Zeitpunkt und Begründung stehen danach bei der Ausgabe:
   `planungsrahmen accept {id}{places} --reason "…"`
"""


_WITHDRAW = """\
5. **Die veröffentlichten Zahlen sind falsch:** Bis zur Klärung zurückziehen:
   `planungsrahmen withdraw {id}{places} --reason "…"`
"""
_READ_AGAIN = """\
Dieses Dokument ist schon veröffentlicht, als {id}. Die Lesung von heute weicht davon ab: {meldung}.
Solange niemand anders entscheidet, gilt die frühere Lesung weiter.
"""


def write_bericht(id: str, draft: HeldDraft, warehouse: Path) -> str:
    """Say what was held, why, with page, row and wording, and what to do."""
    account = draft.account
    holding = [check for check in account.checks if check.holds]
    warnings = [check for check in account.checks if not check.passed and not check.holds]
    gallery = Gallery(draft.pictures)
    parts = (
        [f"# Angehalten: {code(account.document.original_name)}\n"],
        [_SYNTHETIC] if account.synthetic else [],
        [_what_happened(draft, len(holding)), *_read_again(draft), _facts(id, draft)],
        conflicts_section(draft.conflicts, _engines(draft), gallery),
        [f"## Nicht bestanden: {len(holding)} von {len(account.checks)} Prüfungen\n"],
        [check_section(check, gallery) for check in holding],
        _about_pictures(draft),
        ["## Außerdem aufgefallen, aber kein Grund zum Anhalten\n"] if warnings else [],
        [check_section(check, gallery) for check in warnings],
        ["## Was bei einer Annahme ausgelassen würde\n", _what_is_left(draft)],
        [_what_next(id, draft, warehouse)],
    )
    return "\n".join(chain.from_iterable(parts))


def _what_happened(draft: HeldDraft, failed: int) -> str:
    checks = "eine Prüfung" if failed == 1 else f"{failed} Prüfungen"
    concerned = len(draft.concerned)
    rows = (
        "; einzelne gedruckte Zeilen betrifft das nicht"
        if not concerned
        else f"; es geht um {_rows(concerned, 'gedruckte Zeile', 'gedruckte Zeilen')}"
    )
    stays = (
        f"veröffentlicht bleibt die letzte geprüfte Ausgabe, {code(draft.published)}"
        if draft.published
        else "bisher ist keine Ausgabe veröffentlicht"
    )
    were = "wurde" if len(draft.zeilen) == 1 else "wurden"
    return (
        f"Aus diesem Dokument {were} {_rows(len(draft.zeilen), 'Betrag', 'Beträge')} "
        f"gelesen, aber es hat {checks} nicht bestanden{rows}. Daraus wurde deshalb **nichts "
        f"veröffentlicht**; {stays}.\n"
    )


def _read_again(draft: HeldDraft) -> list[str]:
    """That the document is published, and what today's reading would change."""
    again = draft.read_again
    return [_READ_AGAIN.format(id=code(again.snapshot), meldung=again.meldung)] if again else []


def _facts(id: str, draft: HeldDraft) -> str:
    document = draft.account.document
    source = f"- Herkunft: {code(document.url)}\n" if document.url else ""
    failed = [reader.engine for reader in draft.account.readers if reader.failure]
    without = f"; kein Ergebnis hatte {', '.join(failed)}" if failed else ""
    return (
        f"- Kennung: {code(id)}\n"
        f"- Dokument: SHA-256 {code(document.sha256)}\n"
        f"{source}"
        f"- Gelesen von: {', '.join(_engines(draft))}{without}\n"
    )


def _engines(draft: HeldDraft) -> list[str]:
    """The engines in the order asked, with those that only stood in on a page."""
    asked = [reader.engine for reader in draft.account.readers if not reader.failure]
    read = (row.herkunft.engine for conflict in draft.conflicts for row in conflict.zeilen)
    return list(dict.fromkeys([*asked, *read]))


def _about_pictures(draft: HeldDraft) -> list[str]:
    """What has no picture, and why."""
    pictures, lines = draft.pictures, []
    if pictures.broken_pages:
        pages = ", ".join(f"Seite {page}" for page in pictures.broken_pages)
        lines.append(f"Ohne Bild, weil sie sich nicht zeichnen ließen: {pages}.\n")
    if pictures.more:
        more = _rows(pictures.more, "weitere Zeile", "weitere Zeilen")
        lines.append(f"Ohne Bild, weil es zu viele sind: {more}.\n")
    return lines


def _what_is_left(draft: HeldDraft) -> str:
    """What accepting would publish, and what it would leave out."""
    if not draft.rows_left:
        return (
            f"Alles; annehmen lässt sich dieses Dokument nicht.\n\n{left_out_list(draft.left_out)}"
        )
    rows = _rows(draft.rows_left, "Zeile", "Zeilen")
    if not draft.left_out:
        return (
            f"Nichts: Veröffentlicht würde alles, was gelesen wurde ({rows}). Die nicht "
            "bestandenen Prüfungen stünden daneben.\n"
        )
    return (
        f"Veröffentlicht würde der Rest ({rows}); die nicht bestandenen Prüfungen stünden "
        "daneben. "
        "Ausgelassen würde, wofür niemand einstehen kann:\n\n"
        f"{left_out_list(draft.left_out)}"
    )


def _what_next(id: str, draft: HeldDraft, warehouse: Path) -> str:
    pdf, again = draft.account.document.path, draft.read_again
    places = options(warehouse, pdf.parent)
    return _WHAT_NEXT.format(
        again=f"reprocess {again.snapshot}" if again else f"ingest {shlex.quote(str(pdf))}",
        places=places,
        accept=_ACCEPT.format(id=id, places=places) if draft.rows_left else "",
        withdraw=_WITHDRAW.format(id=again.snapshot, places=options(warehouse)) if again else "",
    )


def _rows(count: int, one: str, many: str) -> str:
    return f"{german_number(count)} {one if count == 1 else many}"
