"""Cells that cover several columns or rows of their table.

Where cells are drawn, rules say what a cell covers. Elsewhere a title covers the columns that a
rule below it underlines, else those that it reaches over or has its middle over.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from pipeline.extract.layout.geometry import Segment
from pipeline.extract.layout.rasters import Raster, Slot
from pipeline.extract.layout.settings import SETTINGS
from pipeline.model import Bbox, Span

Texts = Sequence[tuple[str, Bbox | None]]
"""What stands in each column of a row, and the box around it."""
Extent = tuple[float, float]
"""Where something begins and ends from left to right."""


def drawn_spans(rows: Sequence[Texts], raster: Raster, places: Sequence[Extent]) -> Iterator[Span]:
    """Yield what covers several cells where rules close larger ones.

    A text alone covers all that its cell does. Several in one row have columns that no rule parts
    there; each may be a title of some. `places` says where the columns of the rows are.
    """
    merged: dict[Slot, set[Slot]] = {}
    for slot, first in raster.merged.items():
        merged.setdefault(first, set()).add(slot)
    if not merged:
        return
    drawn = [raster.column_at(sum(place) / 2) for place in places]
    cells = [dict(_cells(row, raster, drawn)) for row in rows]
    bands = [next((b for b, c in row.values() if (b, c) not in merged), None) for row in cells]
    for number, row in enumerate(cells):
        for first in merged.keys() & set(row.values()):
            boxes = {c: box for c, (_, box) in enumerate(rows[number]) if box and row[c] == first}
            covered = {
                c: place for c, place in enumerate(places) if (first[0], drawn[c]) in merged[first]
            }
            if len(boxes) > 1:
                found = covers(boxes, covered, (), {}, ()).values()
                yield from (Span(number, c.start, 1, len(c)) for c in found if len(c) > 1)
                continue
            tall = {band for band, _ in merged[first]}
            height = sum(n == number or band in tall for n, band in enumerate(bands))
            if height > 1 or len(covered) > 1:
                yield Span(number, min(covered), height, len(covered))


def _cells(row: Texts, raster: Raster, drawn: Sequence[int]) -> Iterator[tuple[int, Slot]]:
    """Yield by their columns which drawn cells the texts of a row stand in."""
    for column, (_, box) in enumerate(row):
        if box:
            band = raster.band_at((box[1] + box[3]) / 2)
            yield column, raster.first_slot((band, drawn[column]))


def covers(
    boxes: Mapping[int, Bbox],
    places: Mapping[int, Extent],
    rules: Sequence[Segment],
    below: Mapping[int, range],
    beside: Collection[int],
) -> dict[int, range]:
    """Return by their columns what the texts of one row cover.

    `places` says where the texts of each column begin and end, `below` what the titles below cover,
    whose parts nothing covers, `rules` are next below the row, `beside` has columns with texts
    beside it.
    """
    edges = sorted({min(places) - 1, *boxes, *beside, max(places) + 1})
    found: dict[int, range] = {}
    for column, box in boxes.items():
        at = edges.index(column)
        free = range(edges[at - 1] + 1, edges[at + 1])
        others = [(x0 + x1) / 2 for other, (x0, _, x1, _) in boxes.items() if other != column]
        own = [r for r in rules if not any(r.start <= x <= r.end for x in others)]
        found[column] = _underlined(box, free, places, own) or _centred(
            box, column, free, places, below
        )
    return found


def _underlined(
    box: Bbox, free: range, places: Mapping[int, Extent], rules: Iterable[Segment]
) -> range | None:
    """Return the columns that a rule under a text, and under no other nor all, underlines."""
    for rule in rules:
        left, right = rule.start - SETTINGS.touching, rule.end + SETTINGS.touching
        over = {column for column, place in places.items() if left <= sum(place) / 2 <= right}
        columns = over.intersection(free)
        if columns and len(over) < len(places) and left <= box[0] and box[2] <= right:
            return range(min(columns), max(columns) + 1)
    return None


def _centred(
    box: Bbox,
    column: int,
    free: range,
    places: Mapping[int, Extent],
    below: Mapping[int, range],
) -> range:
    """Return the columns that a text has its middle over, at least those that it reaches over."""
    reached = [column, *(c for c in free if reaches_over(box, places[c]))]
    starts = [c for c in range(free[0], min(reached) + 1) if c not in below or below[c][0] == c]
    ends = [c for c in range(max(reached), free[-1] + 1) if c not in below or below[c][-1] == c]
    middle = box[0] + box[2]
    centred = [
        (off, first, last)
        for first in starts
        for last in ends
        if first < last
        and (off := abs(places[first][0] + places[last][1] - middle) / 2)
        <= SETTINGS.centred * (places[last][1] - places[first][0]) / (last - first + 1)
    ]
    _, first, last = min(centred, default=(0.0, min(reached), max(reached)))
    return range(first, last + 1)


def reaches_over(box: Bbox, place: Extent) -> bool:
    """Return True if a text stands over a part of a place."""
    return box[0] < place[1] - SETTINGS.over_rule and place[0] + SETTINGS.over_rule < box[2]
