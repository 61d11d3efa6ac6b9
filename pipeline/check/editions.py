"""Which known edition is this? The arithmetic of the rows says it, and the words of the title.

The arithmetic decides, because amounts are what is published. Half a known rate fits too, so only
the known rates are tried at first. Rows of nothing fit every rate and are left out of the count.
Where a known rate does not give them all, the rate that the rows themselves tell is asked for.
"""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from msgspec import Struct, convert

from pipeline.check.claims import claims_of, claims_text
from pipeline.check.rate import PERCENT, RateInterval, common_step, edition_rate
from pipeline.check.recovery import Recovered, Unrecovered, power_of_ten, rate_of_rows
from pipeline.check.texts import Question, check, finding
from pipeline.model import NO_CLAIMS, Claims, Edition, Zeile
from pipeline.texts import Text, joined, say
from pipeline.values import replace
from schemas.names import plain
from schemas.source import Source, SourceEdition

PLACES = 6
"""Of a rate in EUR, as shown: a complete table fixes about four."""


class EditionFit(Struct, frozen=True):
    """How well amounts follow the rate of the known edition that most of them follow."""

    edition: SourceEdition
    tested: int
    """Rows above zero."""
    persons: tuple[int, ...]
    """Those that the fitting amounts tell."""
    rows: int = 0
    """All rows, of nothing too."""

    @property
    def fitting(self) -> int:
        """How many rows fit."""
        return len(self.persons)

    @property
    def different(self) -> int:
        """How many different amounts are among those that fit."""
        return len(set(self.persons))

    @property
    def step(self) -> int:
        """Above 1 where the rows fit only as multiples of what the edition gives."""
        return common_step(self.persons)


def fit_editions(zeilen: Sequence[Zeile], source: Source) -> EditionFit:
    """Find the known edition that most rows follow, and those that do."""
    amounts = [zeile.betrag_eur for zeile in zeilen if zeile.betrag_eur > 0]
    fits = []
    for edition in source.editions:
        persons = map(edition_rate(edition).persons, amounts)
        fitting = tuple(number for number in persons if number is not None)
        fits.append(EditionFit(edition, len(amounts), fitting, len(zeilen)))
    return max(fits, key=lambda fit: fit.fitting)


class Recognition(Struct, frozen=True):
    """What the rows and the title say about the edition."""

    fit: EditionFit
    by_rows: SourceEdition | None
    """The edition that most rows fit, where they are enough and fit it not as multiples."""
    by_title: SourceEdition | None
    """None where the title has signs of no edition, or of several."""
    recovered: Recovered | Unrecovered | None = None
    """The rate that the rows tell; None where they are too few, or a known edition has them all."""
    claims: Claims = NO_CLAIMS
    """What the title says of an edition that is not known."""

    @property
    def rate(self) -> RateInterval | None:
        """The rate of the edition that the rows follow, else the one that they tell themselves."""
        if self.by_rows is not None:
            return edition_rate(self.by_rows)
        return self.recovered.rate if isinstance(self.recovered, Recovered) else None

    @property
    def metadata(self) -> Edition | Claims:
        """The edition that the rows follow, as records keep it, else what the title claims."""
        known = self.by_rows
        return convert(known, Edition, from_attributes=True) if known else self.claims


def recognise(zeilen: Sequence[Zeile], title_text: str, source: Source) -> Recognition:
    """Find out which known edition the rows follow, and which the title names."""
    bounds, fit = source.expectations, fit_editions(zeilen, source)
    enough = PERCENT * fit.fitting >= bounds.recognition_percent * fit.tested
    many = fit.tested >= bounds.recognition_rows
    recognised = many and enough and fit.step == 1
    complete = recognised and fit.fitting == fit.tested
    return Recognition(
        fit=fit,
        by_rows=fit.edition if recognised else None,
        by_title=_by_title(title_text, source),
        recovered=rate_of_rows(zeilen, source) if many and not complete else None,
        claims=NO_CLAIMS if recognised else claims_of(title_text, source.identity.known_words),
    )


