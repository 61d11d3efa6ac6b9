"""Lines gathered into blocks, and blocks into groups that share their columns.

A block is a stretch of lines of one page without a large vertical gap. Blocks whose phrases begin,
end or are centred at the same places belong to one table, however many pages it runs over; what
shares no edges (a letter, a legend, a small table of totals) is kept apart from it.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from statistics import median

from pipeline.extract.layout.cells import Raster
from pipeline.extract.layout.geometry import Page, Segment
from pipeline.extract.layout.lines import Line, Phrase
from pipeline.extract.layout.settings import SETTINGS

Edge = tuple[str, int]


@dataclass(frozen=True)
class Block:
    """Consecutive lines of one page, and the vertical rules beside them."""

    page: int
    lines: tuple[Line, ...]
    rules: tuple[Segment, ...]
    """Vertical rules that pass at least one of the lines."""
    raster: Raster | None = None
    """The cells that rules close, where they do."""
    turned: tuple[Line, ...] = ()
    """The texts in such cells that run in another direction, one a cell."""

    @cached_property
    def row_lines(self) -> tuple[Line, ...]:
        """The lines that look like table rows: several phrases, or phrases cut by rules."""
        return tuple(line for line in self.lines if len(line.phrases) > 1 or self.is_cut(line))

    @cached_property
    def body_lines(self) -> Sequence[Line]:
        """The row lines from the first with a number on: no titles among them."""
        return _from_first_number(self.row_lines)

    def is_cut(self, line: Line) -> bool:
        """Return True if a vertical rule passes between two words of the line."""
        words = [word for phrase in line.phrases for word in phrase.words]
        left, right = min(word.x0 for word in words), max(word.x1 for word in words)
        return any(left < rule.at < right for rule in self.rules if passes(rule, line))


@dataclass(frozen=True)
class Group:
    """Blocks of the same columns, in reading order."""

    blocks: tuple[Block, ...]

    @cached_property
    def row_lines(self) -> tuple[Line, ...]:
        """All lines that look like table rows."""
        return tuple(line for block in self.blocks for line in block.row_lines)

    @cached_property
    def body_lines(self) -> tuple[Line, ...]:
        """The body lines of all blocks."""
        return tuple(line for block in self.blocks for line in block.body_lines)


def _from_first_number(lines: Sequence[Line]) -> Sequence[Line]:
    numbered = (i for i, line in enumerate(lines) if any(p.is_number for p in line.phrases))
    return lines[next(numbered, len(lines)) :]


def passes(rule: Segment, line: Line) -> bool:
    """Return True if a vertical rule stands beside the line's text."""
    middle = line.baseline - 0.25 * line.size
    return rule.start <= middle <= rule.end


def page_to_blocks(page: Page, lines: Sequence[Line]) -> list[Block]:
    """Part a page's lines into blocks: at large vertical gaps, and where the columns change."""
    stretches: list[list[Line]] = []
    usual = _usual_distance(lines)
    for line in lines:
        if stretches and _continues(stretches[-1][-1], line, usual, page.vertical):
            stretches[-1].append(line)
        else:
            stretches.append([line])
    return [
        _block(page, part)
        for stretch in stretches
        for part in _same_columns(stretch, page.vertical)
    ]


def _same_columns(lines: Sequence[Line], rules: Sequence[Segment]) -> Iterator[list[Line]]:
    """Part lines where the numbers of one row stand elsewhere than those of the rows above.

    The lines between two rows (headings, titles) go with the row below them. Vertical rules
    beside both rows hold them together. A dash says nothing: zeros may be set apart from numbers.
    """
    numbers = [[phrase for phrase in line.phrases if _has_digits(phrase)] for line in lines]
    rows = [index for index, found in enumerate(numbers) if found]
    starts = [0]
    for place in range(2, len(rows) - 1):
        farther, above, here, below = rows[place - 2 : place + 2]
        if _aligned(numbers[here], numbers[above]) or _aligned(numbers[here], numbers[farther]):
            continue
        if _aligned(numbers[here], numbers[below]) and not _bridged(
            lines[above], lines[here], rules
        ):
            starts.append(above + 1)
    for start, end in pairwise([*starts, len(lines)]):
        yield list(lines[start:end])


def _has_digits(phrase: Phrase) -> bool:
    return phrase.is_number and any(map(str.isdigit, phrase.text))


def _aligned(one: Sequence[Phrase], other: Sequence[Phrase]) -> bool:
    """Return True if the numbers of the line with fewer stand where the other has numbers."""
    fewer, more = (one, other) if len(one) <= len(other) else (other, one)
    return all(any(_share_edge(a, b) for b in more) for a in fewer)


