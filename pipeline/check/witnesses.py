"""Two witnesses next to the readings: the places of words, and the picture of digits.

Readings share the layout, and all share the interpretation, so a mistake of these is in every one
of them: amounts that slip down by a row are the same in all. The witness of place knows nothing of
rows and columns. It was found from words and places alone which numbers stand level with which name
or key (`LevelNumbers`). An amount that it sees next to a name above or below its own, and other
numbers next to its own, is contradicted; where it cannot tell, it abstains.

What a PDF says its glyphs mean stands in its fonts, and every reading believes it. A font that lies
shows no sign of it in any text; but its digits do not look like those of the other fonts, or like
the other digits that it has.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence

from pipeline.check.readings import Compared
from pipeline.check.texts import Finding, Question, check, finding_at
from pipeline.model import (
    Abstention,
    DigitShapes,
    Interpretation,
    LevelNumbers,
    MisshapenDigit,
    Summe,
    Zeile,
)
from pipeline.texts import Text, joined, say
from schemas.register import Register

LONGEST_NUMBER = 3
"""Words that an amount has at most: `1 234 567`."""
MOST_OWNERS = 2
"""Names listed that stand next to a misplaced amount."""
MOST_PAGES = 12


@check("lage")
def amounts_in_place(interpretation: Interpretation, register: Register) -> Question:
    """No amount stands next to the name of another municipality instead of its own."""
    zeilen, level = interpretation.zeilen, interpretation.reading.level
    if not level:
        return say("lage.unseen")
    read = Counter(map(_page_and_digits, zeilen))
    level_with: dict[tuple[int, str], list[LevelNumbers]] = defaultdict(list)
    for entry in level:
        for number in _whole_numbers(entry.numbers):
            level_with[entry.page, number].append(entry)
    confirmed = abstained = 0
    for zeile in zeilen:
        said, key = _page_and_digits(zeile), zeile.gemeinde_ags
        # A zero may be a dash, and says nothing.
        near = level_with.get(said, []) if zeile.betrag_eur else []
        if any(key in entry.gemeinde_ags for entry in near):
            confirmed += 1
            continue
        # Another panel's names are level with any row of this one, and say nothing; nor is anything
        # said against an amount that its page has more than once.
        own = [one.span for one in level if one.page == said[0] and key in one.gemeinde_ags]
        above_or_below = [
            one
            for one in near
            if any(one.span[0] < end and begin < one.span[1] for begin, end in own)
        ]
        found = sorted({ags for one in above_or_below for ags in one.gemeinde_ags})
        if not found or read[said] > 1:
            abstained += 1
            continue
        others = joined(map(register.named, found[:MOST_OWNERS]), say("common.and"))
        named = register.named(key)
        yield finding_at(zeile.herkunft, "lage.misplaced", zeile=zeile, others=others, own=named)
    return say("lage.summary", confirmed=confirmed, amounts=len(zeilen), abstained=abstained)


def _whole_numbers(words: Sequence[str]) -> set[str]:
    """Return every number that words next to each other may be, one by one or together."""
    return {
        "".join(words[start : start + length])
        for start in range(len(words))
        for length in range(1, LONGEST_NUMBER + 1)
    }


def _page_and_digits(zeile: Zeile) -> tuple[int, str]:
    """Return the page of an amount, and its digits."""
    return zeile.herkunft.page, str(int(zeile.betrag_eur))


@check("ziffernbild")
def digits_look_right(compared: Compared) -> Question:
    """Each digit of a key or number has the shape of its character.

    Digits elsewhere on the pages are counted; of what could not be compared nothing is held.
    """
    shapes, interpretation = compared.shapes, compared.interpretation
    if shapes is None:
        return say("ziffernbild.not_applicable")
    on_page: dict[int, list[MisshapenDigit]] = defaultdict(list)
    for digit in shapes.contradictions:
        on_page[digit.page].append(digit)
    rows: list[Zeile | Summe] = [*interpretation.zeilen, *interpretation.summen]
    found = {
        row.herkunft: digits
        for row in sorted(rows, key=lambda row: row.herkunft.place)
        if (digits := [digit for digit in on_page[row.herkunft.page] if _is_of(digit, row)])
    }
    in_figures = {digit for digits in found.values() for digit in digits}
    summary = _summary(shapes, [d for d in shapes.contradictions if d not in in_figures])
    if found:
        yield Finding(summary)
    for row, digits in found.items():
        kinds = dict.fromkeys((digit.says, digit.looks_like) for digit in digits)
        looks = joined(
            [
                say(
                    "ziffernbild.looks_like" if like else "ziffernbild.looks_like_none",
                    says=says,
                    like=like,
                )
                for says, like in kinds
            ],
            "; ",
        )
        yield finding_at(row, "ziffernbild.differs", looks=looks, row=row)
    return summary


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
