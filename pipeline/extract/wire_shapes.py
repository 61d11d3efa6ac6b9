"""How the shapes of digits travel from the child: contradictions one by one, the rest as counts."""

from math import isfinite
from typing import Any

from pipeline.extract.wire_reading import WireError, as_items, as_mapping, as_text
from pipeline.model import Abstention, DigitShapes, MisshapenDigit

SHAPES_KEYS = {"digits", "contradictions", "abstained"}
CONTRADICTION_WIDTH = 7
"""Page, four sides of the box, what the file says, what it looks like."""


def shapes_to_content(shapes: DigitShapes) -> dict[str, Any]:
    """The shapes in plain types."""
    return {
        "digits": shapes.digits,
        "contradictions": [
            [found.page, *found.bbox, found.says, found.looks_like]
            for found in shapes.contradictions
        ],
        "abstained": {str(why): count for why, count in shapes.abstained.items()},
    }


def content_to_shapes(value: Any) -> DigitShapes:
    """The inverse of `shapes_to_content`.

    Raises:
        WireError: the content is none that it writes.
    """
    content = as_mapping(value)
    if set(content) != SHAPES_KEYS:
        raise WireError(f"keys differ by {sorted(set(content) ^ SHAPES_KEYS)[:5]}")
    shapes = DigitShapes(
        digits=_count(content["digits"]),
        contradictions=tuple(map(_contradiction, as_items(content["contradictions"]))),
        abstained={
            _reason(why): _count(count) for why, count in as_mapping(content["abstained"]).items()
        },
    )
    if shapes.compared < len(shapes.contradictions):
        raise WireError("counts do not fit each other")
    return shapes


def _contradiction(value: Any) -> MisshapenDigit:
    entry = as_items(value)
    if len(entry) != CONTRADICTION_WIDTH:
        raise WireError(f"a contradiction of {len(entry)} values")
    page, *box, says, looks_like = entry
    if _count(page) < 1 or not all(type(side) is float and isfinite(side) for side in box):
        raise WireError("a contradiction without a place")
    x0, y0, x1, y1 = box
    if not len(as_text(says)) == 1 >= len(as_text(looks_like)):
        raise WireError("no single characters")
    return MisshapenDigit(page, (x0, y0, x1, y1), says, looks_like)


def _reason(value: str) -> Abstention:
    try:
        return Abstention(value)
    except ValueError as error:
        raise WireError(f"unknown reason {value[:40]!r}") from error


def _count(value: Any) -> int:
    if type(value) is not int or value < 0:
        raise WireError("no count")
    return value
