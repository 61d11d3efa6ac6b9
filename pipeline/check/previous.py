"""What changed since the edition before?

Whoever knows a list notices what is missing in the next one, and what cannot have changed so much.
That proves no row and is no part of any figure: a document read again gives the same rows, whatever
was published in between.

Amounts of one period are compared as they are. Those of different or unknown periods are unlike:
the older are set to the sum of the newer, and what is compared is each municipality's share. Single
jumps are news. Many of them mean that amounts stand in other municipalities' rows, which neither
the arithmetic of a row nor any total can show. A column that is gone, or an amount under another
title for the same period, is worth a look: the table may say something else now.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import TypeAlias

from msgspec import Struct

from pipeline.change_report import same_period
from pipeline.check.rate import PERCENT
from pipeline.check.texts import (
    NOTHING,
    Finding,
    Question,
    Text,
    check,
    finding,
    finding_at,
    joined,
    quoted,
    say,
)
from pipeline.model import (
    NO_CLAIMS,
    Claims,
    ColumnRole,
    Edition,
    PreviousEdition,
    PreviousFigure,
    Zeile,
)
from schemas.names import plain
from schemas.source import Expectations, SourceEdition

ROLES = ("gemeinde_ags", "gemeinde_name", "kreis", "personen", "betrag", "teilbetrag")
"""The columns that are asked for."""
MOST_JUMPS = 5


EditionBefore: TypeAlias = Callable[[Edition | Claims], PreviousEdition | None]
"""Finds the edition before a document, once its own is known."""


def none_before(metadata: Edition | Claims) -> None:
    """Find no edition before, whatever the document's own is."""


class Pair(Struct, frozen=True):
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


class Comparison(Struct, frozen=True):
    """Rows and the previous edition's, municipality by municipality."""

    previous: PreviousEdition
    zeitraum: str | None
    """What the rows' amounts cover; None where that is not known."""
    alike: bool
    """True where both are known to cover the same period; else only shares can be compared."""
    pairs: tuple[Pair, ...]
    """Of the municipalities that both have, those first that are farthest from expected."""
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
    rows = [row for row in zeilen if row.gemeinde_ags in previous.figures]
    amounts = [previous.figures[row.gemeinde_ags].betrag_eur for row in rows]
    then, now = sum(amounts, Decimal(0)), sum((row.betrag_eur for row in rows), Decimal(0))
    scale = Fraction(now) / Fraction(then) if then and not alike else Fraction(1)
    pairs = [Pair(row, eur, Fraction(eur) * scale) for row, eur in zip(rows, amounts, strict=True)]
    pairs.sort(key=lambda pair: (pair.gap_eur, pair.zeile.gemeinde_ags), reverse=True)
    return Comparison(previous, zeitraum, alike, tuple(pairs), then, now)


def not_applicable() -> Text:
    """What each of these checks says where there is nothing to compare with."""
    return say("vorausgabe.not_applicable")


@check("vorausgabe_zeilen")
def rows_still_there(zeilen: Sequence[Zeile], previous: PreviousEdition | None) -> Question:
    """No municipality of the previous edition lacks its row.

    What is missing is a gap, never a deletion.
    """
    if previous is None:
        return not_applicable()
    had, present = previous.figures, {zeile.gemeinde_ags: zeile for zeile in zeilen}
    lost = sorted(had.keys() - present.keys())
    gained = sorted(present.keys() - had.keys())
    if lost:
        yield finding("vorausgabe_zeilen.lost", previous=previous, gone=len(lost), had=len(had))
    for key in lost:
        yield finding("vorausgabe_zeilen.row", key=key, figure=had[key])
    passed = say("vorausgabe_zeilen.passed", count=len(had), previous=previous)
    if gained:
        names = joined([f"{present[key].gemeinde_name} ({key})" for key in gained], "; ")
        passed += say("vorausgabe_zeilen.more", count=len(gained), names=names)
    return passed


@check("vorausgabe_spalten")
def columns_still_there(
    zeilen: Sequence[Zeile], columns: Sequence[ColumnRole], comparison: Comparison | None
) -> Question:
    """No column of the previous edition is gone."""
    if comparison is None:
        return not_applicable()
    previous = comparison.previous
    then = _titles(previous.columns, previous.figures.values())
    now = _titles(columns, zeilen)
    for role in then:
        if role not in now:
            what = say(f"column.{role}")
            yield finding("vorausgabe_spalten.lost", previous=previous, role=what)
    text, reworded = say("vorausgabe_spalten.passed", previous=previous), NOTHING
    for role in now:
        if role not in then:
            text += say("vorausgabe_spalten.new", role=say(f"column.{role}"))
        elif then[role].keys() != now[role].keys():
            what = say(f"column.{role}")
            old, new = quoted(then[role].values()), quoted(now[role].values())
            reworded += say("vorausgabe_spalten.reworded", role=what, old=old, new=new)
            if comparison.alike and role == "betrag":
                yield finding("vorausgabe_spalten.retitled", previous=previous, old=old, new=new)
    return text + reworded


