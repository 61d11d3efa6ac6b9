"""Which known edition this is: told by the arithmetic of the rows, and by the words of the title.

The arithmetic decides, because amounts are what is published. Half a known rate fits too, so only
the known rates are tried at first. Rows of nothing fit every rate and are left out of the count.
Where a known rate does not give them all, the rate that the rows themselves tell is asked for.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from pipeline.check.apportionment import common_step, fitting_persons
from pipeline.check.claims import claims_text
from pipeline.check.findings import Finding, Text, english, german, result, shown
from pipeline.check.own_rate import own_rate_text, rate_of_rows, recovered_text
from pipeline.check.recovery import Recovered, Unrecovered
from pipeline.model import NO_CLAIMS, CheckResult, Claims, Herkunft, Zeile
from schemas.source import Source, SourceEdition

PERCENT = 100


@dataclass(frozen=True, slots=True)
class Counted:
    """A row with its number of persons: as printed, else as its amount tells it, else unknown."""

    gemeinde_ags: str
    personen: int | None
    betrag_eur: Decimal
    herkunft: Herkunft


@dataclass(frozen=True, slots=True)
class Recognition:
    """What the rows and the title say about the edition."""

    nearest: SourceEdition
    """The edition that most rows fit."""
    tested: int
    """Rows above zero."""
    fitting: int
    """How many of them fit the nearest edition."""
    step: int
    """Above 1 where the rows fit only as multiples of what the nearest edition gives."""
    by_rows: SourceEdition | None
    """The nearest edition, where enough rows fit it and not as multiples."""
    by_title: SourceEdition | None
    """None where the title has signs of no edition, or of several."""
    recovered: Recovered | Unrecovered | None = None
    """The rate that the rows tell; None where they are too few, or a known edition has them all."""

    @property
    def own_rate(self) -> Recovered | None:
        """The rate that the rows tell, where they follow no known edition."""
        found = self.recovered
        return found if self.by_rows is None and isinstance(found, Recovered) else None


def recognise(zeilen: Sequence[Zeile], title_text: str, source: Source) -> Recognition:
    """Which known edition the rows follow, and which the title names."""
    bounds = source.expectations
    amounts = [zeile.betrag_eur for zeile in zeilen if zeile.betrag_eur > 0]
    fits = [(_fitting(amounts, edition), edition) for edition in source.editions]
    persons, nearest = max(fits, key=lambda fit: len(fit[0]))
    tested, fitting, step = len(amounts), len(persons), common_step(persons)
    enough = PERCENT * fitting >= bounds.recognition_percent * tested
    many = tested >= bounds.recognition_rows
    recognised = many and enough and step == 1
    complete = recognised and fitting == tested
    return Recognition(
        nearest=nearest,
        tested=tested,
        fitting=fitting,
        step=step,
        by_rows=nearest if recognised else None,
        by_title=_by_title(title_text, source),
        recovered=rate_of_rows(zeilen, source) if many and not complete else None,
    )


def count_persons(zeilen: Sequence[Zeile], edition: SourceEdition | None) -> tuple[Counted, ...]:
    """The rows with their persons."""
    return tuple(
        Counted(zeile.gemeinde_ags, _persons(zeile, edition), zeile.betrag_eur, zeile.herkunft)
        for zeile in zeilen
    )


def edition_recognised(
    recognition: Recognition, source: Source, claims: Claims = NO_CLAIMS
) -> CheckResult:
    """`ausgabe_erkannt`: the rows follow the arithmetic of a known edition."""
    edition, share = recognition.by_rows, _share(recognition)
    if edition is not None:
        passed = Text(
            f"edition {edition.id}: {share.message} fit its rate",
            f"Ausgabe „{edition.label}“: {share.meldung} entsprechen ihrem Satz je Person.",
        )
        return result("ausgabe_erkannt", source, [], passed)
    known = ", ".join(edition.id for edition in source.editions)
    unknown = Text(
        f"no known edition: at most {share.message} fit the rate of one; known are {known}; ",
        f"Keine bekannte Ausgabe: Höchstens {share.meldung} entsprechen dem Satz einer Ausgabe; "
        f"bekannt sind {known}; ",
    )
    own, said = own_rate_text(recognition.recovered), claims_text(claims)
    advice = f"; if this is a new one, add it to {source.id}.toml"
    told = unknown.then(own.message + said.message + advice, own.meldung + said.meldung)
    return result("ausgabe_erkannt", source, [Finding(told)], Text("", ""))


def edition_not_in_doubt(recognition: Recognition, source: Source) -> CheckResult:
    """`ausgabe_unklar`: the rows follow one edition, or hardly a row follows any."""
    bounds, nearest, share = source.expectations, recognition.nearest, _share(recognition)
    by_chance = PERCENT * recognition.fitting < bounds.doubt_percent * recognition.tested
    few = recognition.tested < bounds.recognition_rows
    clear = recognition.by_rows is not None and _outdoing(recognition, source) is None
    if clear or few or by_chance:
        passed = Text(
            "the rows follow a known edition or none",
            "Die Beträge folgen einer bekannten Ausgabe oder keiner.",
        )
        return result("ausgabe_unklar", source, [], passed)
    why = _doubt(recognition, source)
    doubt = Text(
        f"{share.message} fit the rate of {nearest.id}, {why.message}",
        f"{share.meldung} entsprechen dem Satz der Ausgabe „{nearest.label}“, {why.meldung}",
    )
    return result("ausgabe_unklar", source, [Finding(doubt)], Text("", ""))


def _doubt(recognition: Recognition, source: Source) -> Text:
    if recognition.step > 1:
        return Text(
            f"but as {recognition.step} times what it gives; look whether they are for several "
            "years together",
            f"aber als das {recognition.step}-Fache; bitte prüfen, ob sie für mehrere Jahre "
            "zusammen gelten",
        )
    if (found := _outdoing(recognition, source)) is not None:
        other = recovered_text(found)
        return Text(
            f"but {other.message}; look whether this is a new edition, and the right column",
            f"aber {other.meldung}; bitte prüfen, ob dies eine neue Ausgabe ist und die richtige "
            "Spalte gelesen wurde",
        )
    return Text(
        "too many for chance, too few for that edition; look whether the right column was read",
        "zu viele für einen Zufall, zu wenige für diese Ausgabe; bitte prüfen, ob die richtige "
        "Spalte gelesen wurde",
    )


def _outdoing(recognition: Recognition, source: Source) -> Recovered | None:
    """The rate that the rows tell, where it is not the nearest edition's and fits many more rows.

    Small amounts fit any rate that is near; a few more rows may be a misread one's doing.
    """
    found, percent = recognition.recovered, source.expectations.doubt_percent
    if not isinstance(found, Recovered) or recognition.nearest in found.editions(source.editions):
        return None
    more = found.fitting - recognition.fitting
    return found if PERCENT * more >= percent * recognition.tested else None


def title_agrees(recognition: Recognition, title_text: str, source: Source) -> CheckResult:
    """`ausgabe_widerspruch`: the title does not name another edition than the rows follow."""
    named, followed = recognition.by_title, recognition.by_rows
    few = recognition.tested < source.expectations.recognition_rows
    if named is None:
        passed = Text(
            "the title names no edition, or signs of several",
            "Der Titel nennt keine Ausgabe oder Merkmale mehrerer.",
        )
        return result("ausgabe_widerspruch", source, [], passed)
    if named == followed or few:
        passed = Text(
            f"the title names edition {named.id}, and no row says otherwise",
            f"Der Titel nennt die Ausgabe „{named.label}“; die Beträge widersprechen nicht.",
        )
        return result("ausgabe_widerspruch", source, [], passed)
    contradiction = _contradiction(named, followed, title_text)
    return result("ausgabe_widerspruch", source, [Finding(contradiction)], Text("", ""))


def _contradiction(named: SourceEdition, followed: SourceEdition | None, title: str) -> Text:
    other = Text(
        f"that of {followed.id}" if followed else "that of no known edition",
        f"der Ausgabe „{followed.label}“" if followed else "keiner bekannten Ausgabe",
    )
    return Text(
        f"the title names edition {named.id}, the amounts follow the rate of another: expected "
        f"that of {named.id}, found {other.message}; the title reads {shown(title)!r}; look "
        "whether title and table belong together and the right column was read",
        f"Der Titel nennt die Ausgabe „{named.label}“, die Beträge folgen aber dem Satz "
        f"{other.meldung}; der Titel lautet „{shown(title)}“; bitte prüfen, ob Titel und Tabelle "
        "zusammengehören und die richtige Spalte gelesen wurde",
    )


def _by_title(title_text: str, source: Source) -> SourceEdition | None:
    title = _plain(title_text)
    named = [
        edition
        for edition in source.editions
        if any(_plain(sign) in title for sign in edition.signs)
    ]
    return named[0] if len(named) == 1 else None


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def _fitting(amounts: Sequence[Decimal], edition: SourceEdition) -> list[int]:
    """The persons of those amounts that fit."""
    persons = (fitting_persons(amount, edition) for amount in amounts)
    return [number for number in persons if number is not None]


def _share(recognition: Recognition) -> Text:
    fitting, tested = recognition.fitting, recognition.tested
    return Text(
        f"{english(fitting)} of {english(tested)} amounts",
        f"{german(fitting)} von {german(tested)} Beträgen",
    )


def _persons(zeile: Zeile, edition: SourceEdition | None) -> int | None:
    if zeile.personen is not None or edition is None:
        return zeile.personen
    return fitting_persons(zeile.betrag_eur, edition)
