"""Drawn letter by letter on ReportLab's canvas: what content streams can do behind a plain page.

All pages look alike: key, name, Kreis, persons, amount in five columns without lines. What differs
is how the ink gets there, and what else is in the file that nobody sees.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from pathlib import Path

from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from tests.builders.matrix.canvas_page import (
    SIZE,
    Placed,
    draw_frame,
    draw_pages,
    draw_plain,
    new_canvas,
    placed_pages,
    plain_table,
)
from tests.builders.rows import Rows


def letters_one_by_one(rows: Rows, path: Path) -> None:
    """Each letter is a text of its own, in reading order.

    Nothing in the file says which letters are one word.
    """

    def draw(canvas: Canvas, texts: Sequence[Placed]) -> None:
        draw_plain(canvas, [letter for placed in texts for letter in _letters(placed)])

    draw_pages(plain_table(rows), path, draw)


def _letters(placed: Placed) -> Iterator[Placed]:
    x = placed.x
    for letter in placed.text:
        if letter != " ":
            yield Placed(letter, x, placed.y, placed.font)
        x += stringWidth(letter, placed.font, SIZE)


def letters_shuffled(rows: Rows, path: Path) -> None:
    """Each letter is a text of its own, in random order.

    Only the places on the page are left to read by.
    """

    def draw(canvas: Canvas, texts: Sequence[Placed]) -> None:
        letters = [letter for placed in texts for letter in _letters(placed)]
        random.Random(8).shuffle(letters)
        draw_plain(canvas, letters)

    draw_pages(plain_table(rows), path, draw)


def cells_shuffled(rows: Rows, path: Path) -> None:
    """Whole cells in random order.

    The order in the file says nothing about rows.
    """

    def draw(canvas: Canvas, texts: Sequence[Placed]) -> None:
        draw_plain(canvas, random.Random(8).sample(texts, len(texts)))

    draw_pages(plain_table(rows), path, draw)


def right_to_left(rows: Rows, path: Path) -> None:
    """Cells drawn from the right to the left and from the foot of the page to its head.

    The reverse of the reading order.
    """
    draw_pages(plain_table(rows), path, lambda canvas, texts: draw_plain(canvas, texts[::-1]))


def column_by_column(rows: Rows, path: Path) -> None:
    """All keys first, then all names, and so on: a column is drawn before the next one.

    Neighbours in the file stand one below the other on the page.
    """

    def draw(canvas: Canvas, texts: Sequence[Placed]) -> None:
        for column in range(5):
            draw_plain(canvas, texts[column::5])

    draw_pages(plain_table(rows), path, draw)


def bold_twice(rows: Rows, path: Path) -> None:
    """All texts are drawn twice, 0.3 points apart, as some producers make bold type.

    Each letter is there twice.
    """

    def draw(canvas: Canvas, texts: Sequence[Placed]) -> None:
        draw_plain(canvas, texts)
        draw_plain(canvas, [Placed(p.text, p.x + 0.3, p.y, p.font) for p in texts])

    draw_pages(plain_table(rows), path, draw)


def uneven_baselines(rows: Rows, path: Path) -> None:
    """Amounts stand 1.5 points lower, persons 1.2 points higher than the names of their row.

    A row is not exactly level.
    """

    def draw(canvas: Canvas, texts: Sequence[Placed]) -> None:
        shifts = (0.0, 0.3, 0.0, 1.2, -1.5)
        moved = [Placed(p.text, p.x, p.y + shifts[n % 5], p.font) for n, p in enumerate(texts)]
        draw_plain(canvas, moved)

    draw_pages(plain_table(rows), path, draw)


def words_as_texts(rows: Rows, path: Path) -> None:
    """Each word is a text of its own without spaces; digits of amounts in pieces: `218.` `922`.

    A number is put together from pieces that touch.
    """

    def draw(canvas: Canvas, texts: Sequence[Placed]) -> None:
        draw_plain(canvas, [piece for placed in texts for piece in _pieces(placed)])

    draw_pages(plain_table(rows), path, draw)


def _pieces(placed: Placed) -> Iterator[Placed]:
    x = placed.x
    for piece in placed.text.replace(" ", " |").replace(".", ".|").split("|"):
        yield Placed(piece.strip(), x, placed.y, placed.font)
        x += stringWidth(piece, placed.font, SIZE)


def form_objects(rows: Rows, path: Path) -> None:
    """Each page's table is a form XObject, drawn at 90 % of its size.

    Places in the stream are not places on the page.
    """
    canvas = new_canvas(path)
    for number, texts in enumerate(placed_pages(plain_table(rows))):
        canvas.beginForm(f"table{number}")
        draw_plain(canvas, texts)
        canvas.endForm()
        draw_frame(canvas)
        canvas.translate(30, 70)
        canvas.scale(0.9, 0.9)
        canvas.doForm(f"table{number}")
        canvas.showPage()
    canvas.save()


def key_in_pieces(rows: Rows, path: Path) -> None:
    """The digits of keys stand wide apart, as boxes for typewritten keys had them.

    Gaps within a key are as wide as small ones between columns.
    """

    def draw(canvas: Canvas, texts: Sequence[Placed]) -> None:
        draw_plain(canvas, [p for n, p in enumerate(texts) if n % 5 or n == 0])
        for placed in texts[5::5]:
            spread = [Placed(d, placed.x - 15 + 8 * n, placed.y) for n, d in enumerate(placed.text)]
            draw_plain(canvas, spread)

    draw_pages(plain_table(rows), path, draw)


def lowered_amounts(rows: Rows, path: Path) -> None:
    """Persons and amounts stand 4 points lower than names, at a line spacing of 12 points.

    The nearest line is still the right one, but only just.
    """

    def draw(canvas: Canvas, texts: Sequence[Placed]) -> None:
        shifts = (0.0, 0.0, 0.0, -4.0, -4.0)
        draw_plain(
            canvas, [Placed(p.text, p.x, p.y + shifts[n % 5], p.font) for n, p in enumerate(texts)]
        )

    draw_pages(plain_table(rows), path, draw)
