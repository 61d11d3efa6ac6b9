"""Whether independent readings agree, and what a figure is worth that only one of them gives."""

from collections import Counter
from collections.abc import Sequence

from pipeline.check.comparison import Compared
from pipeline.check.findings import Finding, Text, english, german, named, result, shown
from pipeline.check.printed_sums import ComparedSums, SumConflict
from pipeline.model import CheckResult, Conflict, Herkunft, Reader, Summe, Zeile
from schemas.source import Source

NAME = "lesungen"
MOST_PLACES = 12
"""So many municipalities or pages are named; the database has all."""


def readings_agree(compared: Compared, proof: Text | None, source: Source) -> CheckResult:
    """`lesungen`: no two readings differ, and what one alone gives the document itself proves.

    `proof` is what confirms the amounts of the whole document (`pipeline.check.proof`).
    """
    if len(compared.readers) == 1:
        alone = Text(
            f"not applicable: only {compared.readers[0].engine} was asked",
            f"Nicht anwendbar: Nur {compared.readers[0].engine} wurde befragt.",
        )
        return result(NAME, source, [], alone)
    findings = [_conflict(conflict) for conflict in compared.conflicts]
    findings.extend(_sum_conflict(conflict) for conflict in compared.sums.conflicts)
    if proof is None:
        findings.extend(_unproven(compared))
    return result(NAME, source, findings, _summary(compared, proof))


def _conflict(conflict: Conflict) -> Finding:
    name = named(conflict.gemeinde_name, conflict.gemeinde_ags)
    said = [_said(zeile) for zeile in conflict.zeilen]
    return _differing(Text(name, name), said, [zeile.herkunft for zeile in conflict.zeilen])


def _sum_conflict(conflict: SumConflict) -> Finding:
    row = shown(conflict.summen[0].herkunft.text)
    subject = Text(f"printed sum {row!r}", f"Gedruckte Summe „{row}“")
    said = [_numbers(summe) for summe in conflict.summen]
    return _differing(subject, said, [summe.herkunft for summe in conflict.summen])


def _differing(subject: Text, said: Sequence[Text], rows: Sequence[Herkunft]) -> Finding:
    """What each reading says of one printed row."""
    return Finding(
        Text(
            f"{subject.message}: the readings differ: {'; '.join(text.message for text in said)}; "
            "look at the printed row",
            f"{subject.meldung}: Die Lesungen widersprechen sich: "
            f"{'; '.join(text.meldung for text in said)}; bitte die gedruckte Zeile ansehen",
        ),
        tuple(rows),
    )


def _said(zeile: Zeile) -> Text:
    if not zeile.teilbetraege:
        return _numbers(zeile)
    parts = [part.betrag_eur for part in zeile.teilbetraege]
    return _numbers(zeile).then(
        f" (beside {' and '.join(map(english, parts))})",
        f" (daneben {' und '.join(map(german, parts))})",
    )


def _numbers(row: Zeile | Summe) -> Text:
    """Who read which numbers where."""
    engine = row.herkunft.engine
    text = Text(f"{engine} read", f"{engine} las")
    if row.betrag_eur is not None:
        amount = row.betrag_eur
        text = text.then(f" {english(amount)} EUR", f" {german(amount)} Euro")
    if row.personen is not None:
        persons = row.personen
        text = text.then(f" for {english(persons)} persons", f" für {german(persons)} Personen")
    return text.then(*_place(row.herkunft))


def _place(herkunft: Herkunft) -> tuple[str, str]:
    page, row = herkunft.page, herkunft.row
    return f" on page {page}, row {row}", f" auf Seite {page}, Zeile {row}"


def _unproven(compared: Compared) -> list[Finding]:
    """One finding for all figures that have one reading and nothing else to show for them."""
    lonely = {key for key, engines in compared.read_by.items() if len(engines) == 1}
    rows = [row for row in compared.interpretation.zeilen if row.gemeinde_ags in lonely]
    if not rows:
        return []
    names = _listed([named(row.gemeinde_name, row.gemeinde_ags) for row in rows])
    text = Text(
        f"{english(len(rows))} figures were read by one engine only, and neither persons nor sums "
        f"nor a known edition prove them: {names.message}; compare them with the document",
        f"{german(len(rows))} Beträge hat nur eine Lesung ergeben, und weder Personen noch Summen "
        f"noch eine bekannte Ausgabe bestätigen sie: {names.meldung}; bitte mit dem Dokument "
        "vergleichen",
    )
    return [Finding(text, tuple(row.herkunft for row in rows))]


def _summary(compared: Compared, proof: Text | None) -> Text:
    """How many figures have how many readings, and what each engine could not read."""
    counts = Counter(len(engines) for engines in compared.read_by.values())
    asked = len(compared.readers)
    parts = [
        Text(f"{english(counts[n])} by {n}", f"{german(counts[n])} in {n}")
        for n in range(asked, 0, -1)
    ]
    text = Text(
        f"{english(len(compared.read_by))} figures, read alike: "
        f"{', '.join(part.message for part in parts)} of {asked} engines",
        f"{german(len(compared.read_by))} Beträge, gleich gelesen: "
        f"{', '.join(part.meldung for part in parts)} von {asked} Lesungen",
    )
    if counts[1] and proof is not None:
        text = text.then(
            f"; those with one reading: {proof.message}",
            f"; zu denen mit einer Lesung: {proof.meldung.rstrip('.')}",
        )
    for reader in compared.readers:
        said = _abstention(reader, compared.interpretation.zeilen)
        text = text.then(said.message, said.meldung)
    return text.then(*_missing_sums(compared.sums))


def _missing_sums(sums: ComparedSums) -> tuple[str, str]:
    """Which engines could not read all printed sums; nothing where each did."""
    of, von = english(sums.count), german(sums.count)
    missing = [(engine, count) for engine, count in sums.missing.items() if count]
    return (
        "".join(f"; {engine} lacks {english(n)} of {of} printed sums" for engine, n in missing),
        "".join(f"; {engine} hat {german(n)} von {von} Summen nicht" for engine, n in missing),
    )


def _abstention(reader: Reader, zeilen: Sequence[Zeile]) -> Text:
    """What one engine could not read, by page; nothing where it read all."""
    if reader.failure:
        return Text(
            f"; {reader.engine} gave no reading ({shown(reader.failure)})",
            f"; {reader.engine} konnte das Dokument nicht lesen",
        )
    if not reader.abstained:
        return Text("", "")
    abstained = set(reader.abstained)
    pages = Counter(z.herkunft.page for z in zeilen if z.gemeinde_ags in abstained)
    places = _listed([f"{page} ({count})" for page, count in sorted(pages.items())])
    return Text(
        f"; {reader.engine} abstains from {english(len(abstained))}, on pages {places.message}",
        f"; {reader.engine} enthält sich bei {german(len(abstained))}, auf Seiten {places.meldung}",
    )


def _listed(places: Sequence[str]) -> Text:
    named = ", ".join(places[:MOST_PLACES])
    if (more := len(places) - MOST_PLACES) > 0:
        return Text(f"{named} and {english(more)} more", f"{named} und {german(more)} weitere")
    return Text(named, named)
