"""Lines that stand at the foot or head of every page: page numbers, dates, file names.

They often begin and end where the table does, and would pass for its rows.
"""

import re
from collections import Counter
from collections.abc import Container, Mapping, Sequence
from itertools import pairwise
from statistics import median

from pipeline.extract.layout.lines import Line
from pipeline.extract.layout.settings import SETTINGS

DIGITS = re.compile(r"\d{1,9}")


Key = tuple[int, str]
Numbers = tuple[int, ...]
Width = tuple[float, float]


def part_running_lines(
    pages: Sequence[Sequence[Line]],
) -> tuple[list[list[Line]], list[Line]]:
    """Part each page's lines from the running lines at its foot and head; return both."""
    running = _running_keys(pages)
    rest = [line for lines in pages for line in lines if _key(line) not in running]
    body, columns = _width(rest), _columns(rest)
    kept: list[list[Line]] = []
    parted: list[Line] = []
    for lines, end in zip(pages, _feet(pages, running), strict=True):
        start = _head(lines, running, body, columns)
        kept.append(list(lines[start:end]))
        parted.extend((*lines[: min(start, end)], *lines[end:]))
    return kept, parted


def _running_keys(pages: Sequence[Sequence[Line]]) -> dict[Key, dict[int, Numbers]]:
    """Return the lines that most pages have, but for numbers that count the pages: these."""
    found: dict[Key, dict[int, Numbers]] = {}
    for page, lines in enumerate(pages):
        for line in lines:
            found.setdefault(_key(line), {}).setdefault(page, _numbers(line))
    needed = max(SETTINGS.running_pages, SETTINGS.running_share * len(pages))
    return {key: on for key, on in found.items() if len(on) >= needed and _is_steady(on)}


def _is_steady(on_pages: Mapping[int, Numbers]) -> bool:
    """Return True if each number stays or grows with the pages, from most pages to the next.

    Rows of a list that is printed again, with other figures, do not.
    """
    steps = list(pairwise(on_pages.items()))
    return 2 * sum(_is_step(*step) for step in steps) >= len(steps)


def _is_step(one: tuple[int, Numbers], other: tuple[int, Numbers]) -> bool:
    """Return True if the numbers of two pages are the same or as far apart as the pages."""
    (page, numbers), (later, others) = one, other
    return all(b - a in (0, later - page) for a, b in zip(numbers, others, strict=True))


def _numbers(line: Line) -> Numbers:
    return tuple(map(int, DIGITS.findall(line.text)))


def _feet(
    pages: Sequence[Sequence[Line]], running: Mapping[Key, Mapping[int, Numbers]]
) -> list[int]:
    """Return per page where the running lines at its foot begin.

    What is a foot on most pages is one also where the last row comes near it.
    """
    usual = _usual_distance(pages)
    ends = [_running_end(lines, running) for lines in pages]
    apart = [_stands_apart(*on_page, usual) for on_page in zip(pages, ends, strict=True)]
    feet = Counter(
        _key(line)
        for lines, end, stands in zip(pages, ends, apart, strict=True)
        for line in lines[end:]
        if stands
    )
    for page, lines in enumerate(pages):
        if apart[page]:
            continue
        ends[page] = len(lines)
        while ends[page] > 0 and _is_foot(page, lines[ends[page] - 1], running, feet):
            ends[page] -= 1
    return ends


def _running_end(lines: Sequence[Line], running: Container[Key]) -> int:
    end = len(lines)
    while end and _key(lines[end - 1]) in running:
        end -= 1
    return end


def _is_foot(
    page: int,
    line: Line,
    running: Mapping[Key, Mapping[int, Numbers]],
    feet: Mapping[Key, int],
) -> bool:
    """Return True if a line near the text above it is what stands apart as a foot on most pages.

    A number beside a text may be a row's.
    """
    key = _key(line)
    if key not in running or (len(line.phrases) > 1 and any(p.is_number for p in line.phrases)):
        return False
    on_pages, here = running[key], (page, _numbers(line))
    steps = sum(_is_step(here, other) for other in on_pages.items())
    return min(steps, feet[key]) > SETTINGS.running_share * len(on_pages)


def _head(
    lines: Sequence[Line], running: Container[Key], body: Width, columns: Sequence[Width]
) -> int:
    """Return where the running lines at a page's head end.

    The titles of columns are running lines too, but they stand over their columns: only what
    reaches farther than the text below is a head, with the lines above it.
    """
    end = 0
    for index, line in enumerate(lines):
        if _key(line) not in running:
            break
        left, right = _width([line])
        beyond = left < body[0] - SETTINGS.head_beyond or right > body[1] + SETTINGS.head_beyond
        if beyond and not _stand_over(line, columns):
            end = index + 1
    return end


def _stand_over(line: Line, columns: Sequence[Width]) -> bool:
    """Return True if a line has a text over each column; one may be wider than its column."""
    return len(line.phrases) == len(columns) > 1 and all(
        left <= (phrase.x0 + phrase.x1) / 2 <= right
        for phrase, (left, right) in zip(line.phrases, columns, strict=True)
    )


def _columns(lines: Sequence[Line]) -> list[Width]:
    """Return from where to where the texts of most lines reach, by their order in the line."""
    counts = Counter(len(line.phrases) for line in lines)
    if not counts:
        return []
    usual = [line.phrases for line in lines if len(line.phrases) == counts.most_common(1)[0][0]]
    return [
        (min(phrase.x0 for phrase in column), max(phrase.x1 for phrase in column))
        for column in zip(*usual, strict=True)
    ]


def _width(lines: Sequence[Line]) -> Width:
    """Return the left and right end of lines."""
    phrases = [phrase for line in lines for phrase in line.phrases]
    return (
        min((phrase.x0 for phrase in phrases), default=float("-inf")),
        max((phrase.x1 for phrase in phrases), default=float("inf")),
    )


def _stands_apart(lines: Sequence[Line], start: int, usual: float) -> bool:
    """Return True if the lines from `start` on are farther from those above than lines usually are.

    The last lines of rows of equal height may well be the same on many pages.
    """
    if not 0 < start < len(lines):
        return True
    return lines[start].baseline - lines[start - 1].baseline > SETTINGS.foot_apart * usual


def _usual_distance(pages: Sequence[Sequence[Line]]) -> float:
    """Return the median distance of lines over all pages."""
    distances = [b.baseline - a.baseline for lines in pages for a, b in pairwise(lines)]
    return median(distances) if distances else 0.0


def _key(line: Line) -> Key:
    """Return a line's height and its text without numbers, which differ from page to page."""
    return round(line.baseline), DIGITS.sub("#", line.text)
