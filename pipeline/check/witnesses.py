"""Two witnesses beside the readings: the places of words, and the picture of digits.

Readings share the layout, and all share the interpretation, so a mistake of these is in every one
of them: amounts that slip down by a row are the same in all. The witness of place knows nothing of
rows and columns. It was found from words and places alone which numbers stand level with which name
or key (`LevelNumbers`). An amount that it sees beside a name above or below its own, and other
numbers beside its own, is contradicted; where it cannot tell, it abstains.

What a PDF says its glyphs mean stands in its fonts, and every reading believes it. A font that lies
shows no sign of it in any text; but its digits do not look like those of the other fonts, or like
the other digits that it has.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from pipeline.check.readings import Compared
from pipeline.check.texts import Finding, Question, Text, check, finding_at, joined, say
from pipeline.model import (
    Abstention,
    DigitShapes,
    Herkunft,
    Interpretation,
    LevelNumbers,
    MisshapenDigit,
    Summe,
    Zeile,
)
from schemas.register import Register

LONGEST_NUMBER = 3
"""Words that an amount has at most: `1 234 567`."""
MOST_OWNERS = 2
"""So many names beside a misplaced amount are listed."""
MOST_PAGES = 12


class PlaceWitness:
    """Which numbers stand beside which municipality, page by page."""

    def __init__(self, interpretation: Interpretation) -> None:
        """Index what was seen, both ways, and count what was read."""
        self._read = Counter(map(_said, interpretation.zeilen))
        self._of_name: dict[tuple[int, str], list[LevelNumbers]] = defaultdict(list)
        self._of_number: dict[tuple[int, str], list[LevelNumbers]] = defaultdict(list)
        for entry in interpretation.reading.level:
            for ags in entry.gemeinde_ags:
                self._of_name[entry.page, ags].append(entry)
            for number in _whole_numbers(entry.numbers):
                self._of_number[entry.page, number].append(entry)

    def confirms(self, zeile: Zeile) -> bool:
        """Return True if an amount stands beside its own name."""
        return any(zeile.gemeinde_ags in entry.gemeinde_ags for entry in self._beside(zeile))

    def others(self, zeile: Zeile) -> list[str]:
        """Return the keys of those beside whom an amount stands, above or below its own name.

        Another panel's names are level with any row of this one, and say nothing; nor is anything
        said against an amount that its page has more than once.
        """
        own = self._of_name.get((zeile.herkunft.page, zeile.gemeinde_ags), [])
        found = {
            ags
            for other in self._beside(zeile)
            if any(_overlap(other.span, entry.span) for entry in own)
            for ags in other.gemeinde_ags
        }
        return sorted(found) if self._read[_said(zeile)] == 1 else []

    def _beside(self, zeile: Zeile) -> list[LevelNumbers]:
        """Return what is level with an amount; a zero may be a dash, and says nothing."""
        return self._of_number.get(_said(zeile), []) if zeile.betrag_eur else []


@check("lage")
def amounts_in_place(interpretation: Interpretation, register: Register) -> Question:
    """No amount stands beside the name of another municipality instead of its own."""
    if not interpretation.reading.level:
        return say("lage.unseen")
    witness, zeilen = PlaceWitness(interpretation), interpretation.zeilen
    doubted = [zeile for zeile in zeilen if not witness.confirms(zeile)]
    abstained = 0
    for zeile in doubted:
        if found := witness.others(zeile):
            others = joined(map(register.named, found[:MOST_OWNERS]), say("common.and"))
            own = register.named(zeile.gemeinde_ags)
            yield finding_at(zeile.herkunft, "lage.misplaced", zeile=zeile, others=others, own=own)
        else:
            abstained += 1
    confirmed, amounts = len(zeilen) - len(doubted), len(zeilen)
    return say("lage.summary", confirmed=confirmed, amounts=amounts, abstained=abstained)


def _whole_numbers(words: Sequence[str]) -> set[str]:
    """Return every number that words next to each other may be, one by one or together."""
    return {
        "".join(words[start : start + length])
        for start in range(len(words))
        for length in range(1, LONGEST_NUMBER + 1)
    }


def _said(zeile: Zeile) -> tuple[int, str]:
    """Return the page of an amount, and its digits."""
    return zeile.herkunft.page, str(int(zeile.betrag_eur))


def _overlap(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] < other[1] and other[0] < one[1]


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
    left, top, right, bottom = digit.bbox
    across, down = (left + right) / 2, (top + bottom) / 2
    return any(
        x0 <= across <= x1 and y0 <= down <= y1 for x0, y0, x1, y1 in cells or (row.herkunft.bbox,)
    )


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
