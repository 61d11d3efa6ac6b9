"""One row of what is published, column by column, and the rules that its values are held to.

Rows arrive with types: text that is not a number never became one (`RowError`), so nothing is
converted here. The name of each rule is what messages are made from.
"""

import math
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from functools import cache
from typing import Any, NamedTuple, TypeAlias, get_type_hints

from schemas.register import Register
from schemas.source import Expectations

FARTHEST_POINT = 14_400.0
"""No PDF page is longer: 200 inches of 72 points (ISO 32000-1, annex C.2)."""


class Planungsrahmen(NamedTuple):
    """The figure of one municipality, and where it is printed."""

    gemeinde_ags: str
    gemeinde_name: str
    kreis_ags: str
    kreis_name: str
    personen: int | None
    personen_errechnet: int | None
    betrag_eur: Decimal
    betrag_eur_gedruckt: Decimal
    zeitraum: str | None
    antragsberechtigt: bool | None
    name_gedruckt: str
    betrag_gedruckt: str
    page: int
    row_on_page: int
    x0: float
    y0: float
    x1: float
    y1: float
    text_gedruckt: str
    engine: str


Rows: TypeAlias = tuple[Planungsrahmen, ...]


class Broken(NamedTuple):
    """One value that breaks one rule."""

    rule: str
    column: str
    value: str


def broken_rules(
    row: Planungsrahmen, register: Register, bounds: Expectations, page_count: int
) -> Iterator[Broken]:
    """Yield of each value that cannot be the first rule that it breaks, by register and document.

    A rule about several values is broken by the first of them.
    """
    broken = _wrong_types(row)
    if not broken:
        broken = dict(_broken_together(row, register))
        for column, rules in rules_of_values(bounds, page_count).items():
            value = getattr(row, column)
            failed = (rule for rule, holds in rules.items() if not holds(value))
            if value is not None and column not in broken and (rule := next(failed, None)):
                broken[column] = rule
    for column, rule in broken.items():
        yield Broken(rule, column, str(getattr(row, column)))


def _wrong_types(row: Planungsrahmen) -> dict[str, str]:
    kinds = _types()
    values = zip(row._fields, row, strict=True)
    return {name: str(kinds[name]) for name, value in values if not isinstance(value, kinds[name])}


def _broken_together(row: Planungsrahmen, register: Register) -> Iterator[tuple[str, str]]:
    """Key known; name and Kreis those of the key. A key unknown to the register fails only once."""
    if not (row.x0 < row.x1 and row.y0 < row.y1):
        yield "x0", "box_has_area"
    gemeinde = register.gemeinden.get(row.gemeinde_ags)
    if gemeinde is None:
        yield "gemeinde_ags", "key_known"
        return
    if row.gemeinde_name != gemeinde.gemeinde_name:
        yield "gemeinde_name", "name_of_key"
    kreis = register.kreis_of(gemeinde)
    if (row.kreis_ags, row.kreis_name) != (kreis.kreis_ags, kreis.kreis_name):
        yield "kreis_ags", "kreis_of_key"


@cache
def _types() -> Mapping[str, Any]:
    hints = get_type_hints(Planungsrahmen)
    return {name: int | float if hint is float else hint for name, hint in hints.items()}


@cache
def rules_of_values(
    bounds: Expectations, page_count: int
) -> Mapping[str, Mapping[str, Callable[[Any], bool]]]:
    """What each value of a column must be, by column and by the name of the rule.

    `name_gedruckt` may lack where only keys are printed. An amount is a ceiling: nothing, or more.
    """
    rules: dict[str, tuple[tuple[str, ...], Callable[[Any], bool]]] = {
        "not_blank": (("betrag_gedruckt", "text_gedruckt"), lambda text: bool(text.strip())),
        "amount_whole": (("betrag_eur",), lambda eur: eur == eur.to_integral_value()),
        "amount_not_negative": (("betrag_eur",), lambda eur: eur >= 0),
        "amount_plausible": (("betrag_eur",), lambda eur: eur <= bounds.amount_max_eur),
        "persons_not_negative": (("personen", "personen_errechnet"), lambda number: number >= 0),
        "persons_plausible": (("personen",), lambda number: number <= bounds.persons_max),
        "counts_from_one": (("page", "row_on_page"), lambda number: number >= 1),
        "page_in_document": (("page",), lambda page: page <= page_count),
        "coordinate": (
            ("x0", "y0", "x1", "y1"),
            lambda points: math.isfinite(points) and abs(points) <= FARTHEST_POINT,
        ),
    }
    return {
        column: {rule: holds for rule, (columns, holds) in rules.items() if column in columns}
        for column in Planungsrahmen._fields
    }
