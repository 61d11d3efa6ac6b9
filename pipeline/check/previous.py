"""What changed since the edition that was published last?

Whoever knows a list notices what is missing in the next one, and what cannot have changed so much.
That proves no row and is no part of any figure: a document read again gives the same rows, whatever
was published in between.

Amounts of one period are compared as they are. Those of different or unknown periods are unlike:
the older are set to the sum of the newer, and what is compared is each municipality's share. Single
jumps are news. Many of them mean that amounts stand in other municipalities' rows, which neither
the arithmetic of a row nor any total can show. A column that is gone, or an amount under another
title for the same period, is worth a look: the table may say something else now.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from pipeline.change_report import same_period
from pipeline.check.rate import PERCENT
from pipeline.check.texts import (
    NOTHING,
    Finding,
    Text,
    finding,
    finding_at,
    joined,
    named,
    quoted,
    result,
    say,
)
from pipeline.model import (
    NO_CLAIMS,
    CheckResult,
    Claims,
    ColumnRole,
    Herkunft,
    PreviousFigure,
    Zeile,
)
from schemas.names import plain
from schemas.source import Expectations, Source, SourceEdition

ROWS, COLUMNS = "vorausgabe_zeilen", "vorausgabe_spalten"
NEWS, GROSS = "vorausgabe_betraege", "vorausgabe_spruenge"
ROLES = ("gemeinde_ags", "gemeinde_name", "kreis", "personen", "betrag", "teilbetrag")
"""The columns that are asked for."""
MOST_TOLD = 5


@dataclass(frozen=True, slots=True)
class PreviousEdition:
    """The edition published before a document; synthetic for a synthetic one, else real."""

    id: str
    """Of its snapshot."""
    edition: str | None
    """Id in the source file; None for an edition nobody knows."""
    zeitraum: str | None
    """What its amounts cover; None where that is not known."""
    figures: Mapping[str, PreviousFigure]
    """By key."""
    columns: tuple[ColumnRole, ...]
    """What the columns of its document were taken for."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A row, and what the previous edition lets one expect of it."""

    zeile: Zeile
    previous_eur: Decimal
    expected_eur: Fraction
    """The previous amount, set to the sum of today's amounts where the periods are unlike."""

    @property
    def gap_eur(self) -> Fraction:
        """How far the amount is from what was expected; never negative."""
        return abs(Fraction(self.zeile.betrag_eur) - self.expected_eur)

    def has_jumped(self, bounds: Expectations) -> bool:
        """Return True if it is so many times what was expected, or as small a part of it."""
        now, expected = max(Fraction(self.zeile.betrag_eur), Fraction(0)), self.expected_eur
        times = max(now, expected) >= bounds.jump_factor * min(now, expected)
        return times and self.gap_eur >= bounds.jump_least_eur


@dataclass(frozen=True, slots=True)
class Comparison:
    """Rows and the previous edition's, municipality by municipality."""

    previous: PreviousEdition
    zeitraum: str | None
    """What the rows' amounts cover; None where that is not known."""
    alike: bool
    """True where both are known to cover the same period; else only shares can be compared."""
    pairs: tuple[Pair, ...]
    """Of the municipalities that both have."""
    then_eur: Decimal
    """What the amounts of these municipalities added up to in the previous edition."""
    now_eur: Decimal

    @property
    def changed(self) -> list[Pair]:
        """Those with another amount than before."""
        return [pair for pair in self.pairs if pair.previous_eur != pair.zeile.betrag_eur]

    @property
    def total_change_percent(self) -> Fraction:
        """By how many percent of the smaller total the larger exceeds it."""
        small, large = sorted((Fraction(self.then_eur), Fraction(self.now_eur)))
        return PERCENT * (large - small) / max(small, Fraction(1))


def compare_with_previous(
    zeilen: Sequence[Zeile],
    previous: PreviousEdition,
    edition: SourceEdition | None,
    claims: Claims = NO_CLAIMS,
) -> Comparison:
    """Pair each row with the previous edition's figure for its municipality."""
    zeitraum = edition.zeitraum if edition else claims.zeitraum
    known = edition is not None and previous.edition is not None
    alike = same_period(previous.zeitraum, zeitraum, known=known)
    both = [
        (row, previous.figures[row.gemeinde_ags].betrag_eur)
        for row in zeilen
        if row.gemeinde_ags in previous.figures
    ]
    then = sum((eur for _, eur in both), Decimal(0))
    now = sum((row.betrag_eur for row, _ in both), Decimal(0))
    scale = Fraction(now) / Fraction(then) if then and not alike else Fraction(1)
    pairs = tuple(Pair(row, eur, Fraction(eur) * scale) for row, eur in both)
    return Comparison(previous, zeitraum, alike, pairs, then, now)


