"""Captions above a table and notes below it, which are no rows of it.

They run over columns as a text does: many words in each piece, hardly a number alone. Where cells
are drawn each has one to itself.
"""

from collections.abc import Sequence
from itertools import takewhile

from pipeline.extract.layout.columns import Band, Columns, filled_columns, phrases_of
from pipeline.extract.layout.lines import Line
from pipeline.extract.layout.settings import SETTINGS
from pipeline.extract.layout.titles import has_number


def part_texts_around(
    bands: Sequence[Band], columns: Columns, *, are_drawn: bool
) -> tuple[list[Band], list[Line]]:
    """Return the bands between captions and notes, and the lines of these."""
    most = 1 if are_drawn else SETTINGS.mostly * columns.width

    def is_outside(band: Band) -> bool:
        return len(filled_columns(band)) <= most and not has_number(band)

    head = [*takewhile(is_outside, bands)]
    foot = [*takewhile(is_outside, reversed(bands[len(head) :]))]
    if len(head) == len(bands):
        return list(bands), []
    first = 0
    while first < len(head) and (
        _is_text(head[first], columns)
        or (first and _goes_on(head[first - 1], head[first]))
        or (_is_text(bands[first + 1], columns) and _goes_on(bands[first + 1], head[first]))
    ):
        first += 1
    last = max((n for n, band in enumerate(foot, start=1) if _is_text(band, columns)), default=0)
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


def _goes_on(text_band: Band, band: Band) -> bool:
    """Return True if a line is next to a text and begins or has its middle where that does.

    The first line may have a number before its text, under which the others begin.
    """
    text, [line, *more] = phrases_of(text_band), phrases_of(band)
    distance = abs(band[0].line.baseline - text_band[-1].line.baseline)
    if more or distance > SETTINGS.text_spacing * text_band[-1].line.size:
        return False
    starts = [word.x0 for phrase in text for word in phrase.words]
    off = [abs(x - line.x0) for x in starts]
    off.append(abs(text[0].x0 + text[-1].x1 - line.x0 - line.x1) / 2)
    return min(off) <= SETTINGS.same_edge
