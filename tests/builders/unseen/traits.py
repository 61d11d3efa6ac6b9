"""What a document looks like: one value for each trait, drawn from a seed and a number."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

from tests.builders.editions import ENDGUELTIG, VORLAEUFIG

PRODUCERS = (
    "reportlab",
    "fpdf2",
    "typst",
    "groff",
    "latex",
    "weasyprint",
    "wkhtmltopdf",
    "chromium",
    "calc",
    "writer",
)
"""The quick ones first; the document's number decides which of them prints it."""
OF_HTML = ("weasyprint", "wkhtmltopdf", "chromium")
EVERY_SIGN = ("typst", "calc", "writer", *OF_HTML)
"""Those whose fonts have thin spaces too."""

KEYS = ("none", "8 digits", "6 digits", "groups", "12 digits", "4 cells")
NAMES = ("official", "without title", "short", "capitals", "great town")
KREISE = ("none", "column", "short column", "first row", "merged", "heading")
AMOUNTS = (
    "plain",
    "dotted",
    "dotted_from_five_digits",
    "spaced_from_five_digits",
    "euro_sign",
    "euro_word",
    "euro_word_no_break",
    "with_cents",
    "with_dash_for_cents",
    "euro_sign_thin",
    "euro_sign_narrow",
)
RULES = ("grid", "rows", "none", "three", "fifth", "zebra", "columns", "frame")
TITLES = {
    "key": ("AGS", "Gemeindeschlüssel", "Schlüssel-Nr.", "GKZ", "Gemeindekennziffer"),
    "name": ("Gemeinde", "Stadt/Gemeinde", "Name der Gemeinde", "Kommune", "Städte und Gemeinden"),
    "kreis": ("Stadt-/Landkreis", "Landkreis", "Kreis", "Land-/Stadtkreis"),
    "personen": (
        "Personen",
        "Anzahl Personen",
        "Geflüchtete",
        "Fallzahl",
        "Personen in\nAnschlussunterbringung",
    ),
    "betrag": (
        "Betrag in Euro",
        "Planungsrahmen\nin Euro",
        "Zuwendung (Euro)",
        "Förderbetrag in EUR",
        "Höchstbetrag\nEuro",
        "Planungsrahmen",
    ),
}
ORDERS = (
    ("key", "name", "kreis", "personen", "betrag"),
    ("kreis", "key", "name", "personen", "betrag"),
    ("name", "kreis", "personen", "betrag", "key"),
    ("betrag", "personen", "name", "key", "kreis"),
    ("key", "kreis", "name", "betrag", "personen"),
    ("name", "personen", "betrag", "kreis", "key"),
)
FONTS = ("sans", "serif", "narrow", "mono", "wide")


@dataclass(frozen=True, slots=True)
class Traits:
    """One document: who prints it, what stands in it, and how."""

    stem: str
    producer: str
    edition: str
    landscape: bool
    size: float
    """Of the type, in points."""
    font: str
    rules: str
    order: tuple[str, ...]
    """The columns from left to right, those left out among them."""
    key: str
    names: str
    kreis: str
    personen: bool
    extra: str
    """A further column: none, running, inhabitants, bezirk, posts, years."""
    amounts: str
    zero: str
    align: str
    """Of numbers."""
    vertical: str
    narrow: bool
    """Names and Kreise wrap in columns too narrow for them."""
    padding: float
    """Left and right of a cell's text, in points."""
    titles: tuple[tuple[str, str], ...]
    header: str
    """Where the titles of columns stand: every page, first page, nowhere."""
    sums: str
    """Which are printed: none, total, total first, subtotals, both."""
    panels: int
    """So many columns of the table side by side."""
    level: bool
    """Whether the panels are one table, their rows level."""
    by_name: bool
    """Sorted by name, not by key."""
    marks: bool
    """Footnote marks behind some names."""
    sums_before: bool
    """A page of sums per Kreis before the table."""
    watermark: bool
    running: str
    """A text in the page's head."""
    figures: str
    """Of the type's own digits and ligatures: plain, old style, ligatures."""


def draw_traits(seed: int, number: int) -> Traits:
    """Draw the traits of document `number`, from 1."""
    dice = random.Random(f"{seed}/{number}")
    producer = PRODUCERS[(number - 1) % len(PRODUCERS)]
    panels = dice.choices((1, 2, 3), (80, 16, 4))[0]
    key = _weighted(dice, KEYS, (30, 30, 12, 12, 8, 8))
    kreis = _weighted(dice, KREISE, (20, 20, 15, 15, 15, 15))
    kreis = _possible_kreis(kreis, key, panels, producer)
    rules = dice.choice(RULES)
    amounts = dice.choice(AMOUNTS if producer in EVERY_SIGN else AMOUNTS[:-2])
    sums = _weighted(
        dice, ("none", "total", "total first", "subtotals", "both"), (45, 20, 5, 15, 15)
    )
    sorted_by_key = kreis in ("heading", "merged", "first row") or sums in ("subtotals", "both")
    edition = (
        dice.choice((ENDGUELTIG, VORLAEUFIG)) if producer in (*OF_HTML, "typst") else ENDGUELTIG
    )
    return Traits(
        stem=f"u{number:03d}_{producer}",
        producer=producer,
        edition=edition.name,
        landscape=panels > 1 or dice.random() < 0.25,
        size=dice.choice((7, 7.5, 8, 9, 10)) if panels == 1 else 7,
        font=dice.choice(FONTS),
        rules=rules,
        order=dice.choices(ORDERS, (40, 20, 10, 10, 10, 10))[0],
        key=key if panels == 1 or key in KEYS[:3] else "8 digits",
        names=_weighted(dice, NAMES, (40, 30, 10, 10, 10)),
        kreis=kreis,
        personen=dice.random() < 0.75,
        extra="none" if panels > 1 else _extra(dice),
        amounts=amounts,
        zero=dice.choice(("0", "-", "–")),
        align=_weighted(dice, ("right", "left", "center"), (80, 10, 10)),
        vertical=dice.choice(("top", "middle", "bottom")),
        narrow=panels == 1 and dice.random() < 0.25,
        padding=dice.choice((2, 3, 5)),
        titles=tuple((role, dice.choice(spellings)) for role, spellings in TITLES.items()),
        header=_weighted(dice, ("every page", "first page", "nowhere"), (60, 30, 10)),
        sums=sums if panels == 1 or sums in ("none", "total") else "total",
        panels=panels,
        level=dice.random() < 0.5,
        by_name=not sorted_by_key and dice.random() < 0.15,
        marks=dice.random() < 0.1,
        sums_before=dice.random() < 0.15,
        watermark=dice.random() < 0.15,
        running=dice.choice(("", "", "Anlage 2 zum Schreiben vom 18.12.2017", "Blatt 4711-12")),
        figures=_weighted(dice, ("plain", "old style", "ligatures"), (70, 15, 15)),
    )


def _weighted(dice: random.Random, values: Sequence[str], weights: Sequence[int]) -> str:
    return dice.choices(values, weights)[0]


def _extra(dice: random.Random) -> str:
    return _weighted(
        dice,
        ("none", "running", "inhabitants", "bezirk", "posts", "years"),
        (55, 12, 8, 8, 8, 9),
    )


def _possible_kreis(kreis: str, key: str, panels: int, producer: str) -> str:
    """Without keys a name needs its Kreis; not every way of printing it suits every table."""
    if key == "none" and kreis == "none":
        kreis = "column"
    if kreis == "merged" and producer not in (*OF_HTML, "typst", "reportlab", "calc"):
        kreis = "first row"
    if panels > 1 and kreis != "none":
        return "short column"
    return kreis
