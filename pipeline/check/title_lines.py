"""Which lines of a title speak of the edition itself, and of nothing else.

Titles also say what they replace, on which survey they rest, until when to apply. A list of such
words is never whole. So listed are the words that titles of this document consist of: a line with
another word, or with a number that is part of no claim, says nothing.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipeline.check.title_dates import DATE

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


@dataclass(frozen=True, slots=True)
class Line:
    """A line that speaks of the edition, in lower case, without the regulation's date."""

    text: str
    names_others: bool
    """Whether it also names what has dates and stages of its own: regulation, persons, places."""


@dataclass(frozen=True, slots=True)
class TitleLines:
    """The lines of a title."""

    speaking: Sequence[Line]
    """Those that speak of the edition."""
    others: Sequence[str]
    """Those that say something else, or cannot be told; in lower case."""


def title_lines(lines: Iterable[str], claims: Sequence[re.Pattern[str]]) -> TitleLines:
    """Tell the lines that speak of the edition from the others.

    `claims` are the ways to say something of it: what they match needs no other words. A line that
    does not name it tells of what the line before it names. One that goes on with a line that is
    not understood, or goes on from such a one, is part of a sentence.
    """
    printed = [_plain(line) for line in lines]
    folded = [REGULATION.sub("vwv", line.casefold()) for line in printed]
    words = [_words(line, claims) for line in folded]
    known = [all(map(_is_known, of_line)) for of_line in words]
    speaking: dict[int, Line] = {}
    for n, line in enumerate(folded):
        names_others = any(OF_ITS_SUBJECT.fullmatch(word) for word in _words(line, ()))
        if SUBJECT in line:
            begins = n == 0 or known[n - 1] or not _goes_on(printed[n - 1], printed[n])
        elif names_others:
            begins = False
        else:
            is_label = LABEL.fullmatch(line) is not None
            begins = n == 0 or n - 1 in speaking or (known[n - 1] and is_label)
        ends = n + 1 == len(folded) or known[n + 1] or not printed[n + 1][:1].islower()
        if known[n] and begins and ends and not OPENING_WORD.fullmatch(line.partition(" ")[0]):
            speaking[n] = Line(line, names_others)
    others = [line[:LONGEST_LINE] for n, line in enumerate(folded) if n not in speaking]
    return TitleLines(list(speaking.values()), others)


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


def _goes_on(before: str, line: str) -> bool:
    return goes_on(before, line) or are_shouted(before, line)


def goes_on(before: str, line: str) -> bool:
    """Return True where a line goes on from the one before it, as small letters and signs show."""
    return line[:1].islower() or _OPEN_END.search(before) is not None


def are_shouted(before: str, line: str) -> bool:
    """Return True for lines in capitals: nothing shows whether the second goes on."""
    return before.isupper() and line.isupper()
