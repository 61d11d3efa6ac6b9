"""Pages edited by pikepdf: turned, cropped, scaled, moved, put on other pages."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from tests.builders.matrix import (
    by_chromium,
    by_reportlab,
    by_typst,
    reportlab_story,
)
from tests.builders.matrix import columns as c
from tests.builders.matrix.by_rewritten import Recipe, pikepdf, printed
from tests.builders.matrix.content import build_table
from tests.builders.notation import euro_sign
from tests.builders.rows import Rows


def edit(recipe: Recipe, rows: Rows, path: Path, change: Callable[[Any], None]) -> None:
    """Print a document and let `change` edit it with pikepdf."""
    with printed(recipe, rows) as source, pikepdf.open(source) as document:
        change(document)
        document.save(path)


def rotated_90(rows: Rows, path: Path) -> None:
    """Text running upwards on an upright page, set upright by /Rotate 90.

    What a viewer shows is a landscape page.
    """
    edit(by_reportlab.wrapped_grid, rows, path, lambda document: _turn(document, 90))


def rotated_270(rows: Rows, path: Path) -> None:
    """Text running downwards on an upright page, set upright by /Rotate 270.

    The other way round.
    """
    edit(by_chromium.amount_first, rows, path, lambda document: _turn(document, 270))


def upside_down(rows: Rows, path: Path) -> None:
    """Scanned the wrong way round and set upright by /Rotate 180.

    Origin and axes are reversed.
    """
    edit(by_reportlab.mirrored_margins, rows, path, lambda document: _turn(document, 180))


def _turn(document: Any, degrees: int) -> None:
    """Turn every page's contents and turn the page back by /Rotate."""
    for page in document.pages:
        width, height = (float(n) for n in page.mediabox[2:])
        matrix = {
            90: (0, 1, -1, 0, height, 0),
            180: (-1, 0, 0, -1, width, height),
            270: (0, -1, 1, 0, 0, width),
        }[degrees]
        _wrap(page, matrix)
        box = [0, 0, width, height] if degrees == 180 else [0, 0, height, width]
        page.mediabox = box
        for other in ("/CropBox", "/TrimBox", "/BleedBox", "/ArtBox"):
            if other in page.obj:
                del page.obj[other]
        page.obj["/Rotate"] = degrees


def _wrap(page: Any, matrix: Sequence[float]) -> None:
    numbers = " ".join(f"{number:.4f}" for number in matrix)
    before = f"q {numbers} cm\n".encode()
    page.contents_coalesce()
    page.obj["/Contents"].write(before + page.obj["/Contents"].read_bytes() + b"\nQ")


def crop_box(rows: Rows, path: Path) -> None:
    """Crop box smaller than the media box: what stands outside is not shown.

    Outside there are a file name, a date and amounts of a column cut off.
    """
    edit(_too_wide, rows, path, _crop)


def _too_wide(rows: Rows, path: Path) -> None:
    columns = [c.key(), c.name(), c.kreis(), c.personen(), c.betrag(euro_sign)]
    table = build_table(rows, [*columns, c.first_year(), c.einwohner()])
    laid = reportlab_story.flowing_table(table, (20, 55, 48, 16, 26, 30, 40), reportlab_story.RULES)
    story = [*reportlab_story.title_story(), laid]
    reportlab_story.print_story(story, path, reportlab_story.Paper((842.0, 842.0)))


def _crop(document: Any) -> None:
    for page in document.pages:
        page.cropbox = [30, 10, 522, 842]


def user_unit(rows: Rows, path: Path) -> None:
    """UserUnit 2: each unit of the page is two points.

    Sizes in the file are half of those on paper.
    """

    def change(document: Any) -> None:
        for page in document.pages:
            width, height = (float(n) for n in page.mediabox[2:])
            _wrap(page, (0.5, 0, 0, 0.5, 0, 0))
            page.mediabox = [0, 0, width / 2, height / 2]
            page.obj["/UserUnit"] = 2

    edit(by_reportlab.rule_after_five, rows, path, change)


def shifted_origin(rows: Rows, path: Path) -> None:
    """Media box that begins at (-200, 300) instead of (0, 0), contents moved along.

    The page's corner is not the origin.
    """

    def change(document: Any) -> None:
        for page in document.pages:
            width, height = (float(n) for n in page.mediabox[2:])
            _wrap(page, (1, 0, 0, 1, -200, 300))
            page.mediabox = [-200, 300, width - 200, height + 300]
            if "/CropBox" in page.obj:
                del page.obj["/CropBox"]

    edit(by_typst.thin_spaces, rows, path, change)


def contents_as_form(rows: Rows, path: Path) -> None:
    """Every page is a form XObject on a new page, two pages side by side on landscape A3.

    As "two pages on one sheet" prints.
    """
    with (
        printed(by_reportlab.mirrored_margins, rows) as source,
        pikepdf.open(source) as old,
        pikepdf.new() as new,
    ):
        for start in range(0, len(old.pages), 2):
            sheet = new.add_blank_page(page_size=(1190.55, 841.89))
            for number, page in enumerate(old.pages[start : start + 2]):
                left = number * 595.28
                sheet.add_overlay(page, pikepdf.Rectangle(left, 0, left + 595.28, 841.89))
        _keep_information(old, new)
        new.save(path)


def _keep_information(old: Any, new: Any) -> None:
    for key, value in old.docinfo.items():
        new.docinfo[key] = value


def empty_pages(rows: Rows, path: Path) -> None:
    """An empty page before the first, between the others and at the end.

    Sheets printed on one side only.
    """

    def change(document: Any) -> None:
        for index in range(len(document.pages), -1, -1):
            document.add_blank_page(page_size=(595.28, 841.89))
            document.pages.insert(index, document.pages[-1])
            del document.pages[-1]

    edit(by_reportlab.grid_continued_headings, rows, path, change)