def count_persons(zeilen: Sequence[Zeile], edition: SourceEdition | None) -> tuple[Zeile, ...]:
    """The rows with their persons: as printed, else as a known edition's amount tells them."""
    if edition is None:
        return tuple(zeilen)
    rate = edition_rate(edition)
    return tuple(
        replace(zeile, personen=rate.persons(zeile.betrag_eur)) if zeile.personen is None else zeile
        for zeile in zeilen
    )


@check("ausgabe_erkannt")
def edition_recognised(recognition: Recognition, source: Source) -> Question:
    """The rows follow the arithmetic of a known edition."""
    if recognition.by_rows is None:
        found = recognition.recovered
        if isinstance(found, Recovered):
            own = say("ausgabe_erkannt.own_rate", rate=_recovered_text(found))
        else:
            own = say("ausgabe_erkannt.no_own_rate", why=say(f"unrecovered.{found or 'few'}"))
        yield finding(
            "ausgabe_erkannt.unknown",
            fit=recognition.fit,
            known=joined(edition.id for edition in source.editions),
            own=own,
            claims=claims_text(recognition.claims),
            source=source,
        )
    return say("ausgabe_erkannt.passed", fit=recognition.fit)


@check("ausgabe_unklar")
def edition_not_in_doubt(recognition: Recognition, source: Source) -> Question:
    """The rows follow one edition, or hardly a row follows any."""
    bounds, fit = source.expectations, recognition.fit
    by_chance = PERCENT * fit.fitting < bounds.doubt_percent * fit.tested
    few = fit.tested < bounds.recognition_rows
    other = _outdoing(recognition, source)
    clear = recognition.by_rows is not None and other is None
    if not (clear or few or by_chance):
        why = say("ausgabe_unklar.too_few")
        if fit.step > 1:
            why = say("ausgabe_unklar.multiples", fit=fit)
        elif other is not None:
            why = say("ausgabe_unklar.other_rate", rate=_recovered_text(other))
        yield finding("ausgabe_unklar.doubt", fit=fit, why=why)
    return say("ausgabe_unklar.passed")


def _outdoing(recognition: Recognition, source: Source) -> Recovered | None:
    """The rate that the rows tell, where it is not the nearest edition's and fits many more rows.

    Small amounts fit any rate that is near; a few more rows may be a misread one's doing.
    """
    found, fit = recognition.recovered, recognition.fit
    if not isinstance(found, Recovered) or found.rate.contains(edition_rate(fit.edition).low):
        return None
    more = PERCENT * (found.fitting - fit.fitting)
    return found if more >= source.expectations.doubt_percent * fit.tested else None


@check("ausgabe_widerspruch")
def title_agrees(recognition: Recognition, title_text: str, source: Source) -> Question:
    """The title does not name another edition than the rows follow."""
    title, rows = recognition.by_title, recognition.by_rows
    if title is None:
        return say("ausgabe_widerspruch.unnamed")
    if title != rows and recognition.fit.tested >= source.expectations.recognition_rows:
        other = say("ausgabe_widerspruch.none")
        if rows is not None:
            other = say("ausgabe_widerspruch.other", edition=rows)
        yield finding(
            "ausgabe_widerspruch.contradiction", edition=title, other=other, title=title_text
        )
    return say("ausgabe_widerspruch.passed", edition=title)


def _by_title(title_text: str, source: Source) -> SourceEdition | None:
    title = plain(title_text)
    named = [
        edition
        for edition in source.editions
        if any(plain(sign) in title for sign in edition.signs)
    ]
    return named[0] if len(named) == 1 else None


def _recovered_text(found: Recovered) -> Text:
    """The rate and how strong its proof is; part of a sentence."""
    return say(
        "ausgabe_erkannt.rate",
        found=found,
        low=_shown(found.rate.low),
        high=_shown(found.rate.high),
        power=power_of_ten(found.chance),
    )


def _shown(rate: Fraction) -> Decimal:
    """An end of a rate for people, in EUR, rounded to PLACES."""
    return round(Decimal(rate.numerator) / Decimal(rate.denominator), PLACES)
