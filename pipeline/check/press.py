"""The rows against figures that others published: ground truth that nobody here made.

Exact figures of single municipalities must agree to the euro, exact sums of groups but for the
rounding of their rows. Rounded figures and evident misprints of papers are compared and counted,
and decide nothing; places without a row, and groups whose members are not known, are named.
"""

from collections.abc import Sequence
from decimal import Decimal

from msgspec import Struct

from pipeline.check.mistakes import error_between, explained
from pipeline.check.rate import distinct_rows, total_eur
from pipeline.check.texts import Finding, Question, check, finding_at
from pipeline.model import Zeile
from pipeline.texts import Text, figure_text, joined, say, shown
from schemas.press import PressFigure
from schemas.register import Register
from schemas.source import SourceEdition

KINDS = ("exact", "rounded", "uncertain", "group")
"""Of single figures the precision."""


@check("presse")
def press_agrees(
    rows: Sequence[Zeile],
    press: Sequence[PressFigure],
    register: Register,
    edition: SourceEdition | None,
    synthetic: bool,
) -> Question:
    """No exact published figure of this edition contradicts its row or rows.

    A synthetic document was made from these figures, so its agreement proves the reading only.
    """
    if edition is None:
        return say("presse.not_applicable")
    placed = [_place(figure, register, rows) for figure in press if figure.edition == edition.id]
    note = say("presse.synthetic") if synthetic else Text()
    differing = [p for p in placed if p.figure.precision == "exact" and p.found and not p.agrees]
    summary = _summary(placed, differing)
    if differing:
        yield Finding(summary)
    for place in differing:
        yield _finding(place, note)
    return summary + note


class Placed(Struct, frozen=True):
    """A published figure, and the rows it is about."""

    figure: PressFigure
    name: Text
    """Whom it is about, as the file names it, and for groups in German too."""
    kind: str
    """One of `KINDS`."""
    keys: tuple[str, ...]
    """The municipalities; none where it is not known which they are."""
    rows: tuple[Zeile, ...]
    """With their persons."""
    read_eur: Decimal
    """What the rows add up to."""
    found: bool
    """True where all its municipalities are known and have a row."""
    agrees: bool
    """True where the rows add up to the figure, or round to it, and are for its persons."""


def _place(figure: PressFigure, register: Register, rows: Sequence[Zeile]) -> Placed:
    """Find the rows that a published figure is about; the same figure printed twice counts once."""
    keys = tuple(key for key in register.gemeinden if key.startswith(figure.keys))
    members = distinct_rows([row for row in rows if row.gemeinde_ags in keys])
    is_group, read_eur = figure.kind == "group", total_eur(members)
    # Half a euro a row of a group, as its total may be that of the budget. Papers round up, down or
    # to the nearest: a rounded figure is less than a unit away.
    tolerance = Decimal(len(members)) / 2 if is_group else Decimal(0)
    if figure.precision == "rounded":
        digits = str(figure.betrag_eur)
        tolerance = Decimal(10 ** (len(digits) - len(digits.rstrip("0"))) - 1)
    found = bool(keys) and {row.gemeinde_ags for row in members} == set(keys)
    persons = {row.personen for row in members} - {None}
    any_persons = is_group or figure.personen is None or not persons
    same_persons = any_persons or persons == {figure.personen}
    return Placed(
        figure=figure,
        name=Text(shown(figure.place), shown(figure.ort or figure.place)),
        kind="group" if is_group else figure.precision,
        keys=keys,
        rows=members,
        read_eur=read_eur,
        found=found,
        agrees=found and same_persons and abs(read_eur - figure.betrag_eur) <= tolerance,
    )


def _finding(place: Placed, note: Text) -> Finding:
    figure, first, *others = place.figure, *(row.herkunft for row in place.rows)
    whom, persons = say("presse.of_group", place=place, rows=len(place.rows)), None
    if place.kind != "group":
        [key], persons = place.keys, place.rows[0].personen
        whom = say("presse.of_single", place=place, key=key)
    return finding_at(
        first,
        "presse.differs",
        *others,
        whom=whom,
        read=figure_text(place.read_eur, persons),
        published=figure_text(figure.betrag_eur, figure.personen),
        figure=figure,
        why=explained(error_between(figure.betrag_eur, place.read_eur)),
        note=note,
    )


def _summary(placed: Sequence[Placed], differing: Sequence[Placed]) -> Text:
    """Count the figures of an edition by kind, and name those that differ or have no row."""
    unknown = [place for place in placed if place.kind == "group" and not place.keys]
    text = Text()
    for kind in KINDS:
        places = [place for place in placed if place.kind == kind and place not in unknown]
        agree = sum(place.agrees for place in places)
        if places or not text:
            text += say(f"presse.count_{kind}", agree=agree, count=len(places))
        if others := [p for p in places if p.found and not p.agrees and p not in differing]:
            text += say("presse.list", items=joined(map(_compared, others), "; "))
    lacking = [place for place in placed if not place.found and place not in unknown]
    for why, places in (("lacking", lacking), ("unknown", unknown)):
        if places:
            names = joined(dict.fromkeys(place.name for place in places), "; ")
            text += say(f"presse.uncompared_{why}", count=len(places), names=names)
    return text


def _compared(place: Placed) -> Text:
    """What is published and what the rows have, with the error of the paper that explains it."""
    why = explained(error_between(place.read_eur, place.figure.betrag_eur))
    return say("presse.compared", place=place, why=why)
