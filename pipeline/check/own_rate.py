"""The rate that the rows of a document follow by themselves, and how it is told."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from pipeline.check.apportionment import whole_euros
from pipeline.check.chance import power_of_ten
from pipeline.check.findings import Text, english, german
from pipeline.check.recovery import Recovered, Unrecovered, recover, recover_with_persons
from pipeline.check.search import PERCENT
from pipeline.model import Zeile
from schemas.source import Source

PLACES = 6
"""Of a rate in EUR, as shown: a complete table fixes about four."""
LEFT_EMPTY = ". Zeitraum und errechnete Personenzahlen bleiben leer."
REASONS = {
    Unrecovered.NO_RATE: Text(
        "enough rows follow no other rate either",
        "auch einem anderen gemeinsamen Satz je Person folgen nicht genug Zeilen",
    ),
    Unrecovered.CHANCE: Text(
        "too few different amounts to tell a rate from chance",
        "zu wenige verschiedene Beträge, um einen Satz je Person vom Zufall zu unterscheiden",
    ),
    Unrecovered.ROUNDED: Text(
        "the amounts are multiples of a round number, so no rate can be told",
        "die Beträge sind Vielfache einer runden Zahl, ein Satz je Person ist nicht erkennbar",
    ),
}


def rate_of_rows(zeilen: Sequence[Zeile], source: Source) -> Recovered | Unrecovered:
    """Ask printed persons where most rows have them, else the amounts alone."""
    percent = source.expectations.recognition_percent
    rows = [(zeile.personen, whole_euros(zeile.betrag_eur)) for zeile in zeilen]
    amounts = [(persons, amount) for persons, amount in rows if amount is not None]
    pairs = [(persons, amount) for persons, amount in amounts if persons is not None]
    if PERCENT * len(pairs) >= percent * len(rows):
        return recover_with_persons(pairs, percent)
    return recover([amount for _, amount in amounts], percent)


def recovered_text(found: Recovered) -> Text:
    """The rate and how strong its proof is; part of a sentence."""
    low, high = places(found.rate.low), places(found.rate.high)
    power = power_of_ten(found.chance)
    return Text(
        f"{english(found.fitting)} of {english(found.tested)} rows follow one rate from "
        f"{english(low)} to {english(high)} EUR a person (by chance at most once in 10^{power})",
        f"{german(found.fitting)} von {german(found.tested)} Zeilen folgen einem Satz von "
        f"{german(low)} bis {german(high)} Euro je Person (durch Zufall höchstens einmal in "
        f"10^{power} Fällen)",
    )


def own_rate_text(found: Recovered | Unrecovered | None) -> Text:
    """What the rows tell of an edition that nobody knows, and what follows for the columns."""
    if isinstance(found, Recovered):
        return recovered_text(found).then(
            ", and persons are computed from it",
            ". Die Personenzahlen sind daraus errechnet, der Zeitraum bleibt leer.",
        )
    few = Text("too few rows to tell a rate", "zu wenige Zeilen, um einen Satz zu erkennen")
    return (REASONS[found] if found else few).then("", LEFT_EMPTY)


def places(rate: Fraction) -> Decimal:
    """An end of a rate for people, in EUR, rounded to PLACES."""
    return round(Decimal(rate.numerator) / Decimal(rate.denominator), PLACES)
