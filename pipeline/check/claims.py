"""What the title of a document says of its edition: name, period, date; only asked of unknown ones.

Only what is said plainly counts, in lines that mean nothing else. Titles also say what they
replace, on which survey they rest, until when to apply. A list of such words is never whole. So
listed are the words that titles of this document consist of: a line with another word, or with a
number that is part of no claim, says nothing. Signs that contradict each other, or that are
several, say nothing, and a title that speaks of a tranche or of percent tells no period. A year is
a period only where it is said to be that of the Planungsrahmen, a date that of publication only
where it says so or stands alone.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from msgspec import Struct

from pipeline.check.texts import NOTHING, Text, joined, say
from pipeline.model import Claims

MONTHS = ("jan", "feb", "mär", "apr", "mai", "jun", "jul", "aug", "sep", "okt", "nov", "dez")
_NAMES = (
    "jan(?:uar)?|feb(?:ruar)?|märz|maerz|apr(?:il)?|mai|juni|juli|aug(?:ust)?|sept?(?:ember)?"
    "|okt(?:ober)?|nov(?:ember)?|dez(?:ember)?"
)
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
LONGEST_LINE = 200
"""What is longer is no title, and may have been made to keep us busy."""
FUNCTION_WORD = re.compile(r"an|bei|das|am|de[mnrs]|die|für|i[mn]|und|vo[mn]|zu[mr]?")
OPENING_WORD = re.compile(r"das|de[mnrs]|dies?|diese[mnrs]?")
"""With these begin sentences, not titles."""
SUBJECT = "planungsrahmen"
_LABELS = r"(?:vorl(?:ä|ae)ufig|endg(?:ü|ue)ltig)"
LABEL = re.compile(rf"\(?{_LABELS}\)?")
OF_THE_EDITION = re.compile(rf"{SUBJECT}s?|{_LABELS}(?:e[mnrs]?)?|stand|veröffentlicht|stuttgart")
OF_ITS_SUBJECT = re.compile(
    r"vwv|verwaltungsvorschrift|integrationsmanage(?:ments?|rn?|rinnen)|integration|pakt|land(?:es)?"
    r"|baden|württemberg|gemeinden?|städten?|stadt|kommunen|(?:land|stadt)?kreisen?"
    r"|gemeindegenaue?[nrs]?|förderung|(?:förder|haushalts)?mitteln?|verteilung|übersicht|tabelle"
    r"|anlage|euro?|geflüchteten?|flüchtlingen?|regierungspräsidium|ministeriums?|soziales"
)
"""Words that other statements have too ("Gemeinden, Stand ..."): a line with one of them speaks of
the edition only if it names the Planungsrahmen, and its date may be that of the other."""
REGULATION = re.compile(
    r"\b(?:(?:nach|gemäß|laut|zur?)\s+)?(?:der\s+)?(?:vwv|verwaltungsvorschrift)"
    rf"(?:[\s-]+(?:zum\s+)?integrationsmanagement)?\s+vom\s+{DATE}"
)
"""The regulation with its date, which is not that of the edition."""
_TOKEN = re.compile(r"[^\W\d_]+|\d+|[^\s\w]|_")
_SIGNS = frozenset(',.:;()/–-€„“"')
_OPEN_END = re.compile(r"[,:–-]$|(?:^|\s)[a-zäöüß][^\s.!?)]*$")
LABELS = ("vorläufig", "endgültig")
MOST_YEARS = 5
"""More are no period that a Planungsrahmen is for."""
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
        rf"\bfür\s+(?:das|die)\s+(?:haushalts|kalender|förder)?jahre?\s+{YEARS}",
        rf"\b(?:haushaltsjahre?|förderjahre?|förderzeitraum|bewilligungszeitraum)\s+{YEARS}",
        rf"^\(?{YEARS}\)?$",
    )
)
PART = re.compile(r"tranche|%|prozent")
"""With one of these the amounts may be for a part of the period, and no period is claimed."""
BARE_YEAR = re.compile(_YEAR)


class Line(Struct, frozen=True):
    """A line of a title, in lower case, without the regulation's date."""

    text: str
    speaks: bool
    """True where it speaks of the edition; else it says something else, or is not understood."""
    names_others: bool
    """True where it also names what has dates of its own: regulation, persons, places."""


def claims_of(title_text: str) -> Claims:
    """What the lines above the table say; of column titles only the years, which may contradict."""
    lines = title_text.splitlines()
    above = next((number for number, line in enumerate(lines) if "|" in line), len(lines))
    title = title_lines(lines[:above])
    cells = [cell.strip() for line in lines[above:] for cell in line.split("|")]
    speaking = [line for line in title if line.speaks]
    label = _only({label for line in speaking for label in _labels(line)})
    published = published_in(line.text for line in speaking if not line.names_others)
    return Claims(label, _years(title, cells), published)


