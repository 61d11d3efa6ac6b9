"""Is every municipality of the last edition still there?"""

from collections.abc import Sequence

from pipeline.check.findings import Finding, Text, english, german, result
from pipeline.check.last import NOT_THERE, LastEdition
from pipeline.model import CheckResult, Zeile
from schemas.source import Source

NAME = "vorausgabe_zeilen"


def rows_still_there(
    zeilen: Sequence[Zeile], last: LastEdition | None, source: Source
) -> CheckResult:
    """`vorausgabe_zeilen`: no municipality of the edition published last lacks its row.

    What is missing is a gap, never a deletion.
    """
    if last is None:
        return result(NAME, source, [], NOT_THERE)
    present = {zeile.gemeinde_ags for zeile in zeilen}
    lost = [key for key in sorted(last.figures) if key not in present]
    gained = {
        zeile.gemeinde_ags: zeile for zeile in zeilen if zeile.gemeinde_ags not in last.figures
    }
    passed = Text(
        f"all {english(len(last.figures))} municipalities of {last.id} have a row",
        f"Alle {german(len(last.figures))} Gemeinden aus {last.id} haben eine Zeile",
    )
    if gained:
        names = "; ".join(_name(key, row.gemeinde_name) for key, row in sorted(gained.items()))
        count = len(gained)
        passed = passed.then(
            f"; {english(count)} more: {names}", f"; {german(count)} mehr: {names}"
        )
    findings = [_headline(lost, last), *(_lost(key, last) for key in lost)] if lost else []
    return result(NAME, source, findings, passed)


def _headline(lost: Sequence[str], last: LastEdition) -> Finding:
    had, gone = len(last.figures), len(lost)
    return Finding(
        Text(
            f"municipalities of {last.id} without a row: {english(gone)} of {english(had)}; look "
            "for their rows in the document",
            f"Gemeinden aus {last.id} ohne Zeile: {german(gone)} von {german(had)}; bitte ihre "
            "Zeilen im Dokument suchen",
        )
    )


def _lost(key: str, last: LastEdition) -> Finding:
    figure = last.figures[key]
    name = _name(key, figure.gemeinde_name)
    return Finding(
        Text(
            f"{name}: {english(figure.betrag_eur)} EUR before, no row now",
            f"{name}: zuletzt {german(figure.betrag_eur)} Euro, jetzt keine Zeile",
        )
    )


def _name(key: str, name: str) -> str:
    return f"{name} ({key})"
