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
from pipeline.check.rate import PERCENT, total_eur
from pipeline.check.texts import Finding, Question, finding, finding_at, run_check
from pipeline.model import (
    CheckResult,
    Claims,
    ColumnRole,
    Edition,
    PreviousEdition,
    PreviousFigure,
    Zeile,
)
from pipeline.texts import Text, joined, quoted, say
from schemas.names import plain
from schemas.source import Expectations

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
        """Return True if it is `jump_factor` times what was expected, or as small a part of it."""
        now, expected = max(Fraction(self.zeile.betrag_eur), Fraction(0)), self.expected_eur
        times = max(now, expected) >= bounds.jump_factor * min(now, expected)
        return times and self.gap_eur >= bounds.jump_least_eur


class Comparison(Struct, frozen=True):
    """A document and the previous edition."""

    previous: PreviousEdition
    zeilen: Sequence[Zeile]
    columns: Sequence[ColumnRole]
    metadata: Edition | Claims
    """The edition that the rows follow, or what the title says of one that nobody knows."""
    bounds: Expectations
    alike: bool
    """True where both are known to cover the same period; else only shares can be compared."""
    pairs: tuple[Pair, ...]
    """Of the municipalities that both have, those first that are farthest from expected."""
    then_eur: Decimal
    """What the amounts of these municipalities added up to in the previous edition."""
    now_eur: Decimal

    @property
    def total_change_percent(self) -> Fraction:
        """By how many percent of the smaller total the larger exceeds it."""
        small, large = sorted((Fraction(self.then_eur), Fraction(self.now_eur)))
        return PERCENT * (large - small) / max(small, Fraction(1))


def compare_with_previous(
    zeilen: Sequence[Zeile],
    columns: Sequence[ColumnRole],
    previous: PreviousEdition,
    metadata: Edition | Claims,
    bounds: Expectations,
) -> Comparison:
    """Pair each row with the previous edition's figure for its municipality."""
    known = isinstance(metadata, Edition) and previous.edition is not None
    alike = same_period(previous.zeitraum, metadata.zeitraum, known=known)
    rows = [row for row in zeilen if row.gemeinde_ags in previous.figures]
    amounts = [previous.figures[row.gemeinde_ags].betrag_eur for row in rows]
    then, now = sum(amounts, Decimal(0)), total_eur(rows)
    scale = Fraction(now) / Fraction(then) if then and not alike else Fraction(1)
    pairs = [Pair(row, eur, Fraction(eur) * scale) for row, eur in zip(rows, amounts, strict=True)]
    pairs.sort(key=lambda pair: (pair.gap_eur, pair.zeile.gemeinde_ags), reverse=True)
    return Comparison(previous, zeilen, columns, metadata, bounds, alike, tuple(pairs), then, now)


def against_previous(comparison: Comparison | None) -> list[CheckResult]:
    """`vorausgabe_zeilen`, `..._spalten`, `..._betraege` and `..._spruenge`."""
    with_pairs = comparison if comparison and comparison.pairs else None
    return [
        _ask("vorausgabe_zeilen", _rows_still_there, comparison),
        _ask("vorausgabe_spalten", _columns_still_there, comparison),
        _ask("vorausgabe_betraege", _amounts_not_unusual, with_pairs),
        _ask("vorausgabe_spruenge", _amounts_not_beyond_belief, with_pairs),
    ]


def _ask(
    check: str, question: Callable[[Comparison], Question], comparison: Comparison | None
) -> CheckResult:
    return run_check(check, question(comparison) if comparison else _not_applicable())


def _not_applicable() -> Question:
    yield from ()
    return say("vorausgabe.not_applicable")


def _rows_still_there(comparison: Comparison) -> Question:
    """No municipality of the previous edition lacks its row.

    What is missing is a gap, never a deletion.
    """
    previous, had = comparison.previous, comparison.previous.figures
    present = {zeile.gemeinde_ags: zeile for zeile in comparison.zeilen}
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


def _columns_still_there(comparison: Comparison) -> Question:
    """No column of the previous edition is gone."""
    previous = comparison.previous
    then = _titles(previous.columns, previous.figures.values())
    now = _titles(comparison.columns, comparison.zeilen)
    text, reworded = say("vorausgabe_spalten.passed", previous=previous), Text()
    for role in {**then, **now}:
        what = say(f"column.{role}")
        if role not in now:
            yield finding("vorausgabe_spalten.lost", previous=previous, role=what)
        elif role not in then:
            text += say("vorausgabe_spalten.new", role=what)
        elif then[role].keys() != now[role].keys():
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


def _amounts_not_unusual(comparison: Comparison) -> Question:
    """Amounts of one period: the total, how many are others, and those that have jumped."""
    previous, bounds, pairs = comparison.previous, comparison.bounds, comparison.pairs
    jumps = [pair for pair in pairs if pair.has_jumped(bounds)]
    if not comparison.alike:
        return _unlike(comparison, jumps)
    if bounds.change_total_percent < comparison.total_change_percent < bounds.gross_total_percent:
        yield _total(comparison, bounds.change_total_percent)
    changed = [pair for pair in pairs if pair.previous_eur != pair.zeile.betrag_eur]
    metadata = comparison.metadata
    again = isinstance(metadata, Edition) and metadata.id == previous.edition
    if again and PERCENT * len(changed) > bounds.changed_rows_percent * len(pairs):
        yield finding(
            "vorausgabe_betraege.many_changed",
            *(pair.zeile.herkunft for pair in changed),
            changed=len(changed),
            pairs=len(pairs),
            previous=previous,
            bounds=bounds,
        )
    for pair in jumps:
        yield finding_at(pair.zeile.herkunft, "vorausgabe_betraege.jump", pair=pair)
    same = len(pairs) - len(changed)
    return say("vorausgabe_betraege.alike", comparison=comparison, same=same, pairs=len(pairs))


def _amounts_not_beyond_belief(comparison: Comparison) -> Question:
    """A total beyond belief, and so many jumps that the rows must be others'.

    These are looked for in the whole table, and where they are few there, on single pages.
    """
    bounds, pairs = comparison.bounds, comparison.pairs
    if comparison.alike and comparison.total_change_percent >= bounds.gross_total_percent:
        yield _total(comparison, bounds.gross_total_percent)
    pages: dict[int, list[Pair]] = defaultdict(list)
    for pair in pairs:
        pages[pair.zeile.herkunft.page].append(pair)
    whole = list(_slipped(pairs, Text(), bounds))
    yield from whole
    for page, on_page in () if whole else sorted(pages.items()):
        yield from _slipped(on_page, say("common.page", page=str(page)), bounds)
    jumps = sum(pair.has_jumped(bounds) for pair in pairs)
    return say("vorausgabe_spruenge.passed", jumps=jumps, pairs=len(pairs))


def _total(comparison: Comparison, percent: int) -> Finding:
    return finding("vorausgabe_betraege.total", comparison=comparison, percent=percent)


def _unlike(comparison: Comparison, jumps: Sequence[Pair]) -> Text:
    """What is compared where the periods differ, and with what outcome."""
    then, now = (
        quoted([zeitraum]) if zeitraum is not None else say("vorausgabe_betraege.no_period")
        for zeitraum in (comparison.previous.zeitraum, comparison.metadata.zeitraum)
    )
    text = say(
        "vorausgabe_betraege.unlike",
        previous=comparison.previous,
        then=then,
        now=now,
        jumps=len(jumps),
        pairs=len(comparison.pairs),
        bounds=comparison.bounds,
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
