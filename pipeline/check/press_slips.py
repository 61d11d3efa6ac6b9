"""Why a published figure and a row may differ: the slips that turn the one into the other."""

from collections.abc import Sequence
from decimal import Decimal

from pipeline.check.apportionment import amount_for
from pipeline.check.findings import Text
from pipeline.check.recognition import Counted
from pipeline.check.slip_words import digit_slips
from schemas.press import PressFigure
from schemas.register import Register
from schemas.source import SourceEdition

YEARS = 2


def row_slips(
    figure: PressFigure,
    row: Counted,
    rows: Sequence[Counted],
    press: Sequence[PressFigure],
    editions: Sequence[SourceEdition],
    register: Register,
) -> list[Text]:
    """What may have become of the published amount in the row, or of the row's in the paper."""
    return [
        *digit_slips(figure.betrag_eur, row.betrag_eur),
        *_two_years(figure.betrag_eur, row.betrag_eur),
        *_other_edition(figure, row, press, editions),
        *_neighbours(figure.betrag_eur, row, rows, register),
    ]


def sum_slips(figure: PressFigure, members: Sequence[Counted], register: Register) -> list[Text]:
    """The same for the sum of a group: a member may be left out, or counted twice."""
    total = sum((row.betrag_eur for row in members), Decimal(0))
    gap = abs(total - figure.betrag_eur)
    without = [
        Text(
            f"the difference is the amount of {register.named(row.gemeinde_ags)}",
            f"der Unterschied ist der Betrag von {register.named(row.gemeinde_ags)}",
        )
        for row in members
        if row.betrag_eur == gap
    ]
    return [
        *digit_slips(figure.betrag_eur, total),
        *_two_years(figure.betrag_eur, total),
        *without,
    ]


def _two_years(published: int, read: Decimal) -> list[Text]:
    """Half a euro a year is lost in rounding."""
    if abs(YEARS * published - read) < YEARS:
        return [Text("the row has the sum of two years", "die Zeile nennt die Summe zweier Jahre")]
    if abs(YEARS * read - published) < YEARS:
        return [Text("the paper has the sum of two years", "die Zeitung nennt zwei Jahre zusammen")]
    return []


def _other_edition(
    figure: PressFigure,
    row: Counted,
    press: Sequence[PressFigure],
    editions: Sequence[SourceEdition],
) -> list[Text]:
    others = [edition for edition in editions if edition.id != figure.edition]
    return [
        Text(f"the amount of {other.id}", f"der Betrag der Ausgabe „{other.label}“")
        for other in others
        if _is_of(other, figure, row) or _was_published(other, figure, row, press)
    ]


def _is_of(other: SourceEdition, figure: PressFigure, row: Counted) -> bool:
    """Whether the paper has what the row's persons would get in the other edition."""
    return row.personen is not None and amount_for(row.personen, other) == figure.betrag_eur


def _was_published(
    other: SourceEdition, figure: PressFigure, row: Counted, press: Sequence[PressFigure]
) -> bool:
    """Whether the row has what papers gave this municipality in the other edition."""
    place = (other.id, figure.place, figure.kreis)
    amounts = [one.betrag_eur for one in press if (one.edition, one.place, one.kreis) == place]
    return row.betrag_eur in amounts


def _neighbours(
    published: int, row: Counted, rows: Sequence[Counted], register: Register
) -> list[Text]:
    in_order = sorted(rows, key=lambda one: one.herkunft.place)
    at = next(n for n, one in enumerate(in_order) if one.herkunft.place == row.herkunft.place)
    above, below = in_order[max(0, at - 1) : at], in_order[at + 1 : at + 2]
    return [
        Text(
            f"the amount of the row {place.message}, {register.named(one.gemeinde_ags)}",
            f"der Betrag der Zeile {place.meldung}, {register.named(one.gemeinde_ags)}",
        )
        for place, found in ((Text("above", "darüber"), above), (Text("below", "darunter"), below))
        for one in found
        if one.betrag_eur == published
    ]
