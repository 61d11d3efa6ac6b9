"""Printed by ReportLab's flowing tables: regular grids, merged cells, wrapped paragraphs."""

from __future__ import annotations

from pathlib import Path

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.units import mm
from reportlab.platypus import (
    Flowable,
    LongTable,
    PageBreak,
    Paragraph,
    Spacer,
    TableStyle,
)

from tests.builders.matrix import columns as c
from tests.builders.matrix.content import build_table, spans
from tests.builders.matrix.reportlab_story import (
    BODY,
    FONT,
    GRID,
    RULES,
    Paper,
    flowing_table,
    headless_table,
    print_story,
    title_story,
)
from tests.builders.notation import (
    dotted,
    euro_sign,
    euro_word,
    plain,
    spaced_from_five_digits,
    with_cents,
    zero_as,
)
from tests.builders.rows import Rows, by_kreis, total_eur, total_personen
from tests.builders.synthetic import NOTICE


def grid_continued_headings(rows: Rows, path: Path) -> None:
    """Ruled grid; heading per Kreis, repeated on each page as "… (Fortsetzung)"; no header.

    Without titles only the contents say what a column is; a repeated heading is no new Kreis.
    """
    story: list[Flowable] = title_story()
    columns = [c.key_parted(), c.name(), c.personen(), c.betrag(euro_sign)]
    for part in by_kreis(rows).values():
        for start in range(0, len(part), 30):
            heading = str if start == 0 else _continued
            table = build_table(part[start : start + 30], columns, heading=heading)
            story += [headless_table(table, (30, 80, 25, 35), GRID), PageBreak()]
    print_story(story, path)


def _continued(label: str) -> str:
    return f"{label} (Fortsetzung)"


def rule_after_five(rows: Rows, path: Path) -> None:
    """A rule after every fifth row; key of 6 digits; `9661` beside `11 890`; two totals.

    Rules part groups of rows, not rows.
    """
    number = spaced_from_five_digits
    table = build_table(
        rows,
        [c.key_6(), c.name(c.without_title), c.kreis(), c.personen(), c.betrag(number)],
        total="Insgesamt",
        label_in=1,
    )
    fifths = [("LINEBELOW", (0, n), (-1, n), 0.4, colors.black) for n in range(0, len(rows) + 1, 5)]
    laid = flowing_table(table, (18, 55, 55, 20, 30), fifths)
    print_story([*title_story(), laid], path)


def wrapped_grid(rows: Rows, path: Path) -> None:
    """Narrow name column in a grid: names wrap over two or three lines; landscape pages.

    Rows have different heights; amounts `218.922,00`.
    """
    table = build_table(rows, [c.key(), c.name(), c.kreis(), c.personen(), c.betrag(with_cents)])
    laid = flowing_table(table, (20, 24, 60, 20, 30), GRID, wrap=1)
    print_story([*title_story(), laid], path, Paper(landscape(A4)))


def mirrored_margins(rows: Rows, path: Path) -> None:
    """Margins mirrored on odd and even pages: the table stands 18 mm further right on odd ones.

    The same columns at other places.
    """
    table = build_table(rows, [c.key(), c.name(), c.kreis(), c.personen(), c.betrag(euro_word)])
    laid = flowing_table(table, (18, 52, 50, 16, 30), RULES)
    odd, even = Paper(left=28 * mm, right=10 * mm), Paper(left=10 * mm, right=28 * mm)
    print_story([*title_story(), laid], path, odd, even)


def lone_last_row(rows: Rows, path: Path) -> None:
    """The last page holds one row only, without header; no lines at all; zero is `–`.

    A row alone on its page has only its columns' places to be known by.
    """
    number = zero_as("–", dotted)
    columns = [c.key(), c.name(c.without_title), c.kreis(), c.personen(number), c.betrag(number)]
    widths = (18, 60, 55, 16, 30)
    first = flowing_table(build_table(rows[:-1], columns), widths, [])
    last = headless_table(build_table(rows[-1:], columns), widths, [])
    print_story([*title_story(), first, PageBreak(), last], path)


def other_tables(rows: Rows, path: Path) -> None:
    """A table of totals per Kreis before, one per number of persons after; a letter first.

    Amounts that belong to no municipality, in tables of the same look.
    """
    table = build_table(
        rows,
        [c.key(), c.name(), c.kreis(), c.personen(), c.betrag(euro_sign)],
        total="Summe",
        label_in=1,
    )
    story = [*_letter(), PageBreak(), *title_story("Summen je Kreis"), _kreis_sums(rows)]
    story += [Spacer(0, 6 * mm), *title_story()]
    story += [flowing_table(table, (20, 62, 48, 20, 30), GRID), Spacer(0, 6 * mm)]
    story += [*title_story("Gemeinden nach Zahl der Personen"), _size_classes(rows)]
    print_story(story, path)


def _letter() -> list[Flowable]:
    text = f"""Sehr geehrte Damen und Herren,<br/><br/>anbei erhalten Sie den Planungsrahmen für das
    Integrationsmanagement. Insgesamt stehen 58.000.000 Euro im Jahr zur Verfügung; gezählt wurden
    72.857 Personen (Stichtag 15. September 2017). Gemeinden ab 51.000 Euro können allein einen
    Antrag stellen.<br/><br/>Mit freundlichen Grüßen<br/>{NOTICE}"""
    return [*title_story("Anschreiben", "Stuttgart, den 18. Dezember 2017"), Paragraph(text, BODY)]


def _kreis_sums(rows: Rows) -> LongTable:
    body = [("Kreis", "Gemeinden", "Personen", "Betrag in Euro")]
    for kreis_ags, part in by_kreis(rows).items():
        counts = dotted(len(part)), dotted(total_personen(part)), euro_sign(total_eur(part))
        body.append((c.kreis_label(kreis_ags), *counts))
    return LongTable(body, [w * mm for w in (70, 25, 25, 35)], style=_small_grid(), hAlign="LEFT")


def _size_classes(rows: Rows) -> LongTable:
    body = [("Personen", "Gemeinden", "Betrag in Euro")]
    for low, high in ((0, 9), (10, 64), (65, 9999)):
        part = [row for row in rows if low <= row.personen <= high]
        body.append((f"{low} bis {high}", str(len(part)), euro_sign(total_eur(part))))
    return LongTable(body, [w * mm for w in (40, 25, 35)], style=_small_grid(), hAlign="LEFT")


def _small_grid() -> TableStyle:
    return TableStyle(
        [("FONT", (0, 0), (-1, -1), FONT, 7.5), ("ALIGN", (1, 0), (-1, -1), "RIGHT"), *GRID]
    )


def merged_over_pages(rows: Rows, path: Path) -> None:
    """Grid; the Kreis is one cell over all its rows, text at the top, also over page breaks.

    On the second page the cell goes on without text.
    """
    table = build_table(rows, [c.kreis(), c.name(), c.personen(), c.betrag(plain)])
    style = list(GRID)
    for start, length in spans(table, 0):
        style.append(("SPAN", (0, start + 1), (0, start + length)))
    style.append(("VALIGN", (0, 1), (0, -1), "TOP"))
    laid = flowing_table(table, (60, 62, 20, 30), style)
    print_story([*title_story(), laid], path)
