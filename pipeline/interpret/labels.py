"""What a row's text says it is: a heading, a sum, or neither."""

import re
from dataclasses import dataclass

from pipeline.model import Ebene
from schemas.names import NameIndex, plain
from schemas.register import Kreis, Register

SUM_WORDS = re.compile(
    r"\b(zwischensumme|gesamtsumme|kreissumme|landessumme|teilsumme|endsumme|summen?|gesamt"
    r"|insgesamt|zusammen|total|gesamtergebnis|ergebnis)\b"
)
LAND_WORDS = re.compile(r"\b(baden-wuerttemberg|land|landessumme|landesweit|bw)\b")
KREIS_KIND = re.compile(r"\b(landkreis|stadtkreis|lkr|lk|skr|sk)\b|kreis\b")
BEZIRK = re.compile(r"\b(?:regierungsbezirk|rp|rb|reg\.-?bez\.?)\s+(\w+)")


@dataclass(frozen=True)
class SumLabel:
    """A row that says it is a sum; `ebene` None where it does not say of what."""

    ebene: Ebene | None
    schluessel: str | None
    is_heading: bool = False
    """A heading with an amount beside it ("Landkreis Lörrach 1.234"), without a word for sum."""


def kreis_heading(label: str, names: NameIndex, *, bare: bool) -> tuple[Kreis, ...]:
    """Return the Kreise a label names as a heading.

    Without a word for its kind ("Lörrach") a label counts only if `bare` says that this
    document prints its headings so.
    """
    kreise = names.find_kreise(label)
    return kreise if bare or KREIS_KIND.search(plain(label)) else ()


def bezirk_of(label: str, register: Register) -> str | None:
    """Return the key of the Regierungsbezirk a label names, if it names one."""
    match = BEZIRK.search(plain(label))
    if match is None:
        return None
    bezirke = {
        plain(k.regierungsbezirk_name): k.regierungsbezirk_ags for k in register.kreise.values()
    }
    return bezirke.get(match[1])


def sum_label(label: str, names: NameIndex, register: Register) -> SumLabel | None:
    """Return what a label says it sums up; None where it does not speak of a sum."""
    text = plain(label)
    bezirk = bezirk_of(label, register)
    rest = SUM_WORDS.sub(" ", text)
    if rest == text:
        return SumLabel(Ebene.REGIERUNGSBEZIRK, bezirk) if bezirk else None
    if bezirk:
        return SumLabel(Ebene.REGIERUNGSBEZIRK, bezirk)
    kreise = names.find_kreise(re.sub(r"[:()]|\b(im|des|der|fuer|den|in)\b", " ", rest))
    if len(kreise) == 1:
        return SumLabel(Ebene.KREIS, kreise[0].kreis_ags)
    if LAND_WORDS.search(rest):
        return SumLabel(Ebene.LAND, "08")
    return SumLabel(None, None)
