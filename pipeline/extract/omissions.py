"""What an engine's reading lacks, said in one way by all of them.

Nothing that may matter is said in a log only: each thing left out is in `Reading.omissions` with
its place, counted in the notes, and the end of a text that is cut off stands beside its cell.
"""

from collections.abc import Iterable, Sequence

from pipeline.model import Bbox, Cell, Omission, OmissionKind, RawRow, Reading
from pipeline.values import replace

KINDS = {
    OmissionKind.HIDDEN: "invisible words left out",
    OmissionKind.CUT: "words cut off at an edge, read as far as they are seen",
    OmissionKind.DOUBTFUL: "words hardly or partly visible, not trusted",
    OmissionKind.UNREAD: "marks as large as print that no text explains",
    OmissionKind.TURNED: "words in another direction left out",
    OmissionKind.SLANTED: "slanted words left out",
    OmissionKind.NOTE: "words of annotations left out",
    OmissionKind.MARK: "dot leaders and typed rules left out",
    OmissionKind.REPEATED: "words printed twice at one place, read once",
}
MOST_PAGES = 8
"""A document with something hidden on every page need not name them all."""
LEVEL = 0.5
"""Share of its height that a cut-off end has in common with its cell's line."""
LAP = 0.3
"""Heights by which it may begin before that end: a letter may be seen in part."""
NEAR = 1.0
"""Heights between the end of a cell's text and where what is cut off would begin."""


def with_omissions(part: Reading, omissions: Sequence[Omission]) -> Reading:
    """Return what is read of a page, with what is not; what is cut off stands beside its cell."""
    if not omissions:
        return part
    cells = [cell for table in part.tables for row in table.rows for cell in row.cells]
    omissions = [omission for omission in omissions if not _was_read(omission, cells)]
    cuts = [omission for omission in omissions if omission.kind is OmissionKind.CUT]
    return replace(
        part,
        tables=tuple(
            replace(table, rows=tuple(_with_cuts(row, cuts) for row in table.rows))
            for table in part.tables
        ),
        outside=tuple(_with_cuts(row, cuts) for row in part.outside),
        omissions=tuple(omissions),
    )


def _was_read(omission: Omission, cells: Sequence[Cell]) -> bool:
    """Return True for turned text in a cell of its page: a title of a narrow column."""
    if omission.kind is not OmissionKind.TURNED:
        return False
    x, y = (omission.bbox[0] + omission.bbox[2]) / 2, (omission.bbox[1] + omission.bbox[3]) / 2
    return any(
        box[0] <= x <= box[2]
        and box[1] <= y <= box[3]
        and omission.text in " ".join(cell.text.split())
        for cell in cells
        if (box := cell.bbox)
    )


def omission_notes(omissions: Iterable[Omission]) -> list[str]:
    """Return how many words of each kind are left out, and on which pages."""
    found: dict[OmissionKind, list[Omission]] = {}
    for omission in omissions:
        found.setdefault(omission.kind, []).append(omission)
    return [_note(KINDS[kind], found[kind]) for kind in OmissionKind if kind in found]


def _note(what: str, omissions: Sequence[Omission]) -> str:
    words = sum(max(1, len(omission.text.split())) for omission in omissions)
    pages = sorted({omission.page for omission in omissions})
    listed = ", ".join(map(str, pages[:MOST_PAGES]))
    more = f" and {len(pages) - MOST_PAGES} more" if len(pages) > MOST_PAGES else ""
    return f"{words} {what} (page{'s' if len(pages) > 1 else ''} {listed}{more})"


def _with_cuts(row: RawRow, cuts: Sequence[Omission]) -> RawRow:
    own = [cut for cut in cuts if _is_level(cut.bbox, row.bbox)]
    if not own:
        return row
    cells = list(row.cells)
    for cut in own:
        ends = [(_distance(cell, cut), index) for index, cell in enumerate(cells)]
        distance, index = min(ends, default=(NEAR + 1, 0))
        if distance <= NEAR:
            cells[index] = Cell(cells[index].text, cells[index].bbox, cut.text.rstrip())
    return replace(row, cells=tuple(cells))


def _is_level(one: Bbox, other: Bbox) -> bool:
    common = min(one[3], other[3]) - max(one[1], other[1])
    return common >= LEVEL * min(one[3] - one[1], other[3] - other[1])


def _distance(cell: Cell, cut: Omission) -> float:
    """Return how far a cut-off end begins behind the end of a cell's text, in its own heights."""
    if cell.bbox is None or not _is_level(cut.bbox, cell.bbox):
        return NEAR + 1
    behind = (cut.bbox[0] - cell.bbox[2]) / max(cut.bbox[3] - cut.bbox[1], 1.0)
    return abs(behind) if behind >= -LAP else NEAR + 1