def not_applicable() -> Text:
    """What each of these checks says where there is nothing to compare with."""
    return say("vorausgabe.not_applicable")


def rows_still_there(
    zeilen: Sequence[Zeile], previous: PreviousEdition | None, source: Source
) -> CheckResult:
    """`vorausgabe_zeilen`: no municipality of the previous edition lacks its row.

    What is missing is a gap, never a deletion.
    """
    if previous is None:
        return result(ROWS, source, [], not_applicable())
    had, present = previous.figures, {zeile.gemeinde_ags: zeile for zeile in zeilen}
    lost = sorted(had.keys() - present.keys())
    gained = sorted(present.keys() - had.keys())
    passed = say("vorausgabe_zeilen.passed", count=len(had), previous=previous)
    if gained:
        names = joined([named(present[key].gemeinde_name, key) for key in gained], "; ")
        passed += say("vorausgabe_zeilen.more", count=len(gained), names=names)
    findings = [finding("vorausgabe_zeilen.row", key=key, figure=had[key]) for key in lost]
    if lost:
        gone = finding("vorausgabe_zeilen.lost", previous=previous, gone=len(lost), had=len(had))
        findings.insert(0, gone)
    return result(ROWS, source, findings, passed)


def columns_still_there(
    zeilen: Sequence[Zeile],
    columns: Sequence[ColumnRole],
    comparison: Comparison | None,
    source: Source,
) -> CheckResult:
    """`vorausgabe_spalten`: no column of the previous edition is gone."""
    if comparison is None:
        return result(COLUMNS, source, [], not_applicable())
    previous = comparison.previous
    then, now = _titles(previous.columns), _titles(columns)
    reworded = [role for role in now if role in then and then[role].keys() != now[role].keys()]
    lost = [role for role in then if role not in now]
    findings = []
    if _persons_lost(zeilen, previous):
        findings.append(finding("vorausgabe_spalten.persons", previous=previous))
        lost = [role for role in lost if role != "personen"]
    for role in lost:
        what = say(f"column.{role}")
        findings.append(finding("vorausgabe_spalten.lost", previous=previous, role=what))
    text = say("vorausgabe_spalten.passed", previous=previous)
    for role in now:
        if role not in then:
            text += say("vorausgabe_spalten.new", role=say(f"column.{role}"))
    for role in reworded:
        old, new = quoted(then[role].values()), quoted(now[role].values())
        text += say("vorausgabe_spalten.reworded", role=say(f"column.{role}"), old=old, new=new)
        if comparison.alike and role == "betrag":
            retitled = finding("vorausgabe_spalten.retitled", previous=previous, old=old, new=new)
            findings.append(retitled)
    return result(COLUMNS, source, findings, text)


def _titles(columns: Sequence[ColumnRole]) -> dict[str, dict[str, str]]:
    """For each role the titles of its columns, by what they say in plain words."""
    titles: dict[str, dict[str, str]] = {}
    for column in columns:
        if column.role in ROLES:
            titles.setdefault(column.role, {})[plain(column.header)] = column.header
    return titles


def _persons_lost(zeilen: Sequence[Zeile], previous: PreviousEdition) -> bool:
    printed = any(figure.personen is not None for figure in previous.figures.values())
    return printed and all(zeile.personen is None for zeile in zeilen)


