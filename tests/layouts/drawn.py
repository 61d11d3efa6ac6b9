"""A random list drawn on ReportLab's canvas, where every place is known.

texts -> measured -> placed on pages, with rules and shades -> painted, in whatever pieces and order
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from itertools import accumulate, groupby
from random import Random

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from pipeline.values import replace
from tests.builders.matrix.content import DATE, TITLE, Kind, Line
from tests.builders.synthetic import NOTICE
from tests.layouts.traits import Layout, decoy_of, table_of

MARGIN = 42.0
FIRST_PAGE = 45.0
"""Height of the title block."""
PANEL_GAP = 4.0
"""Between panels, in sizes."""
HIDDEN = "1"
"""What hidden text says right before an amount."""
DECOY_COLUMN = 170.0
TURNS = {0: (1, 0, 0, 1), 90: (0, 1, -1, 0), 180: (-1, 0, 0, -1), 270: (0, -1, 1, 0)}
TITLES = -1
"""The row of titles, which are above the first."""

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Text:
    """A text and where its left end stands on the baseline."""

    text: str
    x: float
    y: float
    row: int = TITLES
    column: int = 0
    size: float = 0.0
    """Of the type where it is not the table's."""


@dataclass(slots=True)
class Sheet:
    """What is to be painted on one page."""

    texts: list[Text] = field(default_factory=list)
    rules: list[Box] = field(default_factory=list)
    """Each from one point to another."""
    shades: list[Box] = field(default_factory=list)


def draw_layout(layout: Layout) -> bytes:
    """Return the list as a PDF."""
    pdfmetrics.registerFont(TTFont("Vera", "Vera.ttf"))
    return _Painter(layout, _Measured(layout)).document()


