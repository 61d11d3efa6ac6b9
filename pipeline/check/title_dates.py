"""When a title says that its document was published."""

import re
from collections.abc import Iterable
from datetime import date

MONTHS = {
    **dict.fromkeys(("januar", "jan"), 1),
    **dict.fromkeys(("februar", "feb"), 2),
    **dict.fromkeys(("märz", "maerz"), 3),
    **dict.fromkeys(("april", "apr"), 4),
    "mai": 5,
    "juni": 6,
    "juli": 7,
    **dict.fromkeys(("august", "aug"), 8),
    **dict.fromkeys(("september", "sept", "sep"), 9),
    **dict.fromkeys(("oktober", "okt"), 10),
    **dict.fromkeys(("november", "nov"), 11),
    **dict.fromkeys(("dezember", "dez"), 12),
}
_NAMES = "|".join(sorted(MONTHS, key=len, reverse=True))
DATE = (
    rf"(?:(?:(?P<day>\d{{1,2}})\.\s?)?(?:(?P<name>{_NAMES})\.?\s|(?P<month>\d{{1,2}})\s?[./]\s?)"
    r"(?P<year>20\d\d)|(?P<iso>20\d\d-\d\d-\d\d))(?![\w]|[.,/-]\d)"
)
SEATS = r"(?:stuttgart|karlsruhe|freiburg|tübingen)"
ANY_DATE = re.compile(rf"(?<!\w){DATE}")
SIGNS = (
    re.compile(rf"\bstand\s*:?\s*(?:(?:vom|zum|am)\s+)?{DATE}"),
    re.compile(rf"\bveröffentlicht\s+(?:am\s+|im\s+)?{DATE}"),
    # Alone on its line, after the publisher's seat ("Stuttgart, den"), or at the end of the title.
    re.compile(rf"^\(?(?:{SEATS},\s(?:den\s|im\s)?)?{DATE}\)?$"),
    re.compile(rf"\bplanungsrahmen\s*[,:(–-]?\s*{DATE}\)?$"),
    re.compile(rf"\bplanungsrahmen\b.*[,:)–-]\s{DATE}\)?$"),
)


def published_in(lines: Iterable[str]) -> str | None:
    """The date that lines in lower case say, as ISO date or month; None where several.

    A month and a day within it say the same, the day more exactly. Two dates in one line are a
    period or more than one thing, and say nothing.
    """
    found: set[str | None] = {
        _iso(match)
        for line in lines
        if len(ANY_DATE.findall(line)) == 1
        for sign in SIGNS
        for match in sign.finditer(line)
    }
    if not found or None in found:
        return None
    exact = max((value for value in found if value), key=len)
    return exact if all(value and exact.startswith(value) for value in found) else None


def _iso(match: re.Match[str]) -> str | None:
    """None for a day or month that no calendar has."""
    if match["iso"]:
        year, month, day = map(int, match["iso"].split("-"))
    else:
        year = int(match["year"])
        month = MONTHS[match["name"]] if match["name"] else int(match["month"])
        day = int(match["day"] or 0)
    try:
        found = date(year, month, day or 1).isoformat()
    except ValueError:
        return None
    return found if day or match["iso"] else found[:7]