def _share_edge(one: Phrase, other: Phrase) -> bool:
    left, right = one.x0 - other.x0, one.x1 - other.x1
    return min(abs(left), abs(right), abs(left + right) / 2) <= SETTINGS.same_edge


def group_blocks(blocks: Sequence[Block]) -> tuple[list[Group], list[Block]]:
    """Gather blocks into groups of the same columns; return these and the blocks without any."""
    order = {id(block): index for index, block in enumerate(blocks)}
    members: list[list[Block]] = []
    edges: list[frozenset[Edge]] = []
    left: list[Block] = []
    full_pages = {block.page for block in blocks if len(block.row_lines) >= SETTINGS.table_rows}
    ends = {id(block) for block in _first_and_last(blocks)}
    for block in sorted(blocks, key=lambda block: -len(block.row_lines)):
        if block.page in full_pages and _is_no_row(block, at_end=id(block) in ends):
            left.append(block)
            continue
        shares = [_meets(block, known) for known in edges]
        best = max(shares, default=0.0)
        if shares and best >= SETTINGS.same_table:
            members[shares.index(best)].append(block)
        elif len(block.row_lines) > 1:
            members.append([block])
            edges.append(_common_edges(block))
        else:
            left.append(block)
    groups = [Group(tuple(sorted(m, key=lambda block: order[id(block)]))) for m in members]
    return groups, sorted(left, key=lambda block: order[id(block)])


def _first_and_last(blocks: Sequence[Block]) -> Iterator[Block]:
    """Yield the first and the last block of each page."""
    for index, block in enumerate(blocks):
        around = [blocks[i].page for i in (index - 1, index + 1) if 0 <= i < len(blocks)]
        if around.count(block.page) < 2:
            yield block


def _is_no_row(block: Block, *, at_end: bool) -> bool:
    """Return True if a lone line far from a page's table is none of its rows.

    A row has a number; a page number has at most one text beside it.
    """
    if len(block.lines) > 1:
        return False
    phrases = block.lines[0].phrases
    has_number = any(phrase.is_number for phrase in phrases)
    return not has_number or (at_end and len(phrases) <= 2)


def _usual_distance(lines: Sequence[Line]) -> float:
    distances = [b.baseline - a.baseline for a, b in pairwise(lines)]
    return median(distances) if distances else 0.0


def _continues(above: Line, below: Line, usual: float, rules: Iterable[Segment]) -> bool:
    distance = below.baseline - above.baseline
    size = min(above.size, below.size)
    if distance <= SETTINGS.block_gap * size or distance <= SETTINGS.block_gap_relative * usual:
        return True
    return _bridged(above, below, rules)


def _bridged(above: Line, below: Line, rules: Iterable[Segment]) -> bool:
    """Return True if a vertical rule stands beside both lines."""
    return any(passes(rule, above) and passes(rule, below) for rule in rules)


def _block(page: Page, lines: list[Line]) -> Block:
    rules = tuple(rule for rule in page.vertical if any(passes(rule, line) for line in lines))
    return Block(page.number, tuple(lines), rules)


def _common_edges(block: Block) -> frozenset[Edge]:
    counts: Counter[Edge] = Counter()
    for line in block.row_lines:
        counts.update({edge for phrase in line.phrases for edge in _edges(phrase)})
    least = max(2.0, SETTINGS.common_edge * len(block.row_lines))
    return frozenset(edge for edge, count in counts.items() if count >= least)


def _meets(block: Block, edges: frozenset[Edge]) -> float:
    """Return the share of the block's row lines that stand on known edges."""
    lines = block.row_lines
    return sum(_line_meets(line, edges) for line in lines) / len(lines) if lines else 0.0


def _line_meets(line: Line, edges: frozenset[Edge]) -> bool:
    """Return True if all numbers of a line, and at least two of its phrases, are on known edges."""
    met = [not edges.isdisjoint(_edges(phrase)) for phrase in line.phrases]
    numbers = (on for on, phrase in zip(met, line.phrases, strict=True) if phrase.is_number)
    return sum(met) >= 2 and all(numbers)


def _edges(phrase: Phrase) -> tuple[Edge, ...]:
    """Return where a phrase begins, ends and has its middle, on two overlapping grids."""
    left, right = phrase.x0 / SETTINGS.edge_grid, phrase.x1 / SETTINGS.edge_grid
    middle = (left + right) / 2
    return (
        ("left", round(left)),
        ("left, shifted", round(left + 0.5)),
        ("right", round(right)),
        ("right, shifted", round(right + 0.5)),
        ("middle", round(middle)),
        ("middle, shifted", round(middle + 0.5)),
    )
