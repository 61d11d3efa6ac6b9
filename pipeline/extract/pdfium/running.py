"""Lines that stand at the foot of every page: page numbers, dates, file names.

They often begin and end where the table does, and would pass for its rows.
"""

import re
from collections import Counter
from collections.abc import Sequence

from pipeline.extract.pdfium.lines import Line

DIGITS = re.compile(r"\d+")
LEAST_PAGES = 2
LEAST_SHARE = 0.5
"""Share of the pages that must have the line."""

Key = tuple[int, str]


def part_footers(pages: Sequence[Sequence[Line]]) -> tuple[list[list[Line]], list[Line]]:
    """Part each page's lines from the running lines at its foot; return both."""
    counts = Counter(key for lines in pages for key in {_key(line) for line in lines})
    needed = max(LEAST_PAGES, LEAST_SHARE * len(pages))
    kept: list[list[Line]] = []
    footers: list[Line] = []
    for lines in pages:
        end = len(lines)
        while end and counts[_key(lines[end - 1])] >= needed:
            end -= 1
        kept.append(list(lines[:end]))
        footers.extend(lines[end:])
    return kept, footers


def _key(line: Line) -> Key:
    """Return a line's height and its text without numbers, which differ from page to page."""
    return round(line.baseline), DIGITS.sub("#", line.text)
