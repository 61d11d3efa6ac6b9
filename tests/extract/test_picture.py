"""A page is drawn as a viewer shows it, with marks where they were asked for."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from pypdfium2 import PdfDocument
from reportlab.pdfgen.canvas import Canvas

from pipeline.errors import EngineLimitError, NotAPdfError
from pipeline.extract.budget import TimeBudget
from pipeline.extract.picture import COLOURS, MAX_PIXELS, SCALE
from pipeline.extract.sandbox import Limits, draw
from pipeline.marks import Drawing, Mark

WHITE = (255, 255, 255)


def sheet(folder: Path, width: float = 300.0, height: float = 200.0) -> Path:
    path = folder / "sheet.pdf"
    canvas = Canvas(str(path), pagesize=(width, height))
    canvas.drawString(20, 20, "synthetisch")
    canvas.save()
    return path


def picture(png: bytes) -> Image.Image:
    return Image.open(BytesIO(png)).convert("RGB")


def test_a_row_is_framed_in_the_colour_of_its_class(tmp_path: Path) -> None:
    marks = [Mark("row", (100.0, 50.0, 200.0, 80.0), "7 error", "error")]

    drawn = picture(draw(sheet(tmp_path), [Drawing(1, marks)])[0][0])

    assert drawn.size == (300 * SCALE, 200 * SCALE)
    assert drawn.getpixel((150 * SCALE, 50 * SCALE)) == COLOURS["error"]
    assert drawn.getpixel((150 * SCALE, 65 * SCALE)) == WHITE


def test_a_column_is_tinted(tmp_path: Path) -> None:
    marks = [Mark("column", (100.0, 50.0, 200.0, 180.0), "0 betrag", "even")]

    drawn = picture(draw(sheet(tmp_path), [Drawing(1, marks)])[0][0])

    tinted = drawn.getpixel((150 * SCALE, 100 * SCALE))
    assert isinstance(tinted, tuple)
    assert tinted[0] == 255 > tinted[1] > tinted[2]


def test_a_huge_sheet_is_drawn_smaller(tmp_path: Path) -> None:
    drawn = picture(draw(sheet(tmp_path, 14400.0, 14400.0), [Drawing(1)])[0][0])

    assert 0.9 * MAX_PIXELS < drawn.width * drawn.height <= 1.1 * MAX_PIXELS


def test_parts_are_cut_out_with_their_marks(tmp_path: Path) -> None:
    marks = [Mark("row", (100.0, 50.0, 200.0, 80.0), "7 error", "error")]
    clips = [(90.0, 40.0, 210.5, 90.0), (-50.0, 150.0, 100.0, 900.0)]

    framed, corner = map(picture, draw(sheet(tmp_path), [Drawing(1, marks, clips)])[0])

    assert framed.size == (241, 100)
    assert framed.getpixel((120, 20)) == COLOURS["error"]
    assert corner.size == (100 * SCALE, 50 * SCALE)
    assert corner.convert("L").getextrema()[0] == 0


def test_a_part_beyond_the_page_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(EngineLimitError, match="page 1: a box is not on the page"):
        draw(sheet(tmp_path), [Drawing(1, clips=[(301.0, 0.0, 310.0, 10.0)])])


def test_a_dense_page_may_have_thousands_of_marks(tmp_path: Path) -> None:
    marks = [Mark("cell", (10.0, 10.0, 20.0 + i / 100, 20.0)) for i in range(5000)]
    [[png]] = draw(sheet(tmp_path), [Drawing(1, marks)])
    assert picture(png).getpixel((20, 20)) != WHITE


def test_a_page_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(EngineLimitError, match="1 pages, page 2 was asked for"):
        draw(sheet(tmp_path), [Drawing(1), Drawing(2)])


def test_many_pages_have_the_limits_of_one(tmp_path: Path) -> None:
    path, pages = sheet(tmp_path), [Drawing(1)] * 20
    with pytest.raises(EngineLimitError, match="its result is larger than 20000 bytes"):
        draw(path, pages, Limits(result_bytes=20_000))
    with pytest.raises(EngineLimitError, match=r"no result within 0\.01 s"):
        draw(path, pages, Limits(TimeBudget(total=0.01)))


def test_what_is_no_pdf_is_not_drawn(tmp_path: Path) -> None:
    path = tmp_path / "page.pdf"
    path.write_text("<html>")
    with pytest.raises(NotAPdfError):
        draw(path, [Drawing(1)])


def test_several_pages_are_drawn_at_once_in_the_order_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "sheets.pdf"
    canvas = Canvas(str(path))
    for width in (100, 200, 300):
        canvas.setPageSize((width, 50))
        canvas.drawString(20, 20, "synthetisch")
        canvas.showPage()
    canvas.save()
    drawings = [Drawing(3), Drawing(1, clips=(None, (0.0, 0.0, 40.0, 50.0))), Drawing(2)]

    drawn = draw(path, drawings)

    widths = [[picture(png).width // SCALE for png in pictures] for pictures in drawn]
    assert widths == [[300], [100, 40], [200]]


@pytest.mark.parametrize(
    ("colours", "mode"),
    [((), "L"), (((255, 230, 0),), "P"), (tuple((i, 0, 99) for i in range(255)), "RGB")],
    ids=["grey", "few colours", "many colours"],
)
def test_a_picture_is_as_small_as_it_can_be_without_loss(
    tmp_path: Path, colours: tuple[tuple[int, int, int], ...], mode: str
) -> None:
    path = tmp_path / "sheet.pdf"
    canvas = Canvas(str(path), pagesize=(300, 200))
    for place, (red, green, blue) in enumerate(colours):
        canvas.setFillColorRGB(red / 255, green / 255, blue / 255)
        canvas.rect(place, 50, 1, 50, stroke=0, fill=1)
    canvas.setFillColorRGB(0, 0, 0)
    canvas.drawString(20, 20, "synthetisch")
    canvas.save()

    [[png]] = draw(path, [Drawing(1)])

    assert Image.open(BytesIO(png)).mode == mode
    painted = PdfDocument(path)[0].render(scale=SCALE).to_pil().convert("RGB")
    assert picture(png).tobytes() == painted.tobytes()
