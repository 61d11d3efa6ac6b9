"""Has the document the columns that the last edition had?

A column that is gone, or an amount under another title for the same period, is worth a look: the
table may say something else now. New columns and reworded titles are told.
"""

from collections.abc import Collection, Mapping, Sequence

from pipeline.check.findings import Finding, Text, result, shown
from pipeline.check.last import NOT_THERE, Comparison, LastEdition
from pipeline.model import CheckResult, ColumnRole, Zeile
from schemas.names import plain
from schemas.source import Source

NAME = "vorausgabe_spalten"
ROLES: Mapping[str, Text] = {
    "gemeinde_ags": Text("keys", "Schlüssel"),
    "gemeinde_name": Text("names", "Namen"),
    "kreis": Text("Kreise", "Kreise"),
    "personen": Text("persons", "Personen"),
    "betrag": Text("amounts", "Beträge"),
    "teilbetrag": Text("parts of the amounts", "Teilbeträge"),
}
"""The columns that are asked for, in words."""


def columns_still_there(
    zeilen: Sequence[Zeile],
    columns: Sequence[ColumnRole],
    comparison: Comparison | None,
    source: Source,
) -> CheckResult:
    """`vorausgabe_spalten`: no column of the edition published last is gone."""
    if comparison is None:
        return result(NAME, source, [], NOT_THERE)
    last = comparison.last
    before, now = _titles(last.columns), _titles(columns)
    persons = _persons_lost(zeilen, last)
    lost = [role for role in before if role not in now and not (persons and role == "personen")]
    reworded = [role for role in now if role in before and before[role].keys() != now[role].keys()]
    findings = [*persons, *(_lost(role, last) for role in lost)]
    if comparison.alike and "betrag" in reworded:
        findings.append(_retitled(before["betrag"], now["betrag"], last))
    gained = [role for role in now if role not in before]
    return result(NAME, source, findings, _summary(last, gained, reworded, before, now))


def _titles(columns: Sequence[ColumnRole]) -> dict[str, dict[str, str]]:
    """For each role the titles of its columns, by what they say in plain words."""
    titles: dict[str, dict[str, str]] = {}
    for column in columns:
        if column.role in ROLES:
            titles.setdefault(column.role, {})[plain(column.header)] = column.header
    return titles


def _persons_lost(zeilen: Sequence[Zeile], last: LastEdition) -> list[Finding]:
    printed = [figure for figure in last.figures.values() if figure.personen is not None]
    if not printed or any(zeile.personen is not None for zeile in zeilen):
        return []
    text = Text(
        f"{last.id} prints persons, this document none: single amounts are proved by them no more; "
        "look whether a column was not read",
        f"{last.id} nennt Personen, dieses Dokument keine: Einzelne Beträge sind dadurch nicht "
        "mehr belegt; bitte prüfen, ob eine Spalte nicht gelesen wurde",
    )
    return [Finding(text)]


def _lost(role: str, last: LastEdition) -> Finding:
    name = ROLES[role]
    return Finding(
        Text(
            f"{last.id} has a column of {name.message}, this document none; look whether it was "
            "not read",
            f"{last.id} hat eine Spalte für {name.meldung}, dieses Dokument keine; bitte prüfen, "
            "ob sie nicht gelesen wurde",
        )
    )


def _retitled(before: Mapping[str, str], now: Mapping[str, str], last: LastEdition) -> Finding:
    old, new = _quoted(before.values()), _quoted(now.values())
    return Finding(
        Text(
            f"the amounts are titled {new.message}, in {last.id} {old.message}, and both are taken "
            "for the same period; look whether they are",
            f"Die Beträge heißen {new.meldung}, in {last.id} {old.meldung}, und beide gelten als "
            "Beträge desselben Zeitraums; bitte prüfen, ob das stimmt",
        )
    )


def _summary(
    last: LastEdition,
    gained: Collection[str],
    reworded: Collection[str],
    before: Mapping[str, Mapping[str, str]],
    now: Mapping[str, Mapping[str, str]],
) -> Text:
    text = Text(f"all columns of {last.id} are there", f"Alle Spalten aus {last.id} sind vorhanden")
    for role in gained:
        text = text.then(f"; new: {ROLES[role].message}", f"; neu: {ROLES[role].meldung}")
    for role in reworded:
        old, new = _quoted(before[role].values()), _quoted(now[role].values())
        text = text.then(
            f"; {ROLES[role].message} titled {new.message}, before {old.message}",
            f"; {ROLES[role].meldung} überschrieben mit {new.meldung}, zuletzt {old.meldung}",
        )
    return text


def _quoted(titles: Collection[str]) -> Text:
    named = [shown(title) for title in titles]
    return Text(
        ", ".join(f"{title!r}" for title in named), ", ".join(f"„{title}“" for title in named)
    )
