"""The witness of place: does each amount stand level with its own name?

Readings share the layout, and all share the interpretation, so a mistake of these is in every one
of them: amounts that slip down by a row are the same in all. The witness knows nothing of rows and
columns. It was told from words and places alone which numbers stand level with which name or key
(`LevelNumbers`). An amount that it sees beside another name only, while it sees other numbers
beside the amount's own name, is contradicted; where it cannot tell, it abstains.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from enum import Enum
from functools import cache

from pipeline.check.texts import Finding, finding_at, joined, result, say
from pipeline.model import CheckResult, Interpretation, LevelNumbers, Zeile
from schemas.names import load_gazetteer
from schemas.register import Register, load_register
from schemas.source import Source

NAME = "lage"
LONGEST_NUMBER = 3
"""Words that an amount has at most: `1 234 567`."""
MOST_OWNERS = 2
"""So many names beside a misplaced amount are told."""


class Verdict(Enum):
    """What the witness says of an amount."""

    CONFIRMED = "confirmed"
    CONTRADICTED = "contradicted"
    ABSTAINED = "abstained"


class PlaceWitness:
    """Which numbers stand beside which municipality, page by page."""

    def __init__(self, level: Iterable[LevelNumbers]) -> None:
        """Index what was seen, both ways."""
        self._numbers: dict[tuple[int, str], set[str]] = defaultdict(set)
        self._owners: dict[tuple[int, str], set[str]] = defaultdict(set)
        for entry in level:
            numbers = _whole_numbers(entry.numbers)
            for ags in entry.gemeinde_ags:
                self._numbers[entry.page, ags] |= numbers
                for number in numbers:
                    self._owners[entry.page, number].add(ags)

    def verdict(self, zeile: Zeile) -> Verdict:
        """Say whether an amount stands beside its own name, or beside others only.

        Nothing is said of a zero, which may be a dash, nor against one whose name is a Kreis's
        too: that stands beside every row of the Kreis.
        """
        own = self._numbers.get((zeile.herkunft.page, zeile.gemeinde_ags))
        if not zeile.betrag_eur or not own:
            return Verdict.ABSTAINED
        if _digits(zeile) in own:
            return Verdict.CONFIRMED
        if zeile.gemeinde_ags in _named_like_a_kreis() or not self.owners(zeile):
            return Verdict.ABSTAINED
        return Verdict.CONTRADICTED

    def owners(self, zeile: Zeile) -> list[str]:
        """Return the keys of those beside whom an amount stands on its page."""
        found = self._owners.get((zeile.herkunft.page, _digits(zeile)), set())
        return sorted(found - _named_like_a_kreis())


def amounts_in_place(
    interpretation: Interpretation, register: Register, source: Source
) -> CheckResult:
    """`lage`: no amount stands beside the name of another municipality instead of its own."""
    if not interpretation.level:
        return result(NAME, source, [], say("lage.unseen"))
    witness = PlaceWitness(interpretation.level)
    verdicts = [(zeile, witness.verdict(zeile)) for zeile in interpretation.zeilen]
    findings = [
        _finding(zeile, witness.owners(zeile), register)
        for zeile, verdict in verdicts
        if verdict is Verdict.CONTRADICTED
    ]
    counts = Counter(verdict for _, verdict in verdicts)
    summary = say(
        "lage.summary",
        confirmed=counts[Verdict.CONFIRMED],
        amounts=len(verdicts),
        abstained=counts[Verdict.ABSTAINED],
    )
    return result(NAME, source, findings, summary)


def _whole_numbers(words: Sequence[str]) -> set[str]:
    """Return every number that words next to each other may be, one by one or together."""
    return {
        "".join(words[start : start + length])
        for start in range(len(words))
        for length in range(1, LONGEST_NUMBER + 1)
    }


def _digits(zeile: Zeile) -> str:
    return str(int(zeile.betrag_eur))


@cache
def _named_like_a_kreis() -> frozenset[str]:
    """Return the municipalities whose name, or its beginning, is also that of an area."""
    gazetteer, kreise = load_gazetteer(), load_register().kreise.values()
    areas = {kreis.kreis_name for kreis in kreise} | {k.regierungsbezirk_name for k in kreise}
    found = (gemeinde for area in areas for gemeinde in gazetteer.find_gemeinden(area).all)
    return frozenset(gemeinde.gemeinde_ags for gemeinde in found)


def _finding(zeile: Zeile, owners: Sequence[str], register: Register) -> Finding:
    others = joined(map(register.named, owners[:MOST_OWNERS]), say("common.and"))
    own = register.named(zeile.gemeinde_ags)
    return finding_at(zeile.herkunft, "lage.misplaced", zeile=zeile, others=others, own=own)
