"""What the headings of a document are like, seen over all its rows."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import pairwise, product, takewhile

from pipeline.interpret.flow import DIGITS, FlowRow
from pipeline.interpret.labels import Labels
from pipeline.interpret.roles import Roles
from pipeline.interpret.stray import has_number
from pipeline.model import RowPlace
from schemas.names import NameIndex
from schemas.register import Kreis

BARE_HEADINGS = 5
"""So many different lines that are just the name of a Kreis are headings, not blank rows."""


def has_bare_headings(rows: Iterable[FlowRow], labels: Labels, names: NameIndex) -> bool:
    """Say whether the tables' rows have the names of Kreise alone as headings."""
    bare = {
        row.label
        for row in rows
        if sum(map(bool, row.texts)) == 1 and names.find_kreise(row.label)
        if not labels.kreis_heading(row.label, bare=False)
    }
    return len(bare) >= BARE_HEADINGS


def bare_headings_outside(
    rows: Sequence[FlowRow], tables: Collection[int | None], names: NameIndex
) -> dict[RowPlace, tuple[Kreis, ...]]:
    """Return the lines that are just the name of a Kreis right above a table, where many are."""
    found = {
        row.row.place: kreise
        for row, below in pairwise(rows)
        if row.model not in tables and below.model in tables and row.row.page == below.row.page
        if sum(map(bool, row.texts)) == 1 and (kreise := names.find_kreise(row.label))
    }
    return found if len({*found.values()}) >= BARE_HEADINGS else {}


def page_headings(
    rows: Sequence[FlowRow], tables: Collection[int | None], names: NameIndex
) -> dict[RowPlace, tuple[Kreis, ...]]:
    """Return the lines over the tables that differ from page to page in a Kreis alone.

    Every page with a table has something at that height: the line, or a row that took it in.
    """
    with_table = {row.row.page for row in rows if row.model in tables}
    heights: dict[int, set[int]] = {}
    lines: dict[int, list[FlowRow]] = {}
    over_table = set(with_table)
    for row in rows:
        height, is_over = round(row.row.bbox[1]), row.row.page in over_table
        heights.setdefault(height, set()).add(row.row.page)
        if row.model in tables:
            over_table.discard(row.row.page)
        elif is_over:
            lines.setdefault(height, []).append(row)
    found: dict[RowPlace, tuple[Kreis, ...]] = {}
    for height, here in lines.items():
        if with_table <= heights[height] and (kreise := _varying_kreise(here, names)):
            found.update(zip((row.row.place for row in here), kreise, strict=True))
    return found


def _varying_kreise(lines: Sequence[FlowRow], names: NameIndex) -> list[tuple[Kreis, ...]]:
    """Return the Kreis of each line once the words before and behind that all share are off."""
    texts = [" ".join(line.texts).split() for line in lines]
    before = _shared([[DIGITS.sub("#", word) for word in text] for text in texts])
    behind = _shared([[DIGITS.sub("#", word) for word in text[::-1]] for text in texts])
    for start, end in product(range(before + 1), range(behind + 1)):
        rest = [" ".join(text[start : len(text) - end]) for text in texts]
        kreise = [names.find_kreise(text) for text in rest]
        if all(kreise):
            return kreise if len(set(kreise)) >= BARE_HEADINGS else []
    return []


def _shared(texts: Sequence[Sequence[str]]) -> int:
    """Return how many words all texts have in common at their beginning."""
    return len(list(takewhile(lambda words: len(set(words)) == 1, zip(*texts, strict=False))))


def kreise_ahead(
    rows: Sequence[FlowRow],
    tables: Mapping[int | None, Roles],
    labels: Labels,
    names: NameIndex,
) -> list[tuple[Kreis, ...]]:
    """Return per row the Kreis that is printed next below it."""
    ahead: list[tuple[Kreis, ...]] = []
    following: tuple[Kreis, ...] = ()
    for row in reversed(rows):
        ahead.append(following)
        roles = tables.get(row.model)
        in_column = row.texts[roles.kreis] if roles and roles.kreis is not None else ""
        label = in_column or ("" if has_number(row.texts) else row.label)
        found = names.find_kreise(label) if label else ()
        if found and (in_column or labels.kreis_heading(label)):
            following = found
    return ahead[::-1]
