"""What the title of a document says of its edition: name, period, date; only asked of unknown ones.

Only what is said plainly counts, in lines that mean nothing else (`pipeline.check.title_lines`).
Signs that contradict each other, or that are several, say nothing. A year is a period only where it
is said to be that of the Planungsrahmen, a date that of publication only where it says so or stands
alone.
"""

import re
from collections.abc import Iterable, Iterator

from pipeline.check.findings import Text, shown
from pipeline.check.title_dates import SIGNS, published_in
from pipeline.check.title_lines import SUBJECT, Line, TitleLines, title_lines
from pipeline.model import NO_CLAIMS, Claims

LABELS = ("vorläufig", "endgültig")
MOST_YEARS = 5
"""More are no period that a Planungsrahmen is for."""
ORDINALS = {"1": "erste", "2": "zweite", "3": "dritte", "4": "vierte"}
_YEAR = r"20\d\d"
YEARS = (
    rf"(?P<first>{_YEAR})(?:\s*(?P<link>und|bis|/|-|–)\s*(?P<last>{_YEAR}|\d\d))?"
    r"(?![\w%]|\s*(?:,|und|bis|/|-|–|\.)?\s*\d|\s*ff)"
)
_OF_A_YEAR = r"(?:für\s+)?(?:(?:das|die|den)\s+)?(?:(?:haushalts|kalender|förder)?jahre?\s+)?"
PERIODS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"\bplanungsrahmen\s*[,:–-]?\s*{_OF_A_YEAR}{YEARS}",
        rf"\btranche\s+{_OF_A_YEAR}{YEARS}",
        rf"\bfür\s+(?:das|die)\s+(?:haushalts|kalender|förder)?jahre?\s+{YEARS}",
        rf"\b(?:haushaltsjahre?|förderjahre?|förderzeitraum|bewilligungszeitraum)\s+{YEARS}",
        rf"^\(?{YEARS}\)?$",
    )
)
_ORDINAL = r"(?:(?:erste|zweite|dritte|vierte)[nr]?|[1-4]\.)"
TRANCHE = re.compile(rf"(?:{_ORDINAL}\s*(?:und|,|/|bis)\s*)*{_ORDINAL}\s*tranche")
PERCENT = re.compile(r"(?<![\d,.])([1-9]\d?)\s*(?:%|prozent\b)")
ONLY_PERCENT = re.compile(r"\(?[\d,.]+\s*(?:%|prozent)\)?")
PART = re.compile(r"tranche|%|prozent")
"""With one of these the amounts may be for a part of what the period says."""
BARE_YEAR = re.compile(_YEAR)


class _UnclearError(Exception):
    """Signs are several."""


def claims_of(title_text: str) -> Claims:
    """What the lines above the table say; of column titles only the years, which may contradict."""
    lines = title_text.splitlines()
    above = next((number for number, line in enumerate(lines) if "|" in line), len(lines))
    title = title_lines(lines[:above], (*PERIODS, TRANCHE, PERCENT, *SIGNS))
    cells = [cell.strip() for line in lines[above:] for cell in line.split("|")]
    label = _only({label for line in title.speaking for label in _labels(line)})
    published = published_in(line.text for line in title.speaking if not line.names_others)
    return Claims(label, _zeitraum(title, cells), published)


def claims_text(claims: Claims) -> Text:
    """What is claimed, to follow a sentence; nothing where nothing is."""
    if claims == NO_CLAIMS:
        return Text("", "")
    said = [value for value in (claims.label, claims.zeitraum, claims.published) if value]
    told = ", ".join(shown(value) for value in said)
    return Text(f"; its title says: {told}", f"; der Titel nennt: {told}")


def _labels(line: Line) -> Iterator[str]:
    """The names of editions that a line gives this one; not where something else may have it."""
    text = line.text.replace("ae", "ä").replace("ue", "ü")
    for label in LABELS:
        beside = rf"\b{label}\w*\s+{SUBJECT}|{SUBJECT}s?\s*[,:–-]?\s*\(?{label}\b"
        if re.search(beside if line.names_others else label, text):
            yield label


def _zeitraum(title: TitleLines, cells: Iterable[str]) -> str | None:
    """Years, tranche and share of it, as far as they are said; nothing where one is unclear."""
    try:
        years = _years(title, cells)
        tranche = _one(tranche for line in title.speaking for tranche in _tranches(line.text))
        percent = _one(share for line in title.speaking for share in _shares(line.text))
    except _UnclearError:
        return None
    if any(PART.search(line) for line in title.others):
        return None
    if tranche is None and percent is not None and years is None:
        return percent
    words = " ".join(word for word in (tranche, years) if word)
    return (f"{words} ({percent})" if percent else words) or None


def _years(title: TitleLines, cells: Iterable[str]) -> str | None:
    """The years that all lines agree on; only those that speak of the edition give any."""
    matches = _periods(line.text for line in title.speaking)
    said = _one(_years_text(match) for match in matches)
    if said is None:
        return None
    elsewhere = {_years_text(match) for match in _periods(title.others)}
    in_columns = {cell for cell in cells if BARE_YEAR.fullmatch(cell)}
    if not (elsewhere <= {said} and in_columns <= set(_covered(matches[0]))):
        raise _UnclearError
    return said


def _periods(lines: Iterable[str]) -> list[re.Match[str]]:
    return [match for line in lines for period in PERIODS for match in period.finditer(line)]


def _years_text(match: re.Match[str]) -> str:
    covered = _covered(match)
    if len(covered) == 1:
        return covered[0]
    link = match["link"]
    if (link in ("und", "/") and len(covered) != 2) or not 0 < len(covered) <= MOST_YEARS:
        raise _UnclearError
    between = {"/": "/", "und": " und "}.get(link, " bis ")
    return f"{covered[0]}{between}{covered[-1]}"


def _covered(match: re.Match[str]) -> list[str]:
    """Every year from the first to the last; none where the last is before the first."""
    first, last = match["first"], match["last"] or match["first"]
    return [str(year) for year in range(int(first), int(first[: 4 - len(last)] + last) + 1)]


def _tranches(line: str) -> list[str]:
    """The tranches that a line names."""
    ordinals = [
        ordinal for match in TRANCHE.finditer(line) for ordinal in re.findall(_ORDINAL, match[0])
    ]
    named = [ORDINALS.get(one[0]) or one.rstrip("nr") for one in ordinals]
    return [f"{name} Tranche" for name in named]


def _shares(line: str) -> list[str]:
    """The percentages of a line about a tranche, or that is nothing else."""
    if "tranche" not in line and not ONLY_PERCENT.fullmatch(line):
        return []
    return [f"{share} %" for share in PERCENT.findall(line)]


def _one(values: Iterable[str]) -> str | None:
    """The only value, none where there is none.

    Raises:
        _UnclearError: there are several.
    """
    found = set(values)
    if len(found) > 1:
        raise _UnclearError
    return _only(found)


def _only(found: set[str]) -> str | None:
    return found.pop() or None if len(found) == 1 else None