def claims_text(claims: Claims) -> Text:
    """What is claimed, to follow a sentence; nothing where nothing is."""
    claimed = joined(value for value in (claims.label, claims.zeitraum, claims.published) if value)
    return say("ausgabe_erkannt.claims", claims=claimed) if claimed else NOTHING


def _labels(line: Line) -> Iterator[str]:
    """The names of editions that a line gives this one; not where something else may have it."""
    text = line.text.replace("ae", "ä").replace("ue", "ü")
    for label in LABELS:
        next_to = rf"\b{label}\w*\s+{SUBJECT}|{SUBJECT}s?\s*[,:–-]?\s*\(?{label}\b"
        if re.search(next_to if line.names_others else label, text):
            yield label


def _years(title: Sequence[Line], cells: Iterable[str]) -> str | None:
    """The years that all lines agree on; only those that speak of the edition give any."""
    others = [line.text for line in title if not line.speaks]
    matches = _periods(line.text for line in title if line.speaks)
    said = _only({_years_text(match) for match in matches})
    if said is None or any(map(PART.search, others)):
        return None
    elsewhere = {_years_text(match) for match in _periods(others)}
    in_columns = {cell for cell in cells if BARE_YEAR.fullmatch(cell)}
    agree = elsewhere <= {said} and in_columns <= set(_covered(matches[0]))
    return said if agree else None


def _periods(lines: Iterable[str]) -> list[re.Match[str]]:
    return [match for line in lines for period in PERIODS for match in period.finditer(line)]


def _years_text(match: re.Match[str]) -> str:
    """The period in words; empty for years that are none."""
    covered = _covered(match)
    if len(covered) == 1:
        return covered[0]
    link = match["link"]
    if (link in ("und", "/") and len(covered) != 2) or not 0 < len(covered) <= MOST_YEARS:
        return ""
    between = {"/": "/", "und": " und "}.get(link, " bis ")
    return f"{covered[0]}{between}{covered[-1]}"


def _covered(match: re.Match[str]) -> list[str]:
    """Every year from the first to the last; none where the last is before the first."""
    first, last = match["first"], match["last"] or match["first"]
    return [str(year) for year in range(int(first), int(first[: 4 - len(last)] + last) + 1)]


def _only(found: set[str]) -> str | None:
    return found.pop() or None if len(found) == 1 else None


def title_lines(lines: Iterable[str]) -> list[Line]:
    """Tell the lines that speak of the edition from the others.

    What says something of it needs no other words. A line that does not name it tells of what the
    line before it names. One that goes on with a line that is not understood, or goes on from such
    a one, is part of a sentence.
    """
    printed = [_plain(line) for line in lines]
    folded = [REGULATION.sub("vwv", line.casefold()) for line in printed]
    known = [all(map(_is_known, _words(line, (*PERIODS, *SIGNS)))) for line in folded]
    title: list[Line] = []
    for n, text in enumerate(folded):
        names_others = any(map(OF_ITS_SUBJECT.fullmatch, _words(text, ())))
        if n == 0:
            begins = SUBJECT in text or not names_others
        elif SUBJECT in text:
            pair = printed[n - 1], printed[n]
            begins = known[n - 1] or not (goes_on(*pair) or are_shouted(*pair))
        else:
            after_known = known[n - 1] and LABEL.fullmatch(text) is not None
            begins = not names_others and (title[-1].speaks or after_known)
        ends = n + 1 == len(folded) or known[n + 1] or not printed[n + 1][:1].islower()
        is_sentence = OPENING_WORD.fullmatch(text.partition(" ")[0]) is not None
        speaks = known[n] and begins and ends and not is_sentence
        title.append(Line(text[:LONGEST_LINE], speaks, names_others))
    return title


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).replace("−", "-").split())


def _words(line: str, claims: Iterable[re.Pattern[str]]) -> list[str]:
    """Words, numbers and signs that no claim has."""
    if len(line) > LONGEST_LINE:
        return [line]
    spans = [match.span() for claim in claims for match in claim.finditer(line)]
    return [
        token[0]
        for token in _TOKEN.finditer(line)
        if not any(start <= token.start() < end for start, end in spans)
    ]


def _is_known(word: str) -> bool:
    kinds = (FUNCTION_WORD, OF_THE_EDITION, OF_ITS_SUBJECT)
    return word in _SIGNS or any(kind.fullmatch(word) for kind in kinds)


def goes_on(before: str, line: str) -> bool:
    """Return True where a line goes on from the one before it, as small letters and signs show."""
    return line[:1].islower() or _OPEN_END.search(before) is not None


def are_shouted(before: str, line: str) -> bool:
    """Return True for lines in capitals: nothing shows whether the second goes on."""
    return before.isupper() and line.isupper()


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
        name = (match["name"] or "").replace("ae", "ä")[:3]
        month = MONTHS.index(name) + 1 if name else int(match["month"])
        day = int(match["day"] or 0)
    try:
        found = date(year, month, day or 1).isoformat()
    except ValueError:
        return None
    return found if day or match["iso"] else found[:7]
