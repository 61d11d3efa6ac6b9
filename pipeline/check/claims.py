"""What the title of a document says of its edition: name, period, date; only asked of unknown ones.

Only what is said plainly counts. Titles also say what they replace, on which survey they rest,
until when to apply, and a list of such words is never whole. So a passage with a word that titles
of this document do not consist of, or with a number that is part of no claim, says nothing. Signs
that contradict each other, or that are several, say nothing, and a title that speaks of a tranche
or of percent tells no period. A year is a period only where it is said to be that of the
Planungsrahmen, a date that of publication only where it says so or stands alone.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from pipeline.check.passages import lines_to_passages
from pipeline.model import Claims
from pipeline.texts import Text, joined, say
from schemas.settings import Phrases, pattern_of

MONTHS = ("jan", "feb", "mae", "apr", "mai", "jun", "jul", "aug", "sep", "okt", "nov", "dez")
_NAMES = (
    "jan(?:uar)?|feb(?:ruar)?|maerz|apr(?:il)?|mai|juni?|juli?|aug(?:ust)?|sept?(?:ember)?"
    "|okt(?:ober)?|nov(?:ember)?|dez(?:ember)?"
)
DATE = (
    rf"(?<!\S)(?:(?P<day>\d\d?) )?(?:(?P<name>{_NAMES})|(?P<month>\d\d?)) (?P<year>20\d\d)"
    r"(?!\S| \d)"
)
REGULATION = re.compile(
    r"(?:\b(?:nach|gemaess|laut|zur?) )?(?:\bder )?\b(?:vwv|verwaltungsvorschrift)"
    rf"(?: (?:zum )?integrationsmanagement)? vom {DATE}"
)
"""The regulation with its date, which is not that of the edition."""
SUBJECT = "planungsrahmen"
LABELS = {"vorlaeufig": "vorläufig", "endgueltig": "endgültig"}
_LABEL = r"(?:vorlaeufig|endgueltig)(?:e[mnrs]?)?"
_STAND = r"stand(?: (?:vom|zum|am))?|veroeffentlicht(?: (?:am|im))?"
_SEAT = "(?:stuttgart|karlsruhe|freiburg|tuebingen)(?: (?:den|im))?"
PUBLISHED = re.compile(
    rf"(?:^(?!.*{SUBJECT})|\b(?:{SUBJECT}|{_LABEL}|{_STAND}|{_SEAT}|20\d\d) ){DATE}"
)
_YEARS = (
    r"(?P<first>20\d\d)(?:(?: (?P<link>und|bis))? (?P<last>20\d\d|\d\d))?(?!\S| (?:und |bis )?\d)"
)
_OF_A_YEAR = "(?:(?:das|die|den) )?(?:haushalts|kalender|foerder)?jahre?"
PERIOD = re.compile(
    rf"(?:^(?=[\d ]+(?:(?:und|bis)[\d ]+)?$)|\b{SUBJECT}(?: fuer)? (?:{_OF_A_YEAR} )?"
    rf"|\bfuer {_OF_A_YEAR} |\b(?:(?:haushalts|foerder)jahre?|(?:foerder|bewilligungs)zeitraum) )"
    rf"{_YEARS}"
)
PART = re.compile("tranche|prozent")
"""With one of these the amounts may be for a part of the period, and no period is claimed."""
OWN_WORD = re.compile(
    rf"{SUBJECT}s?|{_LABEL}|{_STAND}|{_SEAT}|(?:haushalts|kalender|foerder)?jahre?s?"
    "|(?:foerder|bewilligungs)zeitraum|an|bei|das|am|de[mnrs]|die|fuer|i[mn]|und|vo[mn]|zu[mr]?"
)
"""Words that speak of nothing but the edition; with another one a date may be that of the other."""
OPENING_WORD = re.compile(r"(?:das|de[mnrs]|dies?|diese[mnrs]?)(?!\S)")
"""With these begin sentences, not titles."""
YEAR = re.compile(r"20\d\d")
MOST_YEARS = 5
"""More are no period that a Planungsrahmen is for."""


def claims_of(title_text: str, title_words: Phrases) -> Claims:
    """What the lines above the table say; of column titles only the years, which may contradict."""
    lines = title_text.splitlines()
    above = next((number for number, line in enumerate(lines) if "|" in line), len(lines))
    cells = {cell.strip() for line in lines[above:] for cell in line.split("|")}
    speaking: list[tuple[str, bool]] = []
    others: list[str] = []
    speaks = True
    for passage in lines_to_passages((0, line) for line in lines[:above] if line.strip()):
        text = REGULATION.sub("", passage.words.replace(" | ", " ")).strip()
        more = _other_words(text)
        is_title = not passage.is_sentence and not OPENING_WORD.match(text)
        is_plain = is_title and all(map(pattern_of(title_words).fullmatch, more))
        # What does not name the edition tells of what is named before it.
        speaks = is_plain and (SUBJECT in text or (speaks and not more))
        if speaks:
            speaking.append((text, not more))
        else:
            others.append(text)
    labels = {label for text, is_own in speaking for label in _labels(text, is_own)}
    return Claims(
        labels.pop() if len(labels) == 1 else None,
        _period([text for text, _ in speaking], others, {c for c in cells if YEAR.fullmatch(c)}),
        _published(text for text, is_own in speaking if is_own),
    )


def claims_text(claims: Claims) -> Text:
    """What is claimed, to follow a sentence; nothing where nothing is."""
    claimed = joined(value for value in (claims.label, claims.zeitraum, claims.published) if value)
    return say("ausgabe_erkannt.claims", claims=claimed) if claimed else Text()


def _other_words(text: str) -> list[str]:
    """Return the words and numbers that speak of something else than the edition."""
    bare = PERIOD.sub(" ", PUBLISHED.sub(" ", text))
    return [word for word in bare.split() if not OWN_WORD.fullmatch(word)]


def _labels(text: str, is_own: bool) -> Iterator[str]:
    """The names that a passage gives the edition; not where something else may have them."""
    for label, name in LABELS.items():
        next_to = rf"\b{label}\w* {SUBJECT}|{SUBJECT}s? {label}\b"
        if re.search(label if is_own else next_to, text):
            yield name


def _period(speaking: Iterable[str], others: Sequence[str], columns: set[str]) -> str | None:
    """The years that all passages agree on; only those that speak of the edition give any."""
    said = {_years(match) for text in speaking for match in PERIOD.finditer(text)}
    elsewhere = {_years(match) for text in others for match in PERIOD.finditer(text)}
    if len(said) != 1 or not elsewhere <= said or any(map(PART.search, others)):
        return None
    [(words, years)] = said
    return words if words and columns <= {str(year) for year in years} else None


def _years(match: re.Match[str]) -> tuple[str, range]:
    """The period in words, empty where it is none, and every year from the first to the last."""
    first, last, link = match["first"], match["last"] or match["first"], match["link"]
    years = range(int(first), int(first[: -len(last)] + last) + 1)
    if (link == "und" and len(years) != 2) or not 0 < len(years) <= MOST_YEARS:
        return "", years
    between = f" {link} " if link else "/" if len(years) == 2 else " bis "
    return between.join(dict.fromkeys(str(year) for year in (years[0], years[-1]))), years


def _published(texts: Iterable[str]) -> str | None:
    """The date that passages say, as ISO date or month; None where several.

    A month and a day within it say the same, the day more exactly. Two dates in one passage are a
    period or more than one thing, and say nothing.
    """
    found: set[str | None] = {
        _iso(match)
        for text in texts
        if len(re.findall(DATE, text)) == 1
        for match in PUBLISHED.finditer(text)
    }
    exact = max((value or "" for value in found), key=len, default="")
    return exact if exact and all(value and exact.startswith(value) for value in found) else None


def _iso(match: re.Match[str]) -> str | None:
    """None for a day or month that no calendar has."""
    name, day = match["name"], int(match["day"] or 0)
    month = MONTHS.index(name[:3]) + 1 if name else int(match["month"])
    try:
        found = date(int(match["year"]), month, day or 1).isoformat()
    except ValueError:
        return None
    return found if day else found[:7]
