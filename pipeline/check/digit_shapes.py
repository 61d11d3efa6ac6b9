"""The picture as a witness: does each digit of a figure look like what the file says it is?

What a PDF says its glyphs mean stands in its fonts, and every reading believes it. A font that
lies shows no sign of it in any text; but its digits do not look like those of the other fonts, or
like the other digits that it has.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from pipeline.check.readings import Compared
from pipeline.check.texts import Finding, Question, Text, check, finding_at, joined, say
from pipeline.model import (
    Abstention,
    Bbox,
    DigitShapes,
    Herkunft,
    MisshapenDigit,
    Summe,
    Zeile,
)

MOST_PAGES = 12


@check("ziffernbild")
def digits_look_right(compared: Compared) -> Question:
    """Each digit of a key or number has the shape of its character.

    Digits elsewhere on the pages are counted; of what could not be compared nothing is held.
    """
    shapes, interpretation = compared.shapes, compared.interpretation
    if shapes is None:
        return say("ziffernbild.not_applicable")
    rows: list[Zeile | Summe] = [*interpretation.zeilen, *interpretation.summen]
    found = _by_row(rows, shapes.contradictions)
    in_figures = {digit for digits in found.values() for digit in digits}
    summary = _summary(shapes, [d for d in shapes.contradictions if d not in in_figures])
    if found:
        yield Finding(summary)
    for row, digits in found.items():
        kinds = dict.fromkeys((digit.says, digit.looks_like) for digit in digits)
        looks = joined((_looks(*kind) for kind in kinds), "; ")
        yield finding_at(row, "ziffernbild.differs", looks=looks, row=row)
    return summary


def _by_row(
    rows: Iterable[Zeile | Summe], contradictions: Sequence[MisshapenDigit]
) -> Mapping[Herkunft, list[MisshapenDigit]]:
    """Return the rows with such digits, in the order of the document."""
    on_page: dict[int, list[MisshapenDigit]] = defaultdict(list)
    for digit in contradictions:
        on_page[digit.page].append(digit)
    found = {
        row.herkunft: digits
        for row in rows
        if (digits := [d for d in on_page[row.herkunft.page] if _is_of(d, row)])
    }
    return dict(sorted(found.items(), key=lambda entry: entry[0].place))


def _is_of(digit: MisshapenDigit, row: Zeile | Summe) -> bool:
    """Return True if a digit stands in one of the cells that a figure was read from.

    Where these are not known, and of a sum, the whole row counts.
    """
    cells = row.cells if isinstance(row, Zeile) else ()
    return any(_is_in(digit.bbox, cell) for cell in cells or (row.herkunft.bbox,))


def _is_in(box: Bbox, cell: Bbox) -> bool:
    across, down = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return cell[0] <= across <= cell[2] and cell[1] <= down <= cell[3]


def _looks(says: str, looks_like: str) -> Text:
    if not looks_like:
        return say("ziffernbild.looks_like_none", says=says)
    return say("ziffernbild.looks_like", says=says, like=looks_like)


def _summary(shapes: DigitShapes, elsewhere: Sequence[MisshapenDigit]) -> Text:
    """How many digits were compared, why others were not, and what is wrong outside of figures."""
    if shapes.failure:
        return say("ziffernbild.failed", shapes=shapes)
    text = say("ziffernbild.compared", shapes=shapes)
    for why in Abstention:
        if count := shapes.abstained.get(why, 0):
            text += say("ziffernbild.abstained", count=count, why=say(f"abstention.{why}"))
    if not elsewhere:
        return text
    pages = joined(map(str, sorted({digit.page for digit in elsewhere})[:MOST_PAGES]))
    return text + say("ziffernbild.elsewhere", count=len(elsewhere), pages=pages)