def amounts_changed(
    comparison: Comparison | None, edition: SourceEdition | None, source: Source
) -> list[CheckResult]:
    """`vorausgabe_betraege`: nothing unusual; `vorausgabe_spruenge`: nothing beyond belief."""
    if comparison is None or not comparison.pairs:
        return [result(name, source, [], not_applicable()) for name in (NEWS, GROSS)]
    bounds, pairs = source.expectations, comparison.pairs
    jumps = [pair for pair in pairs if pair.has_jumped(bounds)]
    news, gross, change = [], [], comparison.total_change_percent
    if comparison.alike:
        if change >= bounds.gross_total_percent:
            gross.append(_total(comparison, bounds.gross_total_percent))
        elif change > bounds.change_total_percent:
            news.append(_total(comparison, bounds.change_total_percent))
        news += [*_many_changed(comparison, edition, bounds), *map(_jump, _largest_first(jumps))]
    few = say("vorausgabe_spruenge.passed", jumps=len(jumps), pairs=len(pairs))
    return [
        result(NEWS, source, news, _compared(comparison, jumps, bounds)),
        result(GROSS, source, [*gross, *_slipped(pairs, bounds)], few),
    ]


def _total(comparison: Comparison, percent: int) -> Finding:
    return finding("vorausgabe_betraege.total", comparison=comparison, percent=percent)


def _many_changed(
    comparison: Comparison, edition: SourceEdition | None, bounds: Expectations
) -> Iterator[Finding]:
    """Many other amounts, where the same edition is published again."""
    again = edition is not None and edition.id == comparison.previous.edition
    changed, pairs = comparison.changed, len(comparison.pairs)
    if again and PERCENT * len(changed) > bounds.changed_rows_percent * pairs:
        yield finding(
            "vorausgabe_betraege.many_changed",
            *_places(changed),
            changed=len(changed),
            pairs=pairs,
            previous=comparison.previous,
            bounds=bounds,
        )


def _jump(pair: Pair) -> Finding:
    return finding_at(pair.zeile.herkunft, "vorausgabe_betraege.jump", pair=pair)


def _compared(comparison: Comparison, jumps: Sequence[Pair], bounds: Expectations) -> Text:
    """What is compared, and with what outcome, where nothing is wrong."""
    pairs = len(comparison.pairs)
    if comparison.alike:
        same = pairs - len(comparison.changed)
        return say("vorausgabe_betraege.alike", comparison=comparison, same=same, pairs=pairs)
    text = say(
        "vorausgabe_betraege.unlike",
        previous=comparison.previous,
        then=_period(comparison.previous.zeitraum),
        now=_period(comparison.zeitraum),
        jumps=len(jumps),
        pairs=pairs,
        bounds=bounds,
    )
    return text + say("vorausgabe_betraege.most", most=_largest(jumps)) if jumps else text


def _period(zeitraum: str | None) -> Text:
    return quoted([zeitraum]) if zeitraum is not None else say("vorausgabe_betraege.no_period")


def _slipped(pairs: Sequence[Pair], bounds: Expectations) -> list[Finding]:
    """So many jumps that the rows must be others': in the whole table, else on single pages."""
    pages: dict[int, list[Pair]] = {}
    for pair in pairs:
        pages.setdefault(pair.zeile.herkunft.page, []).append(pair)
    whole = _slipped_part(pairs, NOTHING, bounds)
    return whole or [
        slipped
        for page, part in sorted(pages.items())
        for slipped in _slipped_part(part, say("common.page", page=str(page)), bounds)
    ]


def _slipped_part(pairs: Sequence[Pair], where: Text, bounds: Expectations) -> list[Finding]:
    jumps = [pair for pair in pairs if pair.has_jumped(bounds)]
    few = PERCENT * len(jumps) <= bounds.jumps_percent * len(pairs)
    if few or len(pairs) < bounds.recognition_rows:
        return []
    slipped = finding(
        "vorausgabe_spruenge.slipped",
        *_places(jumps),
        where=where,
        jumps=len(jumps),
        pairs=len(pairs),
        bounds=bounds,
        most=_largest(jumps),
    )
    return [slipped]


def _places(pairs: Sequence[Pair]) -> list[Herkunft]:
    return [pair.zeile.herkunft for pair in _largest_first(pairs)]


def _largest_first(pairs: Sequence[Pair]) -> list[Pair]:
    return sorted(pairs, key=lambda pair: (pair.gap_eur, pair.zeile.gemeinde_ags), reverse=True)


def _largest(jumps: Sequence[Pair]) -> Text:
    return joined(
        say("vorausgabe_spruenge.largest", pair=pair, expected=round(pair.expected_eur))
        for pair in _largest_first(jumps)[:MOST_TOLD]
    )
