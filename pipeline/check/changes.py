"""How far do the amounts differ from those published last?

Amounts of one period are compared as they are. Those of different or unknown periods are unlike:
the older are set to the sum of the newer, and what is compared is each municipality's share. Single
jumps are news. Many of them mean that amounts stand in other municipalities' rows, which neither
the arithmetic of a row nor any total can show.
"""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import groupby

from pipeline.check.findings import Finding, Text, at, english, german, named, result
from pipeline.check.last import NOT_THERE, Comparison, Pair
from pipeline.model import CheckResult
from schemas.source import Expectations, Source, SourceEdition

NEWS, GROSS = "vorausgabe_betraege", "vorausgabe_spruenge"
PERCENT = 100
MOST_TOLD = 5


def amounts_changed(
    comparison: Comparison | None, edition: SourceEdition | None, source: Source
) -> list[CheckResult]:
    """`vorausgabe_betraege`: nothing unusual; `vorausgabe_spruenge`: nothing beyond belief."""
    if comparison is None or not comparison.pairs:
        return [result(name, source, [], NOT_THERE) for name in (NEWS, GROSS)]
    bounds = source.expectations
    jumps = sorted(
        (pair for pair in comparison.pairs if has_jumped(pair, bounds)),
        key=lambda pair: (pair.gap_eur, pair.zeile.gemeinde_ags),
        reverse=True,
    )
    news = _news(comparison, jumps, edition, bounds) if comparison.alike else []
    said = _alike(comparison) if comparison.alike else _unlike(comparison, jumps, bounds)
    few = Text(
        f"{english(len(jumps))} of {english(len(comparison.pairs))} amounts have jumped",
        f"{german(len(jumps))} von {german(len(comparison.pairs))} Beträgen sind gesprungen.",
    )
    return [
        result(NEWS, source, news, said),
        result(GROSS, source, _gross(comparison, jumps, bounds), few),
    ]


def has_jumped(pair: Pair, bounds: Expectations) -> bool:
    """Whether an amount is so many times what was expected, or as small a part of it."""
    far = pair.gap_eur >= bounds.jump_least_eur
    return far and (pair.factor is None or pair.factor >= bounds.jump_factor)


def _news(
    comparison: Comparison,
    jumps: Sequence[Pair],
    edition: SourceEdition | None,
    bounds: Expectations,
) -> list[Finding]:
    """Amounts of the same period: the total, how many changed, and each that jumped."""
    change = _total_change(comparison)
    findings = []
    if bounds.change_total_percent < change < bounds.gross_total_percent:
        findings.append(_total(comparison, bounds.change_total_percent))
    again = edition is not None and edition.id == comparison.last.edition
    changed = [pair for pair in comparison.pairs if pair.before_eur != pair.zeile.betrag_eur]
    most = bounds.changed_rows_percent
    if again and PERCENT * len(changed) > most * len(comparison.pairs):
        findings.append(_many_changed(comparison, changed, most))
    return [*findings, *(_jump(pair) for pair in jumps)]


def _gross(comparison: Comparison, jumps: Sequence[Pair], bounds: Expectations) -> list[Finding]:
    """A total beyond belief, and so many jumps that the rows must be others'."""
    findings = []
    if comparison.alike and _total_change(comparison) >= bounds.gross_total_percent:
        findings.append(_total(comparison, bounds.gross_total_percent))
    if _too_many(len(jumps), len(comparison.pairs), bounds):
        return [*findings, _slipped(jumps, len(comparison.pairs), Text("", ""), bounds)]
    return [*findings, *_slipped_pages(comparison, jumps, bounds)]


def _too_many(jumps: int, pairs: int, bounds: Expectations) -> bool:
    return pairs >= bounds.recognition_rows and PERCENT * jumps > bounds.jumps_percent * pairs


def _slipped_pages(
    comparison: Comparison, jumps: Sequence[Pair], bounds: Expectations
) -> list[Finding]:
    def page_of(pair: Pair) -> int:
        return pair.zeile.herkunft.page

    findings = []
    for page, group in groupby(sorted(comparison.pairs, key=page_of), key=page_of):
        pairs = len(list(group))
        on_page = [pair for pair in jumps if page_of(pair) == page]
        if _too_many(len(on_page), pairs, bounds):
            where = Text(f"page {page}: ", f"Seite {page}: ")
            findings.append(_slipped(on_page, pairs, where, bounds))
    return findings


def _slipped(jumps: Sequence[Pair], pairs: int, where: Text, bounds: Expectations) -> Finding:
    factor, percent = bounds.jump_factor, bounds.jumps_percent
    return Finding(
        Text(
            f"{where.message}{english(len(jumps))} of {english(pairs)} amounts are {factor} times "
            f"what the last edition lets expect, or as small a part of it (such as "
            f"{_most(jumps).message}); expected at most {percent} %; look whether amounts stand in "
            "the rows of their municipalities, and whether the right column was read",
            f"{where.meldung}{german(len(jumps))} von {german(pairs)} Beträgen sind das "
            f"{factor}-Fache dessen, was nach der letzten Ausgabe zu erwarten war, oder ein "
            f"ebenso kleiner Teil davon (etwa {_most(jumps).meldung}); erwartet: höchstens "
            f"{percent} %; bitte prüfen, ob die Beträge in den Zeilen ihrer Gemeinden stehen und "
            "ob die richtige Spalte gelesen wurde",
        ),
        tuple(pair.zeile.herkunft for pair in jumps),
    )


