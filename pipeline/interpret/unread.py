"""Figures beside which something is printed that was not read: it may belong to them.

Ink as large as print that no text explains may be a digit or a name; so may text that is turned
against the page, where it is a figure, a key or a name by itself.
"""

from collections.abc import Iterable, Mapping, Sequence

from pipeline.boxes import union_box
from pipeline.interpret.evidence import is_figure, split_key
from pipeline.model import Omission, OmissionKind, RowError, Zeile
from schemas.names import NameIndex

SMALL = 1.6
"""Heights of a row: slanted text that is higher is a watermark or a stamp."""
BESIDE = 18.0
"""Points left and right of a page's figures that still are of its table."""


def without_unread(
    zeilen: Sequence[Zeile], omissions: Iterable[Omission], names: NameIndex
) -> tuple[list[Zeile], list[RowError]]:
    """Take back the figures on whose line something is that was seen but not read."""
    unread = [omission for omission in omissions if _may_be_of_a_row(omission, names)]
    if not unread:
        return list(zeilen), []
    widths = {page: _width(zeilen, page) for page in {omission.page for omission in unread}}
    errors = {
        id(zeile): _error(zeile, omission)
        for omission in unread
        for zeile in zeilen
        if _is_beside(zeile, omission, widths)
    }
    return [zeile for zeile in zeilen if id(zeile) not in errors], list(errors.values())


def _may_be_of_a_row(omission: Omission, names: NameIndex) -> bool:
    if omission.kind is OmissionKind.UNREAD:
        return True
    if omission.kind not in (OmissionKind.TURNED, OmissionKind.SLANTED):
        return False
    text = omission.text
    is_name = any(names.find_gemeinden(text)) and not names.find_kreise(text)
    return is_figure(text) or split_key(text)[0] is not None or is_name


def _width(zeilen: Iterable[Zeile], page: int) -> tuple[float, float]:
    """Return where the figures of a page begin and end; an empty range where it has none."""
    boxes = [zeile.herkunft.bbox for zeile in zeilen if zeile.herkunft.page == page]
    if not boxes:
        return (1.0, 0.0)
    left, _, right, _ = union_box(boxes)
    return (left - BESIDE, right + BESIDE)


def _is_beside(zeile: Zeile, omission: Omission, widths: Mapping[int, tuple[float, float]]) -> bool:
    place = zeile.herkunft
    if place.page != omission.page:
        return False
    left, right = widths[place.page]
    x0, y0, x1, y1 = omission.bbox
    middle = (place.bbox[1] + place.bbox[3]) / 2
    level = y0 <= middle <= y1 or place.bbox[1] <= (y0 + y1) / 2 <= place.bbox[3]
    if omission.kind is OmissionKind.SLANTED:
        level = level and y1 - y0 <= SMALL * (place.bbox[3] - place.bbox[1])
    return level and x0 < right and x1 > left


def _error(zeile: Zeile, omission: Omission) -> RowError:
    found = f"{omission.text!r}, turned" if omission.text else "marks that are no text"
    x0, y0, x1, y1 = omission.bbox
    expected = f"only text that can be read on this line; see {x0:g}, {y0:g}, {x1:g}, {y1:g}"
    return RowError(
        "print_unread", f"{found} beside {zeile.herkunft.text}", expected, zeile.herkunft
    )