def _titles(
    columns: Iterable[ColumnRole], rows: Iterable[Zeile | PreviousFigure]
) -> dict[str, dict[str, str]]:
    """For each role the titles of its columns, by what they say in plain words.

    A column of persons counts where some row prints them.
    """
    printed = any(row.personen is not None for row in rows)
    titles: dict[str, dict[str, str]] = {}
    for column in columns:
        if column.role in ROLES and (printed or column.role != "personen"):
            titles.setdefault(column.role, {})[plain(column.header)] = column.header
    return titles


@check("vorausgabe_betraege")
def amounts_not_unusual(
    comparison: Comparison | None, edition: SourceEdition | None, bounds: Expectations
) -> Question:
    """Amounts of one period: the total, how many are others, and those that have jumped."""
    if comparison is None or not comparison.pairs:
        return not_applicable()
    previous, pairs = comparison.previous, len(comparison.pairs)
    jumps = [pair for pair in comparison.pairs if pair.has_jumped(bounds)]
    if not comparison.alike:
        return _unlike(comparison, jumps, bounds)
    if bounds.change_total_percent < comparison.total_change_percent < bounds.gross_total_percent:
        yield _total(comparison, bounds.change_total_percent)
    again, changed = edition is not None and edition.id == previous.edition, comparison.changed
    if again and PERCENT * len(changed) > bounds.changed_rows_percent * pairs:
        yield finding(
            "vorausgabe_betraege.many_changed",
            *(pair.zeile.herkunft for pair in changed),
            changed=len(changed),
            pairs=pairs,
            previous=previous,
            bounds=bounds,
        )
    for pair in jumps:
        yield finding_at(pair.zeile.herkunft, "vorausgabe_betraege.jump", pair=pair)
    same = pairs - len(changed)
    return say("vorausgabe_betraege.alike", comparison=comparison, same=same, pairs=pairs)


@check("vorausgabe_spruenge")
def amounts_not_beyond_belief(comparison: Comparison | None, bounds: Expectations) -> Question:
    """A total beyond belief, and so many jumps that the rows must be others'.

    These are looked for in the whole table, and where they are few there, on single pages.
    """
    if comparison is None or not comparison.pairs:
        return not_applicable()
    if comparison.alike and comparison.total_change_percent >= bounds.gross_total_percent:
        yield _total(comparison, bounds.gross_total_percent)
    pages: dict[int, list[Pair]] = defaultdict(list)
    for pair in comparison.pairs:
        pages[pair.zeile.herkunft.page].append(pair)
    whole = list(_slipped(comparison.pairs, NOTHING, bounds))
    yield from whole
    for page, pairs in () if whole else sorted(pages.items()):
        yield from _slipped(pairs, say("common.page", page=str(page)), bounds)
    jumps = sum(pair.has_jumped(bounds) for pair in comparison.pairs)
    return say("vorausgabe_spruenge.passed", jumps=jumps, pairs=len(comparison.pairs))


def _total(comparison: Comparison, percent: int) -> Finding:
    return finding("vorausgabe_betraege.total", comparison=comparison, percent=percent)


def _unlike(comparison: Comparison, jumps: Sequence[Pair], bounds: Expectations) -> Text:
    """What is compared where the periods differ, and with what outcome."""
    then, now = (
        quoted([zeitraum]) if zeitraum is not None else say("vorausgabe_betraege.no_period")
        for zeitraum in (comparison.previous.zeitraum, comparison.zeitraum)
    )
    text = say(
        "vorausgabe_betraege.unlike",
        previous=comparison.previous,
        then=then,
        now=now,
        jumps=len(jumps),
        pairs=len(comparison.pairs),
        bounds=bounds,
    )
    return text + say("vorausgabe_betraege.most", most=_largest(jumps)) if jumps else text


def _slipped(pairs: Sequence[Pair], where: Text, bounds: Expectations) -> Iterator[Finding]:
    jumps = [pair for pair in pairs if pair.has_jumped(bounds)]
    many = PERCENT * len(jumps) > bounds.jumps_percent * len(pairs)
    if many and len(pairs) >= bounds.recognition_rows:
        yield finding(
            "vorausgabe_spruenge.slipped",
            *(pair.zeile.herkunft for pair in jumps),
            where=where,
            jumps=len(jumps),
            pairs=len(pairs),
            bounds=bounds,
            most=_largest(jumps),
        )


def _largest(jumps: Sequence[Pair]) -> Text:
    return joined(
        say("vorausgabe_spruenge.largest", pair=pair, expected=round(pair.expected_eur))
        for pair in jumps[:MOST_JUMPS]
    )