class _Measured:
    """The texts of a list, and what room they take."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.table = table_of(layout)
        self.step = layout.size * layout.leading
        self.pad = layout.size * layout.padding
        lines = [line.cells for line in self.table.lines if line.kind is not Kind.HEADING]
        self.widths = [
            max(self.width(part) for cells in texts for part in self.parts(cells[column], column))
            for texts in [[self.table.header, *lines]]
            for column in range(self.table.width)
        ]
        gaps = (gap * layout.size for gap in layout.gaps)
        steps = [a + b for a, b in zip(self.widths[:-1], gaps, strict=False)]
        self.edges = list(accumulate(steps, initial=0.0))
        self.panel = self.edges[-1] + self.widths[-1]
        self.pitch = self.panel + PANEL_GAP * layout.size

    def width(self, text: str) -> float:
        """Return how wide a text is."""
        layout = self.layout
        blanks = text.count(" ") * stringWidth(" ", layout.font, layout.size)
        own = stringWidth(text, layout.font, layout.size) + blanks * (layout.blank - 1)
        return float(own + max(0, len(text) - 1) * layout.spacing)

    def parts(self, text: str, column: int) -> list[str]:
        """Return the lines of a cell."""
        lines = text.split("\n")
        if not self.layout.wrap or self.table.align[column] != "left":
            return lines
        return [part for line in lines for part in _wrap(line, self.layout.wrap)]

    def height(self, cells: Sequence[str]) -> float:
        """Return how high a row is."""
        lines = max(len(self.parts(text, column)) for column, text in enumerate(cells))
        return lines * self.step + 2 * self.pad

    def pages(self) -> Iterator[list[tuple[Line, ...]]]:
        """Yield the lines of each panel of each page."""
        lines, counts = self.table.lines, self.layout.rows_per_page
        panels: list[tuple[Line, ...]] = []
        page = 0
        while lines:
            panels.append(lines[: counts[page % len(counts)]])
            lines = lines[counts[page % len(counts)] :]
            if len(panels) == self.layout.panels or not lines:
                yield panels
                panels, page = [], page + 1

    def cells(
        self, cells: Sequence[str], x: float, y: float, row: int, aligned: Sequence[str]
    ) -> Iterator[Text]:
        """Yield the texts of a row whose upper left corner is given."""
        tall = self.height(cells) - 2 * self.pad
        for column, text in enumerate(cells):
            parts = self.parts(text, column)
            spare = tall - len(parts) * self.step
            down = {"top": 0.0, "middle": spare / 2, "bottom": spare}[self.layout.vertical]
            top = y - self.pad - down - 0.85 * self.layout.size
            for number, part in enumerate(parts):
                free = self.widths[column] - self.width(part)
                shift = {"left": 0.0, "center": free / 2, "right": free}[aligned[column]]
                place = x + self.edges[column] + shift
                if part:
                    yield Text(part, place, top - number * self.step, row, column)


@dataclass(frozen=True)
class _Painter:
    layout: Layout
    measured: _Measured

    def document(self) -> bytes:
        """Return all pages."""
        measured, layout = self.measured, self.layout
        pages = list(measured.pages())
        width = max(300.0, 2 * MARGIN + measured.pitch * layout.panels)
        body = max(sum(map(self._height, panel)) for panels in pages for panel in panels)
        titles = measured.height(measured.table.header) + measured.step
        decoy = (len(decoy_of(layout)) + 2) * measured.step
        height = max(400.0, 2 * MARGIN + FIRST_PAGE + titles + body + decoy)
        media = (height, width) if layout.rotate in (90, 270) else (width, height)
        file = BytesIO()
        canvas = Canvas(file, pagesize=(width, height), invariant=1, pageCompression=0)
        canvas.setTitle(TITLE)
        canvas.setSubject(NOTICE)
        canvas.setCropBox((*layout.crop, *media))
        moved = {0: (0, 0), 90: (height, 0), 180: (width, height), 270: (0, width)}
        for number, panels in enumerate(pages, 1):
            canvas.setPageRotation(layout.rotate)
            canvas.transform(*TURNS[layout.rotate], *moved[layout.rotate])
            sheet = self._sheet(number, panels, height - MARGIN)
            if layout.decoy_below and number == len(pages):
                self._decoy(sheet, min(text.y for text in sheet.texts) - 2 * measured.step)
            self._paint(canvas, sheet)
            canvas.showPage()
        canvas.save()
        return file.getvalue()

    def _height(self, line: Line) -> float:
        is_heading = line.kind is Kind.HEADING
        return self.measured.height([""] if is_heading else line.cells)

    def _sheet(self, number: int, panels: Sequence[Sequence[Line]], top: float) -> Sheet:
        layout, sheet = self.layout, Sheet()
        if layout.head:
            sheet.texts.append(Text(layout.head.format(number), MARGIN, top + 12, size=7))
        if number == 1:
            sheet.texts.append(Text(TITLE, MARGIN, top - 14, size=12))
            sheet.texts.append(Text(f"{DATE} – {NOTICE}", MARGIN, top - 28, size=8))
            top -= FIRST_PAGE
            top = top if layout.decoy_below else self._decoy(sheet, top)
        for place, panel in enumerate(panels):
            self._panel(sheet, panel, MARGIN + place * self.measured.pitch, top, number)
        if layout.foot:
            sheet.texts.append(Text(layout.foot.format(number), MARGIN, MARGIN - 6, size=7))
        return sheet

    def _decoy(self, sheet: Sheet, top: float) -> float:
        """Place what else is printed; return where it ends."""
        for line in decoy_of(self.layout):
            top -= self.measured.step
            sheet.texts.extend(
                Text(text, MARGIN + DECOY_COLUMN * column, top) for column, text in enumerate(line)
            )
        return top - self.measured.step

    def _panel(self, sheet: Sheet, panel: Sequence[Line], x: float, y: float, page: int) -> None:
        ends = [y]
        measured, layout = self.measured, self.layout
        align = measured.table.align
        titled = layout.header == "every page" or (layout.header == "first page" and page == 1)
        if titled:
            if layout.group and measured.table.width > 2:
                sheet.texts.append(Text("Erste Tranche", x + measured.edges[-2], y - layout.size))
                y -= measured.step
            own = align if layout.title_align == "same" else [layout.title_align] * len(align)
            sheet.texts.extend(measured.cells(measured.table.header, x, y, TITLES, own))
            y -= measured.height(measured.table.header)
            ends.append(y)
        for row, line in enumerate(panel):
            if line.kind is Kind.HEADING:
                sheet.texts.append(Text(line.cells[0], x, y - measured.pad - layout.size, row))
            else:
                sheet.texts.extend(measured.cells(line.cells, x, y, row, align))
            tall = self._height(line)
            if layout.rules == "zebra" and row % 2:
                sheet.shades.append((x - 2, y - tall, measured.panel + 4, tall))
            y -= tall
            ends.append(y)
        sheet.rules.extend(self._rules(x, ends, int(titled)))

    def _rules(self, x: float, ends: Sequence[float], titled: int) -> list[Box]:
        pad = min(min(self.layout.gaps) * self.layout.size / 2, 4)
        left, right = x - pad, x + self.measured.panel + pad
        across = [(left, y, right, y) for y in ends]
        between = [x + edge - pad for edge in self.measured.edges[1:]]
        upright = [(at, ends[0], at, ends[-1]) for at in (left, *between, right)]
        return {
            "grid": across + upright,
            "rows": across,
            "three": [across[0], across[titled], across[-1]],
            "columns": upright[1:-1],
            "frame": [across[0], across[-1], upright[0], upright[-1]],
            "fifth": across[titled::5],
        }.get(self.layout.rules, [])

    def _paint(self, canvas: Canvas, sheet: Sheet) -> None:
        canvas.setFillGray(0.88)
        for box in sheet.shades:
            canvas.rect(*box, stroke=0, fill=1)
        canvas.setFillGray(0)
        canvas.setLineWidth(0.5)
        for rule in sheet.rules:
            canvas.line(*rule)
        self._hide(canvas, sheet.texts)
        for text in self._ordered(sheet.texts):
            for piece in self._split(text):
                self._string(canvas, piece)
                if self.layout.hidden == "twice":
                    self._string(canvas, replace(piece, x=piece.x + 0.25))

    def _ordered(self, texts: Sequence[Text]) -> Sequence[Text]:
        if self.layout.drawing == "mixed":
            return Random(self.layout.count).sample(texts, len(texts))
        by_column = self.layout.drawing == "columns"
        return sorted(texts, key=lambda text: text.column) if by_column else texts

    def _split(self, text: Text) -> Iterator[Text]:
        """Yield the strings that are drawn; a blank of another width is part of none."""
        layout = self.layout
        if text.size or (layout.pieces == "cells" and layout.blank == 1):
            yield text
            return
        x = text.x
        for is_blank, run in groupby(text.text, key=lambda sign: sign == " "):
            word = "".join(run)
            for piece in word if layout.pieces == "letters" else [word]:
                if not is_blank:
                    yield replace(text, text=piece, x=x)
                x += self.measured.width(piece) + layout.spacing

    def _string(self, canvas: Canvas, text: Text, mode: int = 0) -> None:
        canvas.saveState()
        shown = canvas.beginText(text.x, text.y)
        shown.setFont(self.layout.font, text.size or self.layout.size)
        shown.setCharSpace(0 if text.size else self.layout.spacing)
        if mode:
            shown.setTextRenderMode(mode)
        shown.textOut(text.text)
        canvas.drawText(shown)
        canvas.restoreState()

    def _hide(self, canvas: Canvas, texts: Sequence[Text]) -> None:
        """Draw a digit that nobody sees right before each amount."""
        hidden, wide = self.layout.hidden, self.measured.width(HIDDEN)
        amount = self.measured.table.header.index(self.layout.titles[1])
        places = [t for t in texts if t.column == amount and t.row != TITLES and not t.size]
        for text in places if hidden in ("white", "mode 3", "under", "off the page") else ():
            x = -200.0 if hidden == "off the page" else text.x - wide
            canvas.setFillGray(1 if hidden == "white" else 0)
            self._string(canvas, replace(text, text=HIDDEN, x=x), 3 if hidden == "mode 3" else 0)
            if hidden == "under":
                canvas.setFillGray(1)
                canvas.rect(x, text.y - 2, wide, self.layout.size, stroke=0, fill=1)
        canvas.setFillGray(0)


def _wrap(text: str, letters: int) -> list[str]:
    """Break a text between words and behind hyphens."""
    lines = [""]
    for word in text.replace("-", "-\u200b").replace(" ", " \u200b").split("\u200b"):
        if lines[-1] and len((lines[-1] + word).rstrip()) > letters:
            lines.append("")
        lines[-1] += word
    return [line.rstrip() for line in lines]
