"""Pictures of rows: cut out with the lines around, few enough, and never a reason to fail."""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from pipeline.extract.picture import COLOURS, SCALE
from pipeline.manifest import Document
from pipeline.marks import Drawing
from pipeline.model import Herkunft
from pipeline.run.pictures import MOST_PICTURES, draw_pages, picture_rows
from pipeline.store.held import Pictures
from pipeline.values import replace

TOP, BOTTOM = 100.0, 110.0


@pytest.fixture(scope="module")
def sheets(tmp_path_factory: pytest.TempPathFactory) -> Document:
    """A document of two empty pages, 300 by 200 points."""
    path = tmp_path_factory.mktemp("sheets") / "sheets_synthetic.pdf"
    canvas = Canvas(str(path), pagesize=(300, 200))
    for _ in range(2):
        canvas.drawString(250, 20, "synthetisch")
        canvas.showPage()
    canvas.save()
    return Document("0" * 64, path.stat().st_size, path.name, None, datetime.now(UTC), None, path)


def printed(page: int, row: int = 1) -> tuple[Herkunft]:
    return (Herkunft(page, row, (60.0, TOP, 200.0, BOTTOM), "as printed", "pdfium"),)


def test_a_row_is_framed_and_has_its_neighbours(sheets: Document) -> None:
    rows = [printed(2, 5), printed(1, 9)]
    pictures = picture_rows(sheets, rows)
    assert list(pictures.drawn) == rows
    assert (pictures.broken_pages, pictures.more) == ((), 0)
    image = Image.open(BytesIO(next(iter(pictures.drawn.values())))).convert("RGB")
    assert image.width == 300 * SCALE
    assert image.height > 6 * (BOTTOM - TOP) * SCALE
    red = {y for y in range(image.height) if image.getpixel((150, y)) == COLOURS["error"]}
    assert max(red) - min(red) == pytest.approx((BOTTOM - TOP + 3) * SCALE, abs=2)


def test_a_page_that_cannot_be_drawn_loses_its_own_pictures_only(sheets: Document) -> None:
    pictures = picture_rows(sheets, [printed(7), printed(1), printed(0)])
    assert list(pictures.drawn) == [printed(1)]
    assert pictures.broken_pages == (0, 7)


def test_a_document_that_is_gone_has_no_pictures(sheets: Document, tmp_path: Path) -> None:
    gone = replace(sheets, path=tmp_path / "gone.pdf")
    assert picture_rows(gone, [printed(1)]) == Pictures(broken_pages=(1,))


def test_of_many_rows_the_first_are_drawn(sheets: Document) -> None:
    pictures = picture_rows(sheets, [printed(1, number) for number in range(1, 24)])
    assert [row[0].row for row in pictures.drawn] == list(range(1, MOST_PICTURES + 1))
    assert pictures.more == 3


def test_a_page_too_much_for_one_process_costs_its_own_picture_only(
    sheets: Document, caplog: pytest.LogCaptureFixture
) -> None:
    drawn = draw_pages(sheets, [Drawing(page) for page in (1, 9, 2)])
    assert list(drawn) == [1, 2]
    assert "no pictures of page 9: " in caplog.text


def test_a_document_that_nothing_can_be_drawn_of_is_tried_once(
    sheets: Document, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    gone = replace(sheets, path=tmp_path / "gone.pdf")
    assert draw_pages(gone, [Drawing(1), Drawing(2)]) == {}
    [warning] = caplog.messages
    assert warning.startswith("no pictures of page 1, 2: ")
