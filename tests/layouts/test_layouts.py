"""Whatever a list looks like, no figure is read wrongly; plain lists are read exactly."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from shutil import which

import pytest
from hypothesis import given, settings

from pipeline.errors import UnreadableDocumentError
from pipeline.extract.own import PdfiumEngine
from pipeline.interpret.stage import interpret
from pipeline.values import replace
from tests.builders import notation
from tests.builders.search import USUAL, examples
from tests.builders.verdict import printed_figures, verdict_on
from tests.layouts.drawn import draw_layout
from tests.layouts.printed import print_by_chromium, print_by_typst
from tests.layouts.traits import PLAIN, Layout, layouts, rows_of

Printer = Callable[[Layout, Path], None]
searched_by_chromium = pytest.mark.skipif(
    which("chromium") is None or settings().max_examples <= USUAL,
    reason="each list takes Chromium seconds: by make search only, where there is one",
)


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("layouts") / "list.pdf"


def print_by_canvas(layout: Layout, path: Path) -> None:
    path.write_bytes(draw_layout(layout))


def read(layout: Layout, path: Path, printer: Printer = print_by_canvas) -> tuple[str, str]:
    """The verdict on what was read of a list, and why."""
    printer(layout, path)
    try:
        found = interpret(PdfiumEngine().read(path))
    except UnreadableDocumentError as error:
        return "refused", str(error)
    return verdict_on(found, printed_figures(rows_of(layout), persons=layout.personen))


@examples(30)
@given(layout=layouts())
def test_no_figure_is_read_wrongly(layout: Layout, path: Path) -> None:
    verdict, why = read(layout, path)

    assert verdict != "WRONG", why


def test_a_plain_list_printed_by_typst_is_read_exactly(path: Path) -> None:
    assert read(replace(PLAIN, rules="grid"), path, print_by_typst) == ("exact", "")


@examples(3)
@given(layout=layouts())
def test_no_figure_printed_by_typst_is_read_wrongly(layout: Layout, path: Path) -> None:
    verdict, why = read(layout, path, print_by_typst)

    assert verdict != "WRONG", why


@searched_by_chromium
@examples(1)
@given(layout=layouts())
def test_no_figure_printed_by_chromium_is_read_wrongly(layout: Layout, path: Path) -> None:
    verdict, why = read(layout, path, print_by_chromium)

    assert verdict != "WRONG", why


KEPT = {
    "the last digits behind a space, in a column of their own": replace(
        PLAIN,
        count=4,
        amounts=notation.euro_word,
        titles=("Anzahl der\nPersonen", "€"),
        font="Courier",
    ),
    "the rest of a name that names another": replace(
        PLAIN, first=160, key="none", leading=1.1, wrap=8, vertical="middle"
    ),
    "a part, beside an amount in the cell of its Kreis": replace(
        PLAIN,
        personen=False,
        extra="part",
        running=True,
        align="left",
        gaps=(1.5, 1.5, 1.5, 0.6, 1.5, 1.5, 1.5, 1.5, 1.5, 1.5),
    ),
    "a sum under a wrapped name that ends in a town's": replace(
        PLAIN, first=692, by_name=True, key="groups", sums="total", wrap=8
    ),
    "the last line of a name that is another's, its key not read": replace(
        PLAIN, first=132, count=20, key="groups", wrap=8, vertical="bottom"
    ),
    "a part, beside amounts whose units are on the next line": replace(
        PLAIN,
        extra="part",
        amounts=notation.with_dash_for_cents,
        align="left",
        wrap=8,
        vertical="bottom",
    ),
    "persons for amounts, as the document's title names these": replace(
        PLAIN,
        first=214,
        count=45,
        key="6 digits",
        names="great town",
        kreis="heading",
        titles=("Geflüchtete", "Höchst-\nbetrag (Euro)"),
        align="center",
        font="Courier",
        size=12.0,
        rows_per_page=(4,),
    ),
    "the sum of a Kreis as the figure of its town": replace(
        PLAIN, key="none", sums="subtotals above", wrap=8, vertical="middle"
    ),
    "the first digits of an amount as those of its persons": replace(
        PLAIN,
        amounts=notation.euro_word,
        titles=("Anzahl der\nPersonen", "Höchst-\nbetrag (Euro)"),
        group=True,
        size=6.0,
        blank=2.0,
        spacing=0.3,
        rows_per_page=(3,),
    ),
    "running numbers as digits of the amounts": replace(
        PLAIN,
        first=270,
        order=("betrag", "name", "key", "personen", "kreis", "extra"),
        running=True,
        amounts=notation.spaced_from_five_digits,
        group=True,
        align="center",
        font="Courier",
        size=8.0,
        gaps=(1.0, *(1.5,) * 9),
    ),
}
"""What was read wrongly once."""


@pytest.mark.parametrize("layout", KEPT.values(), ids=KEPT)
def test_what_was_read_wrongly_once_is_not_again(layout: Layout, path: Path) -> None:
    verdict, why = read(layout, path)

    assert verdict != "WRONG", why


@pytest.mark.parametrize("turned", [0, 90, 180, 270])
@pytest.mark.parametrize("rules", ["none", "grid", "rows", "three", "zebra"])
def test_a_plain_list_is_read_exactly(rules: str, turned: int, path: Path) -> None:
    verdict, why = read(replace(PLAIN, rules=rules, rotate=turned), path)

    assert (verdict, why) == ("exact", "")