def _total(comparison: Comparison, percent: int) -> Finding:
    before, now = comparison.totals_eur
    return Finding(
        Text(
            f"the municipalities that both have add up to {english(now)} EUR, {english(before)} "
            f"EUR in {comparison.last.id}; for the same period expected less than {percent} % more "
            "or less; look whether the right column was read",
            f"Die Gemeinden, die beide Ausgaben haben, ergeben zusammen {german(now)} Euro, in "
            f"{comparison.last.id} {german(before)} Euro; erwartet für denselben Zeitraum: "
            f"weniger als {percent} % mehr oder weniger; bitte prüfen, ob die richtige Spalte "
            "gelesen wurde",
        )
    )


def _total_change(comparison: Comparison) -> Fraction:
    """By how many percent of the smaller total the larger exceeds it."""
    small, large = sorted(map(Fraction, comparison.totals_eur))
    return PERCENT * (large - small) / max(small, Fraction(1))


def _many_changed(comparison: Comparison, changed: Sequence[Pair], percent: int) -> Finding:
    pairs = len(comparison.pairs)
    return Finding(
        Text(
            f"{english(len(changed))} of {english(pairs)} amounts differ from "
            f"{comparison.last.id}, which is the same edition; expected at most {percent} %; look "
            "whether this is a corrected printing or another edition",
            f"{german(len(changed))} von {german(pairs)} Beträgen weichen von "
            f"{comparison.last.id} ab, obwohl es dieselbe Ausgabe ist; erwartet: höchstens "
            f"{percent} %; bitte prüfen, ob dies ein berichtigter Druck oder eine andere Ausgabe "
            "ist",
        ),
        tuple(pair.zeile.herkunft for pair in changed),
    )


def _jump(pair: Pair) -> Finding:
    where, name = at(pair.zeile.herkunft), _named(pair)
    text = where.then(
        f"{name}: {english(pair.zeile.betrag_eur)} EUR, {english(pair.before_eur)} EUR before",
        f"{name}: {german(pair.zeile.betrag_eur)} Euro, zuletzt {german(pair.before_eur)} Euro",
    )
    return Finding(
        text.then("; check the printed row", "; bitte die gedruckte Zeile prüfen"),
        (pair.zeile.herkunft,),
    )


def _alike(comparison: Comparison) -> Text:
    same = sum(pair.before_eur == pair.zeile.betrag_eur for pair in comparison.pairs)
    before, now = comparison.totals_eur
    return Text(
        f"{english(same)} of {english(len(comparison.pairs))} amounts are those of "
        f"{comparison.last.id}, for the same period; all of them {english(before)} EUR before, "
        f"{english(now)} EUR now",
        f"{german(same)} von {german(len(comparison.pairs))} Beträgen sind die aus "
        f"{comparison.last.id}, für denselben Zeitraum; zusammen zuletzt {german(before)} Euro, "
        f"jetzt {german(now)} Euro",
    )


def _unlike(comparison: Comparison, jumps: Sequence[Pair], bounds: Expectations) -> Text:
    then, today = comparison.last.zeitraum, comparison.zeitraum
    text = Text(
        f"unlike amounts are compared: of {comparison.last.id} for {_period(then).message}, here "
        f"for {_period(today).message}; set to the same sum, {english(len(jumps))} of "
        f"{english(len(comparison.pairs))} are {bounds.jump_factor} times as much or as little",
        f"Verglichen wird Ungleiches: in {comparison.last.id} Beträge für "
        f"{_period(then).meldung}, hier für {_period(today).meldung}; auf dieselbe Summe gebracht "
        f"sind {german(len(jumps))} von {german(len(comparison.pairs))} das "
        f"{bounds.jump_factor}-Fache oder ein ebenso kleiner Teil",
    )
    if not jumps:
        return text
    most = _most(jumps)
    return text.then(f", most of all {most.message}", f", am meisten {most.meldung}")


def _period(zeitraum: str | None) -> Text:
    if zeitraum is None:
        return Text("an unknown period", "einen unbekannten Zeitraum")
    return Text(f"{zeitraum!r}", f"„{zeitraum}“")


def _most(jumps: Sequence[Pair]) -> Text:
    told = [(_named(pair), pair) for pair in jumps[:MOST_TOLD]]
    return Text(
        ", ".join(f"{name}: {english(p.zeile.betrag_eur)} for {_euros(p):,}" for name, p in told),
        ", ".join(
            f"{name}: {german(p.zeile.betrag_eur)} statt {german(_euros(p))}" for name, p in told
        ),
    )


def _euros(pair: Pair) -> Decimal:
    return Decimal(round(pair.expected_eur))


def _named(pair: Pair) -> str:
    return named(pair.zeile.gemeinde_name, pair.zeile.gemeinde_ags)
