"""What a row's text says it is: a heading, a sum, or neither."""

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations

from pipeline.interpret.cells import KNOWN_TEXTS, SUM_WORDS
from pipeline.model import Ebene
from schemas.names import KREIS_WORDS, letters, load_gazetteer, plain
from schemas.register import LAND, Kreis

SUM_WORD = re.compile(rf"\b({SUM_WORDS})\b")
CARRIED = re.compile(r"(?:uebertrag|seitensumme|summe (?:der )?seite)\b.*")
LAND_WORDS = re.compile(r"\b(baden-wuerttemberg|land|landessumme|landesweit|bw)\b")
KREIS_KIND = re.compile(r"\b(?:lkr|lk|skr|sk)\b|kreis(?:es)?\b|kr\.|[- (]land\)?$")
GOES_ON = re.compile(r"(?:\b(?:landkreis|stadtkreis|regierungsbezirk|lkr?|sk)\.?|-)$")
"""How a label ends that names its Kreis or Bezirk on the next line."""
KINDS_OF_KREISE = {
    "stadtkreise": "Stadtkreis",
    "kreisfreiestaedte": "Stadtkreis",
    "landkreise": "Landkreis",
}
LAND_LETTERS = ("badenwuerttemberg", "landbadenwuerttemberg")
SMALL_WORDS = re.compile(r"[:()]|\b(?:im|des|der|fuer|den|in)\b")
BEZIRK = re.compile(r"\b(?:regierungsbezirk|rp|rb|reg\.-?bez\.?)\s+(\w+)")

LONGEST_TITLE = 12
"""Words; a text that has more is a sentence."""
LONGEST_KREIS = 5
"""Words."""
AROUND = " .,;:–-()"
"""What stands next to a name in a title."""


@dataclass(frozen=True)
class SumLabel:
    """A row that says it is a sum; `ebene` None where it does not say of what."""

    ebene: Ebene | None
    schluessel: str | None
    is_heading: bool = False
    """A heading with an amount beside it ("Landkreis Lörrach 1.234"), without a word for sum."""


@lru_cache(KNOWN_TEXTS)
def kreis_heading(label: str, *, bare: bool = False) -> tuple[Kreis, ...]:
    """Return the Kreis a label names as a heading; `bare`: without a word for its kind too.

    All of a kind where it is that of them all: "Stadtkreise".
    """
    if kind := kind_of_kreise(label):
        kreise = load_gazetteer().register.kreise.values()
        return tuple(kreis for kreis in kreise if kreis.kreis_art == kind)
    may_be = bare or KREIS_KIND.search(plain(label))
    return load_gazetteer().find_kreise(label) if may_be else ()


def kind_of_kreise(label: str) -> str | None:
    """Return the kind of Kreise of which a label names them all."""
    named = SMALL_WORDS.sub(" ", SUM_WORD.sub(" ", plain(label)))
    return KINDS_OF_KREISE.get(letters(named))


@lru_cache(KNOWN_TEXTS)
def kreis_in_title(text: str) -> tuple[Kreis, ...]:
    """Return the one Kreis that a title names with the word for its kind, whatever else it says."""
    words = text.split() if KREIS_KIND.search(plain(text)) else []
    spans = combinations(range(min(len(words), LONGEST_TITLE) + 1), 2)
    parts = (" ".join(words[i:j]).strip(AROUND) for i, j in spans if j - i <= LONGEST_KREIS)
    named = {kreis for part in parts for kreis in kreis_heading(part)}
    return tuple(named) if len(named) == 1 and len(words) <= LONGEST_TITLE else ()


def heading_with_sum(label: str) -> SumLabel | None:
    """Return the Kreis that a heading with an amount beside it gives the sum of."""
    if kind_of_kreise(label):
        return SumLabel(None, None, is_heading=True)
    heading = kreis_heading(label)
    if len(heading) != 1:
        return None
    return SumLabel(Ebene.KREIS, heading[0].kreis_ags, is_heading=True)


def is_carried_forward(label: str) -> bool:
    """Return True if a label speaks of a sum that is carried from page to page."""
    return CARRIED.fullmatch(plain(label)) is not None


def is_kind_of_kreis(label: str) -> bool:
    """Return True if a label is the word for a kind of Kreis, without its name."""
    return KREIS_WORDS.fullmatch(plain(label)) is not None


def goes_on_below(label: str) -> bool:
    """Return True if the label of a sum ends before it names its Kreis or Bezirk."""
    ends = GOES_ON.search(plain(label)) is not None
    return ends and (sum_label(label) is not None or is_kind_of_kreis(label))


def bezirk_of(label: str) -> str | None:
    """Return the key of the Regierungsbezirk a label names, if it names one."""
    match = BEZIRK.search(plain(label))
    kreise = load_gazetteer().register.kreise.values() if match else ()
    named = (k for k in kreise if match and plain(k.regierungsbezirk_name) == match[1])
    return next((kreis.regierungsbezirk_ags for kreis in named), None)


def sum_label(label: str) -> SumLabel | None:
    """Return what a label says it sums up; None where it does not speak of a sum."""
    text = plain(label)
    bezirk = bezirk_of(label)
    if bezirk and (SUM_WORD.search(text) or BEZIRK.fullmatch(text)):
        return SumLabel(Ebene.REGIERUNGSBEZIRK, bezirk)
    if letters(text) in LAND_LETTERS:
        return SumLabel(Ebene.LAND, LAND)
    rest = SUM_WORD.sub(" ", text)
    if rest == text:
        return None
    kreise = load_gazetteer().find_kreise(SMALL_WORDS.sub(" ", rest))
    if len(kreise) == 1:
        return SumLabel(Ebene.KREIS, kreise[0].kreis_ags)
    if LAND_WORDS.search(text):
        return SumLabel(Ebene.LAND, LAND)
    return SumLabel(None, None)
