"""The slips between two amounts in words: what happened to the digits of the true one."""

from collections.abc import Sequence
from decimal import Decimal

from pipeline.check.apportionment import whole_euros
from pipeline.check.findings import Text
from pipeline.check.slips import Slip, slips_between

NAMES = {
    Slip.SWAPPED: Text("two neighbouring digits swapped", "zwei Nachbarziffern vertauscht"),
    Slip.SHIFTED: Text("decimal sign shifted", "Kommastelle verschoben"),
    Slip.CHANGED: Text("one digit changed", "eine Ziffer geändert"),
    Slip.INSERTED: Text("one digit inserted", "eine Ziffer zu viel"),
    Slip.LOST: Text("one digit lost", "eine Ziffer verloren"),
}


def digit_slips(true_eur: Decimal | int, found_eur: Decimal | int) -> list[Text]:
    """What happened to the digits of a true amount to make it the one found."""
    true, found = whole_euros(Decimal(true_eur)), whole_euros(Decimal(found_eur))
    if true is None or found is None:
        return []
    return [NAMES[slip] for slip in slips_between(true, found)]


def explained(slips: Sequence[Text]) -> Text:
    """Slips as the end of a statement; nothing where there are none."""
    if not slips:
        return Text("", "")
    return Text(
        f" ({' or '.join(slip.message for slip in slips)})",
        f" ({' oder '.join(slip.meldung for slip in slips)})",
    )
