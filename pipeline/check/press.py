"""The rows against figures that others published: ground truth that nobody here made.

Exact figures of single municipalities must agree to the euro, exact sums of groups but for the
rounding of their rows. Rounded figures and evident misprints of papers are compared and counted,
and decide nothing; groups whose members are not known are named, and compared with nothing.
"""

from collections.abc import Sequence

from pipeline.check.findings import (
    Finding,
    Text,
    at,
    english,
    figure_text,
    german,
    result,
    shown,
)
from pipeline.check.press_comparison import Placed, place_figure
from pipeline.check.press_places import Places
from pipeline.check.press_slips import row_slips, sum_slips
from pipeline.check.press_summary import summary_of
from pipeline.check.recognition import Counted
from pipeline.check.slip_words import explained
from pipeline.model import CheckResult
from schemas.press import PressFigure
from schemas.register import Register
from schemas.source import Source, SourceEdition

NAME = "presse"
NOTE = Text(
    " (synthetic document: a test of the reading, no evidence for the figures)",
    " (synthetisches Dokument: prüft das Lesen, kein Beleg für die Beträge)",
)
"""A synthetic document was made from these figures: agreement proves the reading only."""


def press_agrees(
    rows: Sequence[Counted],
    press: Sequence[PressFigure],
    register: Register,
    source: Source,
    edition: SourceEdition | None,
    synthetic: bool,
) -> CheckResult:
    """`presse`: no exact published figure of this edition contradicts its row or rows."""
    if edition is None:
        unknown = Text(
            "not applicable: published figures belong to known editions, and none is recognised",
            "Nicht anwendbar: Veröffentlichte Beträge gehören zu bekannten Ausgaben, und keine ist "
            "erkannt.",
        )
        return result(NAME, source, [], unknown)
    places = Places(press, register)
    placed = [
        place_figure(figure, places, rows) for figure in press if figure.edition == edition.id
    ]
    exact = [place for place in placed if place.figure.precision == "exact"]
    findings = [
        _finding(place, explained(_slips(place, rows, press, source, register)))
        for place in exact
        if place.found and not place.agrees
    ]
    summary = summary_of(placed)
    if not synthetic:
        return result(NAME, source, [Finding(summary), *findings] if findings else [], summary)
    noted = [Finding(_noted(finding.text), finding.rows) for finding in findings]
    return result(NAME, source, [Finding(summary), *noted] if noted else [], _noted(summary))


def _slips(
    place: Placed,
    rows: Sequence[Counted],
    press: Sequence[PressFigure],
    source: Source,
    register: Register,
) -> list[Text]:
    if place.is_group:
        return sum_slips(place.figure, place.rows, register)
    return row_slips(place.figure, place.differing, rows, press, source.editions, register)


def _finding(place: Placed, why: Text) -> Finding:
    figure, where = place.figure, at(place.rows[0].herkunft)
    read = _read(place)
    published = figure_text(figure.betrag_eur, figure.personen)
    source = shown(f"{figure.source} {figure.published_on}")
    return Finding(
        Text(
            f"{where.message}{read.message} read; expected {published.message} as published in "
            f"{source}{why.message}; check the printed row",
            f"{where.meldung}{read.meldung} gelesen; erwartet: {published.meldung}, wie "
            f"veröffentlicht in {source}{why.meldung}; bitte die gedruckte Zeile prüfen",
        ),
        tuple(row.herkunft for row in place.rows),
    )


def _read(place: Placed) -> Text:
    """What the rows say."""
    name = place.name
    if place.is_group:
        text = figure_text(place.total_eur, None)
        count = len(place.rows)
        return name.then(
            f" ({english(count)} rows from here): {text.message}",
            f" ({german(count)} Zeilen ab hier): {text.meldung}",
        )
    row = place.differing
    text, key = figure_text(row.betrag_eur, row.personen), f" ({row.gemeinde_ags}): "
    return name.then(key + text.message, key + text.meldung)


def _noted(text: Text) -> Text:
    return text.then(NOTE.message, NOTE.meldung)
