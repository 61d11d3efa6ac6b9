"""Whom a published figure is about: one municipality, or a group whose members are known.

A group is known where it is a Kreis by its full name, an association by its seat (the first nine
digits of an ARS are the association's), or the sum of figures that stand above it in the file. What
is named otherwise (constituencies, parts of a Kreis) stays unknown: nobody here guesses members.
"""

import re
from collections.abc import Sequence

from schemas.names import Gazetteer, plain
from schemas.press import PressFigure
from schemas.register import Gemeinde, Kreis, Register

ASSOCIATION = r"(?:Verwaltungsgemeinschaft|Gemeindeverwaltungsverband|VVG|GVV)"
OF_ASSOCIATION = re.compile(rf"(?P<seat>.+?) \+ (?P<others>\d+) \w+ \({ASSOCIATION}\)")
NAMED_ASSOCIATION = re.compile(rf"{ASSOCIATION} (?P<seat>.+)")
ABOVE = re.compile(r"sum of the (?P<count>\w+) municipalities above")
NUMBERS = ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
ASSOCIATION_DIGITS = 9
"""So many digits of an ARS are those of the association."""


class Places:
    """Finds the keys of the municipalities that figures of one file are about."""

    def __init__(self, press: Sequence[PressFigure], register: Register) -> None:
        """Keep the figures in the order of their file."""
        self._press, self._register = press, register
        self._names = Gazetteer(register)

    def keys(self, figure: PressFigure) -> tuple[str, ...]:
        """The municipalities of a figure; none where they are not known for certain."""
        if figure.kind == "single":
            gemeinde = self._gemeinde(figure.place, figure)
            return (gemeinde.gemeinde_ags,) if gemeinde else ()
        label = figure.place.partition(",")[0].strip()
        return (
            self._of_kreis(label, figure)
            or self._of_association(label, figure)
            or self._above(label, figure)
        )

    def _gemeinde(self, place: str, figure: PressFigure) -> Gemeinde | None:
        kreise = [kreis.kreis_ags for kreis in self._names.find_kreise(figure.kreis)]
        return self._names.find_gemeinden(place).one(kreise) if kreise else None

    def _of_kreis(self, label: str, figure: PressFigure) -> tuple[str, ...]:
        found = {
            kreis.kreis_ags
            for kreis in self._names.find_kreise(figure.kreis)
            if plain(label) in _full_names(kreis)
        }
        gemeinden = self._register.gemeinden.values() if len(found) == 1 else ()
        return tuple(g.gemeinde_ags for g in gemeinden if g.kreis_ags in found)

    def _of_association(self, label: str, figure: PressFigure) -> tuple[str, ...]:
        """The members of the association of a seat, where they are as many as are named."""
        match = OF_ASSOCIATION.match(label) or NAMED_ASSOCIATION.fullmatch(label)
        seat = self._gemeinde(match["seat"], figure) if match else None
        if match is None or seat is None:
            return ()
        key = seat.ars[:ASSOCIATION_DIGITS]
        members = tuple(
            g.gemeinde_ags for g in self._register.gemeinden.values() if g.ars.startswith(key)
        )
        others = match.groupdict().get("others")
        as_many = len(members) == int(others) + 1 if others else len(members) > 1
        return members if as_many else ()

    def _above(self, label: str, figure: PressFigure) -> tuple[str, ...]:
        """What stands directly above, from the same source, where it is as much as is named."""
        match = ABOVE.fullmatch(label)
        if match is None or match["count"] not in NUMBERS:
            return ()
        above: list[tuple[str, ...]] = []
        for other in reversed(self._press[: self._press.index(figure)]):
            if _origin(other) != _origin(figure) or other.kind != "single":
                break
            above.append(self.keys(other))
        members = tuple(key for keys in reversed(above) for key in keys)
        counted = NUMBERS.index(match["count"]) + 2
        return members if len(above) == len(set(members)) == counted else ()


def _full_names(kreis: Kreis) -> tuple[str, str]:
    """A Kreis as a paper writes it; a bare name could be the town's."""
    return plain(kreis.label), plain(f"Kreis {kreis.kreis_name}")


def _origin(figure: PressFigure) -> tuple[str, str, str, str]:
    return figure.edition, figure.kreis, figure.source, figure.published_on
