"""The report on a held run, in German Markdown, for someone with the printed document at hand."""

from collections.abc import Sequence
from itertools import chain

from pipeline.model import CheckResult, Document, Herkunft
from pipeline.values import one_line

_ROWS_SHOWN = 200
_SYNTHETIC = "> **Erfundene Daten.** Das Dokument ist synthetisch und dient nur zum Ausprobieren.\n"
_WHAT_NEXT = """\
## Wie es weitergeht

1. Das Dokument öffnen und die genannten Zeilen ansehen. Alle gelesenen Zeilen stehen in `rows.csv`,
   alle Gründe vollständig in `report.json`.
2. Steht es so im Dokument, beim Herausgeber nachfragen und ein berichtigtes Dokument einlesen.
3. Ist das Dokument richtig und nur falsch gelesen, ist es ein Fehler dieser Software: bitte melden.

Wird dasselbe Dokument noch einmal eingelesen, wird es aus denselben Gründen wieder angehalten.
"""


def write_bericht(
    id: str,
    document: Document,
    synthetic: bool,
    checks: Sequence[CheckResult],
    rows: int,
    published: str | None,
) -> str:
    """Say what was held, why, with page, row and wording, and what to do."""
    holding = [check for check in checks if check.holds]
    warnings = [check for check in checks if not check.passed and not check.holds]
    parts = (
        [f"# Angehalten: {_code(document.original_name)}\n"],
        [_SYNTHETIC] if synthetic else [],
        [_what_was_held(id, document, rows, published)],
        [f"## Warum ({len(holding)} von {len(checks)} Prüfungen nicht bestanden)\n"],
        map(_reason, holding),
        ["## Außerdem aufgefallen\n"] if warnings else [],
        map(_reason, warnings),
        [_WHAT_NEXT.format(id=id)],
    )
    return "\n".join(chain.from_iterable(parts))


def _what_was_held(id: str, document: Document, rows: int, published: str | None) -> str:
    stays = (
        f"Veröffentlicht bleibt die letzte geprüfte Ausgabe, {_code(published)}."
        if published
        else "Bisher ist keine Ausgabe veröffentlicht."
    )
    source = f"- Herkunft: {_code(document.url)}\n" if document.url else ""
    return (
        "Aus diesem Dokument wurde **nichts veröffentlicht**, weil es Prüfungen nicht bestanden "
        f"hat. {stays}\n\n"
        f"- Kennung: {_code(id)}\n"
        f"- Dokument: SHA-256 {_code(document.sha256)}\n"
        f"{source}"
        f"- Gelesene Zeilen: {rows}\n"
    )


def _reason(check: CheckResult) -> str:
    findings = "".join(
        f"- {_escape(line)}\n" for line in check.meldung.splitlines() if line.strip()
    )
    return f"### {_code(check.name)}\n\n{findings}{_table(check.rows)}"


def _table(rows: Sequence[Herkunft]) -> str:
    """The printed rows concerned; the file report.json has them all."""
    if not rows:
        return ""
    lines = "".join(
        f"| {row.page} | {row.row} | {_code(row.text)} |\n" for row in rows[:_ROWS_SHOWN]
    )
    more = len(rows) - _ROWS_SHOWN
    rest = f"\n... und {more} weitere Zeilen, siehe `report.json`.\n" if more > 0 else ""
    return f"\n| Seite | Zeile | gedruckt |\n|---|---|---|\n{lines}{rest}"


def _code(text: str) -> str:
    """Text that others wrote, so that it can neither format nor link anything."""
    harmless = one_line(text).replace("`", "'").replace("|", "¦")
    return f"`{harmless}`" if harmless else ""


def _escape(text: str) -> str:
    """Our sentence around text that others wrote: no markup, no links."""
    return "".join(f"\\{mark}" if mark in "\\`*_[]<>|#!" else mark for mark in one_line(text))
