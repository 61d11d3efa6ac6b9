"""What a row's text says it is: a heading, a sum, or neither."""

import re
from dataclasses import dataclass

from pipeline.model import Ebene
from schemas.names import NameIndex, letters, plain
from schemas.register import Kreis, Register

SUM_WORDS = re.compile(
    r"\b(zwischensumme|gesamtsumme|kreissumme|landessumme|teilsumme|endsumme|summen?|gesamt"
    r"|insgesamt|zusammen|total|gesamtergebnis|ergebnis)\b"
)
CARRIED = re.compile(r"(?:uebertrag|seitensumme|summe (?:der )?seite)\b.*")
STATISTIC = re.compile(r"(?:anzahl|durchschnitt|mittelwert|median|minimum|maximum)\b")
LAND_WORDS = re.compile(r"\b(baden-wuerttemberg|land|landessumme|landesweit|bw)\b")
KREIS_KIND = re.compile(r"\b(landkreis|stadtkreis|lkr|lk|skr|sk)\b|kreis\b|kr\.|[- (]land\)?$")
WHOLE_LAND = re.compile(r"(?:08 )?(?:land )?baden-wuerttemberg(?: (?:08|gesamt|insgesamt))?")
LAND_LETTERS = ("badenwuerttemberg", "landbadenwuerttemberg")
SMALL_WORDS = re.compile(r"[:()]|\b(?:im|des|der|fuer|den|in)\b")
ASSOCIATION = re.compile(
    r"(?:gvv|vvg|vg|gemeindeverwaltungsverband|(?:vereinbarte )?verwaltungsgemeinschaft"
    r"|verwaltungsraum|verwaltungsverband)\b"
)
LAND = "08"
BEZIRK = re.compile(r"\b(?:regierungsbezirk|rp|rb|reg\.-?bez\.?)\s+(\w+)")


@dataclass(frozen=True)
class SumLabel:
    """A row that says it is a sum; `ebene` None where it does not say of what."""

    ebene: Ebene | None
    schluessel: str | None
    is_heading: bool = False
    """A heading with an amount beside it ("Landkreis Lörrach 1.234"), without a word for sum."""
    is_unlabelled: bool = False
    """Numbers alone: a sum only if they fit one."""
    is_association: bool = False
    """Of an association of municipalities: a sum only if it is that of the rows beside it."""


class Labels:
    """Says what labels mean; remembers whether this document prints bare headings."""

    def __init__(self, names: NameIndex, register: Register) -> None:
        """Index the Regierungsbezirke."""
        self.bare = False
        """Whether the name of a Kreis without a word for its kind is a heading."""
        self._names = names
        self._bezirke = {
            plain(kreis.regierungsbezirk_name): kreis.regierungsbezirk_ags
            for kreis in register.kreise.values()
        }

    def kreis_heading(self, label: str, *, bare: bool | None = None) -> tuple[Kreis, ...]:
        """Return the Kreis a label names as a heading; `bare` as above unless given."""
        kreise = self._names.find_kreise(label)
        allowed = self.bare if bare is None else bare
        return kreise if allowed or KREIS_KIND.search(plain(label)) else ()

    def heading_with_sum(self, label: str) -> SumLabel | None:
        """Return the Kreis that a heading with an amount beside it gives the sum of."""
        heading = self.kreis_heading(label, bare=False)
        if len(heading) != 1:
            return None
        return SumLabel(Ebene.KREIS, heading[0].kreis_ags, is_heading=True)

    def association(self, label: str) -> SumLabel | None:
        """Return the sum that a row gives an association ("VVG Herrenberg"), if it names one."""
        text = SUM_WORDS.sub(" ", plain(label)).strip()
        return SumLabel(None, None, is_association=True) if ASSOCIATION.match(text) else None

    def is_set_aside(self, label: str) -> bool:
        """Say whether a label speaks of a sum carried from page to page, or of a statistic.

        A statistic is a count, a mean or an extreme of rows, not their sum.
        """
        text = plain(label)
        is_statistic = STATISTIC.match(text) and not SUM_WORDS.search(text)
        return bool(is_statistic or CARRIED.fullmatch(text))

    def bezirk_of(self, label: str) -> str | None:
        """Return the key of the Regierungsbezirk a label names, if it names one."""
        match = BEZIRK.search(plain(label))
        return self._bezirke.get(match[1]) if match else None

    def sum_label(self, label: str) -> SumLabel | None:
        """Return what a label says it sums up; None where it does not speak of a sum."""
        text = plain(label)
        bezirk = self.bezirk_of(label)
        if bezirk and (SUM_WORDS.search(text) or BEZIRK.fullmatch(text)):
            return SumLabel(Ebene.REGIERUNGSBEZIRK, bezirk)
        if WHOLE_LAND.fullmatch(text) or letters(text) in LAND_LETTERS:
            return SumLabel(Ebene.LAND, LAND)
        rest = SUM_WORDS.sub(" ", text)
        if rest == text:
            return None
        kreise = self._names.find_kreise(SMALL_WORDS.sub(" ", rest))
        if len(kreise) == 1:
            return SumLabel(Ebene.KREIS, kreise[0].kreis_ags)
        if LAND_WORDS.search(text):
            return SumLabel(Ebene.LAND, LAND)
        return SumLabel(None, None)
