"""Blocks gathered into tables that share their columns, however many pages they run over.

Blocks whose phrases begin, end or are centred at the same places belong to one table; what shares
no edges (a letter, a legend, a small table of totals) is kept apart from it. Tables that differ by
a few points share their edges, but not the corridors between their columns: taken together, two
columns would run into one. What a block alone parts clearly, the model it is read by must part too.
Tables of drawn cells are one where their columns begin and end at the same places.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import compress, dropwhile

from pipeline.extract.layout.blocks import Outline, Rows
from pipeline.extract.layout.columns import Columns, blocks_to_columns
from pipeline.extract.layout.corridors import Corridor, find_corridors
from pipeline.extract.layout.lines import RowLine, RowPhrase, is_number
from pipeline.extract.layout.settings import SETTINGS

ITEM = re.compile(r"[^\w\s]|[(\[]?(?:\d{1,3}|[a-z]|[ivx]+)[.)\]]", re.IGNORECASE)
"""What stands before an item of a list."""
Edge = int
"""Six times the place on its grid, and which of the six edges of a phrase it is."""
_Kinds = Counter[tuple[int, bool]]
"""How many texts there are of each column, by whether they are numbers."""


@dataclass(frozen=True, eq=False)
class Table:
    """Blocks of the same columns, in reading order, and these columns."""

    blocks: Sequence[Outline]
    columns: Columns

    @cached_property
    def ends(self) -> tuple[float, float]:
        """Where it begins and ends."""
        starts, ends = zip(*(block.ends for block in self.blocks), strict=True)
        return min(starts), max(ends)


def drawn_blocks_to_tables(blocks: Sequence[Outline]) -> list[Table]:
    """Gather tables of drawn cells whose columns begin and end at the same places."""
    groups: list[list[Outline]] = []
    for block in blocks:
        alike = (group for group in groups if _have_same_cells(group[0], block))
        if group := next(alike, None):
            group.append(block)
        else:
            groups.append([block])
    return [_table(group, find_corridors(group)) for group in groups]


def _have_same_cells(one: Outline, other: Outline) -> bool:
    return len(one.drawn) == len(other.drawn) and all(
        abs(a - b) <= SETTINGS.one_rule for a, b in zip(one.drawn, other.drawn, strict=True)
    )


def have_same_rules(one: Table, other: Table) -> bool:
    """Return True if rules part the columns of two tables alike: of one they close the cells, too.

    Cells may be closed on some pages only, such as that with the titles.
    """
    edges, others = one.columns.corridors, other.columns.corridors
    return (
        bool(one.blocks[0].drawn) != bool(other.blocks[0].drawn)
        and len(edges) == len(others)
        and all(corridor.ruled for corridor in (*edges, *others))
        and all(
            abs(edge.middle - e.middle) <= SETTINGS.one_rule
            for edge, e in zip(edges, others, strict=True)
        )
    )


def blocks_to_tables(blocks: Sequence[Outline]) -> list[Table]:
    """Gather blocks that share their columns; text in one column is no table."""
    tables = [table for group in _same_edges(blocks) for table in _same_columns(group)]
    kept = [table for table in tables if table.columns.width > 1 and not _is_flowing_text(table)]
    return _with_rows_between(kept, blocks)


def _is_flowing_text(table: Table) -> bool:
    """Return True for text in columns whose words are set far apart, and for a list of items.

    A text has many words in every column, and hardly a number. Some rows spread over all tell.
    """
    rows = Rows(table.blocks)
    texts: list[list[str]] = [[] for _ in range(table.columns.width)]
    for line in rows.every(1 + len(rows) // SETTINGS.most_asked):
        cells: dict[int, list[str]] = {}
        for word in line.words:
            cells.setdefault(table.columns.column_at(word.middle), []).append(word.text)
        for column, words in cells.items() if len(cells) > 1 else ():
            texts[column].append(" ".join(words))
    return all(map(_are_prose, texts)) or (len(texts) == 2 and _are_items(texts[0]))


def _are_prose(texts: Sequence[str]) -> bool:
    words = sum(text.count(" ") + 1 for text in texts)
    numbers = sum(map(is_number, texts))
    least, most = SETTINGS.text_words * len(texts), SETTINGS.prose_numbers * len(texts)
    return bool(texts) and words >= least and numbers <= most


def _are_items(texts: Sequence[str]) -> bool:
    """Return True if they are signs of items; in fonts of signs, a bullet is a letter."""
    signs = {*texts}
    is_bullet = len(signs) == 1 and len(texts) > 1 and len(texts[0]) == 1 and not texts[0].isdigit()
    return is_bullet or (bool(signs) and all(map(ITEM.fullmatch, signs)))


def _with_rows_between(tables: Sequence[Table], blocks: Sequence[Outline]) -> list[Table]:
    """Return tables with the few rows next to them that have no titles and fit their columns.

    Zeros may be set elsewhere than other numbers, and share no edge with these.
    """
    table_of = {
        block: table
        for table in tables
        for block in table.blocks
        if len(table.blocks) > 1 or not _are_few_rows(block)
    }
    more: dict[Table, list[Outline]] = {}
    for index, block in enumerate(blocks):
        if block in table_of or not _are_few_rows(block) or _is_no_row(blocks, index):
            continue
        beside = (blocks[n] for n in (index - 1, index + 1) if 0 <= n < len(blocks))
        near = (other for other in beside if other.page == block.page and other in table_of)
        if other := next((o for o in near if _fits(block, o, table_of[o])), None):
            more.setdefault(table_of[other], []).append(block)
    taken = {block for added in more.values() for block in added}
    order = {block: index for index, block in enumerate(blocks)}
    return [
        replace(table, blocks=sorted([*table.blocks, *more.get(table, ())], key=order.__getitem__))
        for table in tables
        if not taken.issuperset(table.blocks)
    ]


def _are_few_rows(block: Outline) -> bool:
    """Return True for a few lines that are all rows, without titles above them."""
    is_few = block.count < SETTINGS.table_rows and block.count == block.lines
    return is_few and not block.body and not _is_prose(block.rows)


def _fits(block: Outline, other: Outline, table: Table) -> bool:
    """Return True if each text of some rows is within a column, of the kind that it has there."""
    columns, corridors = table.columns, table.columns.corridors
    places = [
        (columns.column_at(phrase.x0 + 1), columns.column_at(phrase.x1 - 1))
        for line in block.rows
        for phrase in line.phrases
    ]
    shares = _shares_of_numbers(_count_kinds(other, corridors))
    kinds = _count_kinds(block, corridors)
    return all(first == last for first, last in places) and all(
        column in shares and (shares[column] >= SETTINGS.mostly) == is_number
        for column, is_number in kinds
    )


def _table(blocks: Sequence[Outline], corridors: Sequence[Corridor]) -> Table:
    return Table(blocks, blocks_to_columns(blocks, corridors))


def _same_edges(blocks: Sequence[Outline]) -> list[list[Outline]]:
    """Gather blocks, those with most rows first, by the edges of their phrases."""
    groups: list[tuple[frozenset[Edge], list[int]]] = []
    full_pages = {block.page for block in blocks if block.count >= SETTINGS.table_rows}
    for index in sorted(range(len(blocks)), key=lambda index: -blocks[index].count):
        block, lines = blocks[index], blocks[index].rows
        if _is_prose(lines) or (block.page in full_pages and _is_no_row(blocks, index)):
            continue
        shares = [_meets(lines, edges) for edges, _ in groups]
        best = max(shares, default=0.0)
        if best >= SETTINGS.half:
            groups[shares.index(best)][1].append(index)
        elif len(lines) > 1:
            groups.append((_common_edges(lines), [index]))
    return [[blocks[index] for index in sorted(members)] for _, members in groups]


def _is_prose(lines: Sequence[RowLine]) -> bool:
    """Return True for text in columns: many words in each, and hardly a number alone."""
    phrases = [phrase for line in lines for phrase in line.phrases]
    words = sum(len(phrase.words) for phrase in phrases)
    numbers = sum(phrase.is_number for phrase in phrases)
    return words >= SETTINGS.prose_words * len(phrases) and numbers <= SETTINGS.prose_numbers * len(
        phrases
    )


def _is_no_row(blocks: Sequence[Outline], index: int) -> bool:
    """Return True if a lone line far from a page's table is none of its rows.

    A row has a number; a page number, first or last on its page, has at most one text beside it.
    """
    block = blocks[index]
    if block.lines > 1:
        return False
    around = (*blocks[max(0, index - 1) : index], *blocks[index + 1 : index + 2])
    is_at_end = sum(other.page == block.page for other in around) < 2
    [line] = block.rows
    has_number = any(phrase.is_number for phrase in line.phrases)
    return not has_number or (is_at_end and len(line.phrases) <= 2)


def _common_edges(lines: Sequence[RowLine]) -> frozenset[Edge]:
    counts: Counter[Edge] = Counter()
    for line in lines:
        counts.update({edge for phrase in line.phrases for edge in _edges(phrase)})
    least = max(2.0, SETTINGS.common_edge * len(lines))
    return frozenset(edge for edge, count in counts.items() if count >= least)


def _meets(lines: Sequence[RowLine], edges: frozenset[Edge]) -> float:
    """Return the share of a block's rows that stand on known edges.

    All numbers of a row do so, and at least two of its phrases. Titles may begin at the same places
    above other columns: above a few rows they say nothing.
    """
    count = 0
    body = [*dropwhile(lambda line: not any(p.is_number for p in line.phrases), lines)]
    rows = body if body and len(lines) < SETTINGS.telling_rows else lines
    for line in rows:
        met = [(p.is_number, not edges.isdisjoint(_edges(p))) for p in line.phrases]
        count += sum(on for _, on in met) >= 2 and all(on for is_number, on in met if is_number)
    return count / len(rows)


def _edges(phrase: RowPhrase) -> tuple[Edge, ...]:
    """Return where a phrase begins, ends and has its middle, on two overlapping grids."""
    left, right = phrase.x0 / SETTINGS.edge_grid, phrase.x1 / SETTINGS.edge_grid
    middle = (left + right) / 2
    return (
        6 * round(left),
        6 * round(left + 0.5) + 1,
        6 * round(right) + 2,
        6 * round(right + 0.5) + 3,
        6 * round(middle) + 4,
        6 * round(middle + 0.5) + 5,
    )


def _same_columns(blocks: Sequence[Outline]) -> Iterator[Table]:
    """Yield blocks as one table if they agree on columns, else in parts that do.

    Of too few rows a block's own corridors tell nothing.
    """
    owns = [
        find_corridors([block]) if block.count >= SETTINGS.telling_rows else [] for block in blocks
    ]
    shared = find_corridors(blocks)
    if _all_met(blocks, owns, shared):
        yield _table(blocks, shared)
        return
    for part in _alike(blocks, owns):
        some = [blocks[index] for index in part]
        shared = find_corridors(some)
        if len(part) == 1 or _all_met(some, [owns[index] for index in part], shared):
            yield _table(some, shared)
        else:
            yield from (_table([block], find_corridors([block])) for block in some)


def _alike(blocks: Sequence[Outline], owns: Sequence[list[Corridor]]) -> list[list[int]]:
    """Gather the blocks whose own corridors are as many and overlap; the others stay alone.

    Those of too few rows to tell go with the most.
    """
    parts: list[tuple[list[Corridor], list[int]]] = []
    few: list[int] = []
    for index, (block, own) in enumerate(zip(blocks, owns, strict=True)):
        if block.count < SETTINGS.telling_rows:
            few.append(index)
            continue
        for place, (known, members) in enumerate(parts):
            if own and (common := _common_parts(known, own)):
                parts[place] = common, [*members, index]
                break
        else:
            parts.append((own, [index]))
    gathered = [members for _, members in parts] or [[]]
    most = max(gathered, key=len)
    most[:] = sorted([*most, *few])
    return gathered


def _common_parts(known: Sequence[Corridor], own: Sequence[Corridor]) -> list[Corridor]:
    """Return what corridors have in common, pair by pair; none where a pair has too little."""
    pairs = zip(known, own, strict=True) if len(known) == len(own) else ()
    met = [replace(b, x0=max(a.x0, b.x0), x1=min(a.x1, b.x1)) for a, b in pairs]
    is_enough = all(c.x1 - c.x0 >= (0 if c.ruled else SETTINGS.corridor) for c in met)
    return met if is_enough else []


def _all_met(
    blocks: Sequence[Outline], owns: Sequence[list[Corridor]], shared: Sequence[Corridor]
) -> bool:
    for block, own in zip(blocks, owns, strict=True):
        not_shared = [corridor for corridor in own if not any(map(corridor.overlaps, shared))]
        lines = block.rows if not_shared else ()
        for corridor in not_shared:
            if not _is_met(corridor, lines[block.body :], shared) and _is_clear(corridor, lines):
                return False
    odd = [bool(own) and len(own) != len(shared) for own in owns]
    counts = [_count_kinds(block, shared) for block in blocks] if any(odd) else []
    total = sum(counts, Counter())
    return all(_has_same_kinds(count, total - count) for count in compress(counts, odd))


def _has_same_kinds(one: _Kinds, others: _Kinds) -> bool:
    """Return False if a block has words where the others have numbers, or fills other columns.

    Where more tables stand side by side than on its page, corridors are met by chance.
    """
    here, there = _shares_of_numbers(one), _shares_of_numbers(others)
    fills_others = here.keys() - there.keys() and there.keys() - here.keys()
    kinds = (abs(here[column] - there[column]) for column in here.keys() & there.keys())
    return not fills_others and max(kinds, default=0) < SETTINGS.mostly


def _count_kinds(block: Outline, shared: Sequence[Corridor]) -> _Kinds:
    columns = Columns(shared, (), ())
    phrases = (phrase for line in Rows([block], body=True) for phrase in line.phrases)
    return Counter((columns.column_at(phrase.x0 + 1), phrase.is_number) for phrase in phrases)


def _shares_of_numbers(kinds: _Kinds) -> dict[int, float]:
    """Return the share of the texts that are numbers by column; without those with few texts."""
    texts = {column: kinds[column, True] + kinds[column, False] for column, _ in kinds}
    return {
        column: kinds[column, True] / count
        for column, count in texts.items()
        if count >= SETTINGS.enough_aligned
    }


def _is_met(own: Corridor, lines: Sequence[RowLine], shared: Sequence[Corridor]) -> bool:
    """Return True if a shared corridor parts the body of a block next to where its own does.

    At most a title and a few strays have text between the two.
    """
    gaps = [(other.x1, own.x0) for other in shared if other.x1 < own.x0][-1:]
    gaps += [(own.x1, other.x0) for other in shared if other.x0 > own.x1][:1]
    most = 1 + SETTINGS.stray_share * len(lines)
    return any(
        sum(any(w.x0 < right - 0.5 and w.x1 > left + 0.5 for w in line.words) for line in lines)
        <= most
        for left, right in gaps
    )


def _is_clear(corridor: Corridor, lines: Sequence[RowLine]) -> bool:
    """Return True if mostly numbers stand on the right, or most rows have text on both sides."""
    left, right = corridor.x0 + 0.5, corridor.x1 - 0.5
    behind = [next((p for p in line.phrases if p.x0 >= right), None) for line in lines]
    are_numbers = [phrase.is_number for phrase in behind if phrase]
    if sum(are_numbers) > SETTINGS.mostly * len(are_numbers) > 0:
        return True
    before = (any(p.x1 <= left for p in line.phrases) for line in lines)
    both = sum(b and a is not None for b, a in zip(before, behind, strict=True))
    return both > SETTINGS.mostly * len(lines)
