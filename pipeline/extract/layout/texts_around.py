"""Texts next to tables that are no rows of them: running lines, captions and notes.

Running lines stand at the foot of every page: page numbers, dates, file names. They often begin and
end where the table does, and would pass for its rows. Captions above a table and notes below it run
over columns as a text does: many words in each piece, hardly a number alone. Where cells are drawn
each has one to itself.
"""

import re
from collections.abc import Sequence
from itertools import pairwise, takewhile
from typing import NamedTuple

from pipeline.extract.layout.columns import Band, Columns, filled_columns, phrases_of
from pipeline.extract.layout.lines import Line
from pipeline.extract.layout.settings import SETTINGS
from pipeline.extract.layout.titles import has_number

DIGITS = re.compile(r"\d{1,9}")


class LastLine(NamedTuple):
    """One of the last lines of a page."""

    place: tuple[int, str]
    """Its height, and its text without numbers, which differ from page to page."""
    numbers: tuple[int, ...]


def last_lines(lines: Sequence[Line]) -> list[LastLine]:
    """Return what is to be known of the end of a page, from the last line up."""
    found: list[LastLine] = []
    for line in lines[: -SETTINGS.foot_lines - 1 : -1]:
        text = line.text
        place = round(line.baseline), DIGITS.sub("#", text)
        found.append(LastLine(place, tuple(map(int, DIGITS.findall(text)))))
    return found


def count_running(pages: Sequence[Sequence[LastLine]]) -> list[int]:
    """Return how many running lines each page has at its foot.

    Enough pages have the same but for numbers that count these.
    """
    found: dict[tuple[int, str], dict[int, tuple[int, ...]]] = {}
    for page, lines in enumerate(pages):
        for place, numbers in lines:
            found.setdefault(place, {}).setdefault(page, numbers)
    running: set[tuple[int, tuple[int, str]]] = set()
    for place, on_pages in found.items():
        steps = [step for step in pairwise(on_pages.items()) if _is_step(*step)]
        steady = {page for step in steps for page, _ in step}
        if len(steady) >= SETTINGS.half * len(pages):
            running |= {(page, place) for page in steady}
    marked = ([(page, line.place) in running for line in lines] for page, lines in enumerate(pages))
    return [[*marks, False].index(False) for marks in marked]


def _is_step(one: tuple[int, tuple[int, ...]], other: tuple[int, tuple[int, ...]]) -> bool:
    """Return True if the numbers of two pages are the same or as far apart as the pages.

    Rows of a list that is printed again, with other figures, are not.
    """
    (page, numbers), (later, others) = one, other
    return all(b - a in (0, later - page) for a, b in zip(numbers, others, strict=True))


def part_texts_around(
    bands: Sequence[Band], columns: Columns, *, are_drawn: bool
) -> tuple[list[Band], list[Line]]:
    """Return the bands between captions and notes, and the lines of these."""
    most = 1 if are_drawn else SETTINGS.mostly * columns.width

    def is_outside(band: Band) -> bool:
        is_short = len(filled_columns(band)) <= most
        return (is_short or (not are_drawn and _is_text(band, columns))) and not has_number(band)

    head = [*takewhile(is_outside, bands)]
    foot = [*takewhile(is_outside, reversed(bands[len(head) :]))]
    if len(head) == len(bands):
        return list(bands), []
    texts = 0
    if head and _is_caption(head[0], columns):
        texts = len([*takewhile(lambda band: _is_text(band, columns), head)])
    near = head[: texts + SETTINGS.loose_lines + 1]
    first = max([texts, *(n for n, band in enumerate(near, 1) if _is_caption(band, columns))])
    while first < len(head) and (
        (first and _goes_on(head[first - 1], head[first]))
        or (_is_text(bands[first + 1], columns) and _goes_on(bands[first + 1], head[first]))
    ):
        first += 1
    last = max((n for n, band in enumerate(foot, start=1) if _is_text(band, columns)), default=0)
    while 0 < last < len(foot) and _is_nearer(*bands[-last - 2 :][:3]):
        last += 1
    end = len(bands) - last
    around = [line.line for band in (*bands[:first], *bands[end:]) for line in band]
    return list(bands[first:end]), around


def _is_text(band: Band, columns: Columns) -> bool:
    phrases = phrases_of(band)
    words = sum(len(phrase.words) for phrase in phrases)
    return words >= SETTINGS.prose_words * len(phrases) and any(
        phrase.x0 < corridor.x0 and corridor.x1 < phrase.x1
        for phrase in phrases
        for corridor in columns.corridors
    )


def _is_caption(band: Band, columns: Columns) -> bool:
    """Return True for a text that is no titles over some columns, which leave out the first one."""
    are_titles = len(phrases_of(band)) > 1 and 0 not in filled_columns(band)
    return not are_titles and _is_text(band, columns)


def _goes_on(text_band: Band, band: Band) -> bool:
    """Return True if a line is next to a text and begins or has its middle where that does.

    The first line may have a number before its text, under which the others begin.
    """
    text, [line, *more] = phrases_of(text_band), phrases_of(band)
    if more or _distance(text_band, band) > SETTINGS.text_spacing * text_band[-1].line.size:
        return False
    starts = [word.x0 for phrase in text for word in phrase.words]
    off = [abs(x - line.x0) for x in starts]
    off.append(abs(text[0].x0 + text[-1].x1 - line.x0 - line.x1) / 2)
    return min(off) <= SETTINGS.same_edge


def _is_nearer(above: Band, line: Band, text: Band) -> bool:
    """Return True if a line of one piece is nearer to the text below it than to what is above."""
    near = _distance(line, text) < SETTINGS.nearer * _distance(above, line)
    return near and len(phrases_of(line)) == 1


def _distance(above: Band, below: Band) -> float:
    return abs(below[0].line.baseline - above[-1].line.baseline)
