"""The witness of place: does each amount stand level with its own name?

Readings share the layout, and all share the interpretation, so a mistake of these is in every one
of them: amounts that slip down by a row are the same in all. The witness knows nothing of rows and
columns. It was told from words and places alone which numbers stand level with which name or key
(`LevelNumbers`). An amount that it sees beside a name above or below its own, and other numbers
beside its own, is contradicted; where it cannot tell, it abstains.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence

from pipeline.check.texts import Question, check, finding_at, joined, say
from pipeline.model import Interpretation, LevelNumbers, Zeile
from schemas.register import Register

LONGEST_NUMBER = 3
"""Words that an amount has at most: `1 234 567`."""
MOST_OWNERS = 2
"""So many names beside a misplaced amount are told."""


class PlaceWitness:
    """Which numbers stand beside which municipality, page by page."""

    def __init__(self, interpretation: Interpretation) -> None:
        """Index what was seen, both ways, and count what was read."""
        self._read = Counter(map(_said, interpretation.zeilen))
        self._of_name: dict[tuple[int, str], list[LevelNumbers]] = defaultdict(list)
        self._of_number: dict[tuple[int, str], list[LevelNumbers]] = defaultdict(list)
        for entry in interpretation.level:
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
    if not interpretation.level:
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
