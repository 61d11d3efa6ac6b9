"""The rows against figures that others published.

Exact figures of single municipalities must agree to the euro. Rounded figures and evident misprints
are compared and counted, and decide nothing; sums of groups are not used here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from pipeline.check.findings import Finding, Text, at, english, german, result, shown
from pipeline.check.recognition import Counted
from pipeline.model import CheckResult
from schemas.names import NameIndex
from schemas.press import PressFigure
from schemas.register import Register
from schemas.source import Source, SourceEdition

TEN = 10


@dataclass(frozen=True, slots=True)
class Placed:
    """A published figure and the rows of its municipality; none where its name is not clear."""

    figure: PressFigure
    rows: tuple[Counted, ...]

    @property
    def agrees(self) -> bool:
        """Whether every row is the figure, or rounds to it."""
        return bool(self.rows) and all(
            _amount_agrees(self.figure, row) and _persons_agree(self.figure, row)
            for row in self.rows
        )


def press_agrees(
    rows: Sequence[Counted],
    press: Sequence[PressFigure],
    register: Register,
    source: Source,
    edition: SourceEdition | None,
    synthetic: bool,
) -> CheckResult:
    """`presse`: no exact published figure of this edition contradicts its row."""
    if edition is None:
        unknown = Text(
            "not applicable: published figures belong to known editions, and none is recognised",
            "Nicht anwendbar: Veröffentlichte Beträge gehören zu bekannten Ausgaben, und keine ist "
            "erkannt.",
        )
        return result("presse", source, [], unknown)
    names = NameIndex(register)
    placed = [
        _place(figure, rows, names)
        for figure in press
        if figure.edition == edition.id and figure.kind == "single"
    ]
    exact = [place for place in placed if place.figure.precision == "exact"]
    findings = [_finding(place) for place in exact if place.rows and not place.agrees]
    return result("presse", source, _noted(findings, synthetic), _summary(placed, exact, synthetic))


def _place(figure: PressFigure, rows: Sequence[Counted], names: NameIndex) -> Placed:
    kreise = [kreis.kreis_ags for kreis in names.find_kreise(figure.kreis)]
    gemeinde = names.resolve_gemeinde(figure.place, kreise) if kreise else None
    ags = gemeinde.gemeinde_ags if gemeinde else None
    return Placed(figure, tuple(row for row in rows if row.gemeinde_ags == ags))


def _amount_agrees(figure: PressFigure, row: Counted) -> bool:
    """Papers round up, down or to the nearest: a rounded figure is less than a unit away."""
    if figure.precision != "rounded":
        return row.betrag_eur == figure.betrag_eur
    return abs(row.betrag_eur - figure.betrag_eur) < _unit(figure.betrag_eur)


def _unit(rounded: int) -> int:
    """The place that a number was rounded to: 100 for 115,200."""
    unit = 1
    while rounded and rounded % (unit * TEN) == 0:
        unit *= TEN
    return unit


def _persons_agree(figure: PressFigure, row: Counted) -> bool:
    return figure.personen is None or row.personen in (None, figure.personen)


def _finding(place: Placed) -> Finding:
    figure, row = place.figure, place.rows[0]
    where, name = at(row.herkunft), f"{figure.place} ({row.gemeinde_ags})"
    read = _figure_text(row.betrag_eur, row.personen)
    published = _figure_text(figure.betrag_eur, figure.personen)
    source = shown(f"{figure.source} {figure.published_on}")
    return Finding(
        Text(
            f"{where.message}{name}: {read.message} read; expected {published.message} as "
            f"published in {source}; check the printed row",
            f"{where.meldung}{name}: {read.meldung} gelesen; erwartet: {published.meldung}, wie "
            f"veröffentlicht in {source}; bitte die gedruckte Zeile prüfen",
        ),
        tuple(row.herkunft for row in place.rows),
    )


def _figure_text(betrag_eur: Decimal | int, personen: int | None) -> Text:
    text = Text(f"{english(betrag_eur)} EUR", f"{german(betrag_eur)} Euro")
    if personen is None:
        return text
    return text.then(f" for {english(personen)} persons", f" für {german(personen)} Personen")


def _noted(findings: Sequence[Finding], synthetic: bool) -> list[Finding]:
    return [Finding(_note(finding.text, synthetic), finding.rows) for finding in findings]


def _note(text: Text, synthetic: bool) -> Text:
    """A synthetic document was made from these figures: agreement proves the reading only."""
    if not synthetic:
        return text
    return text.then(
        " (synthetic document: a test of the reading, no evidence for the figures)",
        " (synthetisches Dokument: prüft das Lesen, kein Beleg für die Beträge)",
    )


def _summary(placed: Sequence[Placed], exact: Sequence[Placed], synthetic: bool) -> Text:
    vague = [place for place in placed if place.figure.precision != "exact"]
    missing = [shown(place.figure.place) for place in placed if not place.rows]
    agreeing, near = (sum(place.agrees for place in places) for places in (exact, vague))
    text = Text(
        f"{agreeing} of {len(exact)} exact published figures agree with their rows, none differs; "
        f"of {len(vague)} rounded or uncertain ones {near} agree",
        f"{agreeing} von {len(exact)} genauen veröffentlichten Beträgen stimmen mit ihren Zeilen "
        f"überein, keiner weicht ab; von {len(vague)} gerundeten oder unsicheren {near}",
    )
    if missing:
        names = ", ".join(missing)
        text = text.then(f"; without a row: {names}", f"; ohne Zeile: {names}")
    return _note(text, synthetic)
