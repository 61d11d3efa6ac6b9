"""What the title of a document says of its edition: name, period, date; asked of unknown ones only.

Only what is said plainly counts, in words that can mean nothing else; signs that contradict each
other, or that are several, say nothing. A year is a period only where it is said to be that of the
Planungsrahmen, a date that of publication only where it says so or stands alone: titles also name
the day of a survey, or a regulation with its date.
"""

import re
import unicodedata
from collections.abc import Iterable

from pipeline.check.findings import Text, shown
from pipeline.check.title_dates import published_in
from pipeline.model import NO_CLAIMS, Claims

LONGEST_LINE = 200
"""What is longer is no title, and may have been made to keep us busy."""
LABELS = {"vorläufig": r"\bvorl(?:ä|ae)ufig", "endgültig": r"\bendg(?:ü|ue)ltig"}
ORDINALS = {"1": "erste", "2": "zweite", "3": "dritte", "4": "vierte"}
OF_SOMETHING_ELSE = re.compile(
    r"erhebung|erhoben|stichtag|personen|gezählt|geflüchtet|flüchtling|verwaltungsvorschrift|§"
)
"""Words of lines that are not about the edition itself."""
DENIED = re.compile(r"\b(?:nicht|noch|kein\w*|statt|bisher\w*)\b")
"""With these words a name or tranche is spoken of, not given."""

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
QUALIFIED = re.compile(
    r"\btranchen\b|\b(?:nach|vor|ohne|abzüglich|zuzüglich|zusätzlich|einschließlich|inklusive"
    rf"|inkl\.?|seit|neben|gegenüber)\s+(?:zu\s+)?(?:(?:der|die|den|zur)\s+)?{_ORDINAL}"
)
"""A tranche is spoken of as another than the document's own."""
TRANCHE = re.compile(rf"(?:{_ORDINAL}\s*(?:und|,|/|bis)\s*)*{_ORDINAL}\s*tranche")
PERCENT = re.compile(r"(?<![\d,.])([1-9]\d?)\s*(?:%|prozent\b)")
ONLY_PERCENT = re.compile(r"\(?[\d,.]+\s*(?:%|prozent)\)?")
BARE_YEAR = re.compile(_YEAR)


class _UnclearError(Exception):
    """Signs are several."""


def claims_of(title_text: str) -> Claims:
    """What the lines above the table say; of column titles only the years, which may contradict."""
    lines = [_plain(line) for line in title_text.splitlines()]
    above = next((number for number, line in enumerate(lines) if "|" in line), len(lines))
    head = [line for line in lines[:above] if _is_about_the_edition(line)]
    cells = [cell.strip() for line in lines[above:] for cell in line.split("|")]
    return Claims(_label(head), _zeitraum(head, cells), published_in(head))


def claims_text(claims: Claims) -> Text:
    """What is claimed, to follow a sentence; nothing where nothing is."""
    if claims == NO_CLAIMS:
        return Text("", "")
    said = [value for value in (claims.label, claims.zeitraum, claims.published) if value]
    told = ", ".join(shown(value) for value in said)
    return Text(f"; its title says: {told}", f"; der Titel nennt: {told}")


def _is_about_the_edition(line: str) -> bool:
    return len(line) <= LONGEST_LINE and not OF_SOMETHING_ELSE.search(line)


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).casefold().replace("−", "-")
    return " ".join(folded.split())


def _label(lines: Iterable[str]) -> str | None:
    found = set()
    for line in lines:
        for label, sign in LABELS.items():
            if re.search(sign, line):
                found.add("" if DENIED.search(line) else label)
    return _only(found)


def _zeitraum(lines: list[str], cells: Iterable[str]) -> str | None:
    """Years, tranche and share of it, as far as they are said; nothing where one is unclear."""
    try:
        years = _years(lines, cells)
        tranche = _one(tranche for line in lines for tranche in _tranches(line))
        percent = _one(share for line in lines for share in _shares(line))
    except _UnclearError:
        return None
    if tranche is None and percent is not None and years is None:
        return percent
    words = " ".join(word for word in (tranche, years) if word)
    return (f"{words} ({percent})" if percent else words) or None


def _years(lines: Iterable[str], cells: Iterable[str]) -> str | None:
    matches = [match for line in lines for period in PERIODS for match in period.finditer(line)]
    said = _one(_years_text(match) for match in matches)
    in_columns = {cell for cell in cells if BARE_YEAR.fullmatch(cell)}
    if said and not in_columns <= set(_covered(matches[0])):
        raise _UnclearError
    return said


def _years_text(match: re.Match[str]) -> str:
    covered = _covered(match)
    if len(covered) == 1:
        return covered[0]
    link = match["link"]
    if (link in ("und", "/") and len(covered) != 2) or not covered:
        raise _UnclearError
    between = {"/": "/", "und": " und "}.get(link, " bis ")
    return f"{covered[0]}{between}{covered[-1]}"


def _covered(match: re.Match[str]) -> list[str]:
    """Every year from the first to the last; none where the last is before the first."""
    first, last = match["first"], match["last"] or match["first"]
    return [str(year) for year in range(int(first), int(first[: 4 - len(last)] + last) + 1)]


def _tranches(line: str) -> list[str]:
    """The tranche that a line names."""
    if "tranche" not in line:
        return []
    if DENIED.search(line) or QUALIFIED.search(line):
        raise _UnclearError
    ordinals = [
        ordinal for match in TRANCHE.finditer(line) for ordinal in re.findall(_ORDINAL, match[0])
    ]
    named = [ORDINALS.get(one[0]) or one.rstrip("nr") for one in ordinals]
    return [f"{name} Tranche" for name in named]


def _shares(line: str) -> list[str]:
    """The percentages of a line about a tranche, or that is nothing else."""
    if "tranche" not in line and not ONLY_PERCENT.fullmatch(line):
        return []
    found = [f"{share} %" for share in PERCENT.findall(line)]
    if not found and "%" in line:
        raise _UnclearError
    return found


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
