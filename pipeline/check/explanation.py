"""What an amount off its rate may have been: the nearest that fit, and what one slip explains."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.check.findings import Text, english, figure_text, german
from pipeline.check.rate import Rate
from pipeline.check.slip_words import NAMES, explained
from pipeline.check.slips import Slip, slips_between, true_numbers

LARGEST_EXPLAINED_EUR = 1_000_000_000
MOST_SHOWN = 6
RANKS = {slip: rank for rank, slip in enumerate(Slip)}


@dataclass(frozen=True, slots=True)
class Explanation:
    """What a row may truly say, and what happened to it."""

    amount_eur: int
    persons: int
    slips: tuple[Slip, ...]
    """Each of them alone is enough; none for an amount that is only near."""

    @property
    def text(self) -> Text:
        """Amount, persons and slips in words."""
        slips = explained([NAMES[slip] for slip in self.slips])
        return figure_text(self.amount_eur, self.persons).then(slips.message, slips.meldung)


def nearest(amount_eur: int, rate: Rate) -> tuple[Explanation, ...]:
    """The fitting amounts next to an amount (0 or more), below and above, the nearer first."""
    around = rate.head_counts(amount_eur).start
    shares = [
        Explanation(amount, persons, ())
        for persons in range(max(0, around - 2), around + 3)
        for amount in rate.amounts(persons)
    ]
    below = [share for share in shares if share.amount_eur < amount_eur][-1:]
    above = [share for share in shares if share.amount_eur > amount_eur][:1]
    return tuple(sorted(below + above, key=lambda share: abs(share.amount_eur - amount_eur)))


def explanations(amount_eur: int, rate: Rate) -> tuple[Explanation, ...]:
    """Every fitting amount that one slip turns into this one (0 or more), the likelier first."""
    if amount_eur > LARGEST_EXPLAINED_EUR:
        return ()
    found = [
        Explanation(true, persons, slips)
        for true, slips in true_numbers(amount_eur).items()
        for persons in rate.head_counts(true)
    ]
    return _ordered(found, amount_eur)


def explanations_with_persons(amount_eur: int, persons: int, rate: Rate) -> tuple[Explanation, ...]:
    """The same where persons are printed (0 or more): either the amount slipped, or the persons."""
    if max(amount_eur, persons) > LARGEST_EXPLAINED_EUR:
        return ()
    return _ordered(list(_with_persons(amount_eur, persons, rate)), amount_eur)


def _with_persons(amount_eur: int, persons: int, rate: Rate) -> Iterator[Explanation]:
    for amount in rate.amounts(persons):
        if slips := slips_between(amount, amount_eur):
            yield Explanation(amount, persons, slips)
    for counted in rate.head_counts(amount_eur):
        if slips := slips_between(counted, persons):
            yield Explanation(amount_eur, counted, slips)


def _ordered(found: Sequence[Explanation], amount_eur: int) -> tuple[Explanation, ...]:
    def order(one: Explanation) -> tuple[int, int, int]:
        return RANKS[one.slips[0]], abs(one.amount_eur - amount_eur), one.persons

    return tuple(sorted(found, key=order))


def expectation(amount_eur: int | None, persons: int | None, rate: Rate) -> Text:
    """What was expected of a row that does not follow its rate, and which slips explain it.

    The amount is None where it is negative or no whole number of euros.
    """
    if persons is not None and persons >= 0:
        expected = _share_of(persons, rate)
        if amount_eur is None:
            return expected
        return _explained(expected, explanations_with_persons(amount_eur, persons, rate))
    if amount_eur is None:
        return Text("expected whole euros, 0 or more", "erwartet: ganze Euro, 0 oder mehr")
    return _explained(_nearest(amount_eur, rate), explanations(amount_eur, rate))


def _share_of(persons: int, rate: Rate) -> Text:
    amounts = rate.amounts(persons)
    first, last = amounts[0], amounts[-1]
    several = Text(f" to {english(last)}", f" bis {german(last)}") if last > first else Text("", "")
    return Text(
        f"expected {english(first)}{several.message} EUR for the {english(persons)} persons "
        "printed",
        f"erwartet: {german(first)}{several.meldung} Euro für die gedruckten {german(persons)} "
        "Personen",
    )


def _nearest(amount_eur: int, rate: Rate) -> Text:
    texts = [one.text for one in nearest(amount_eur, rate)]
    return Text(
        "the nearest shares are " + " and ".join(text.message for text in texts),
        "die nächsten Anteile sind " + " und ".join(text.meldung for text in texts),
    )


def _explained(expected: Text, found: Sequence[Explanation]) -> Text:
    if not found:
        return expected.then(
            "; no single slip explains it", "; durch kein einzelnes Versehen zu erklären"
        )
    texts = [one.text for one in found[:MOST_SHOWN]]
    more = len(found) - len(texts)
    return expected.then(
        "; one slip would explain it: " + ", ".join(text.message for text in texts),
        "; durch ein Versehen zu erklären: " + ", ".join(text.meldung for text in texts),
    ).then(*((f" and {more} more", f" und {more} weitere") if more else ("", "")))
