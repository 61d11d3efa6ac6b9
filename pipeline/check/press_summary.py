"""How the published figures of an edition compare: counted, and named where that says more."""

from collections.abc import Sequence

from pipeline.check.findings import Text, english, figure_text, german
from pipeline.check.press_comparison import Placed
from pipeline.check.slip_words import digit_slips, explained


def summary_of(placed: Sequence[Placed]) -> Text:
    """Count all figures of an edition; name misprints of papers and what cannot be compared."""
    single = [place for place in placed if not place.is_group]
    text = _exact([place for place in single if place.figure.precision == "exact"])
    more = (
        _rounded([place for place in single if place.figure.precision == "rounded"]),
        _misprints([place for place in single if place.figure.precision == "uncertain"]),
        _groups([place for place in placed if place.is_group and place.keys]),
        _named("without a row", "ohne Zeile", [p for p in single if not p.found]),
        _named(
            "not comparable, as the members are not known for certain",
            "nicht vergleichbar, weil die Mitglieder nicht sicher bekannt sind",
            [place for place in placed if place.is_group and not place.keys],
        ),
    )
    for part in more:
        text = text.then(part.message, part.meldung)
    return text


def _exact(exact: Sequence[Placed]) -> Text:
    found = [place for place in exact if place.found]
    agree, missing = sum(place.agrees for place in exact), len(exact) - len(found)
    differ = len(found) - agree
    return Text(
        f"{english(agree)} of {english(len(exact))} exact published figures agree with their rows, "
        f"differing: {english(differ)}, no row: {english(missing)}",
        f"Von {german(len(exact))} genauen veröffentlichten Beträgen stimmen {german(agree)} mit "
        f"ihren Zeilen überein, abweichend: {german(differ)}, ohne Zeile: {german(missing)}",
    )


def _rounded(rounded: Sequence[Placed]) -> Text:
    if not rounded:
        return Text("", "")
    agree = sum(place.agrees for place in rounded)
    differing = [_beside(place) for place in rounded if place.found and not place.agrees]
    return _with_list(
        Text(
            f"; {english(agree)} of {english(len(rounded))} rounded ones agree",
            f"; von {german(len(rounded))} gerundeten {german(agree)}",
        ),
        differing,
    )


def _misprints(uncertain: Sequence[Placed]) -> Text:
    """Papers misprint too: what they print is shown beside what the row has."""
    if not uncertain:
        return Text("", "")
    count = len(uncertain)
    return _with_list(
        Text(
            f"; {english(count)} taken for misprints of papers",
            f"; {german(count)} mutmaßliche Druckfehler in Zeitungen",
        ),
        [_beside(place) for place in uncertain if place.found],
    )


def _groups(groups: Sequence[Placed]) -> Text:
    if not groups:
        return Text("", "")
    agreeing = [place for place in groups if place.agrees]
    exact = [place for place in agreeing if place.figure.precision == "exact"]
    rounding = sum(place.total_eur != place.figure.betrag_eur for place in exact)
    missing = [place.name for place in groups if not place.found]
    text = Text(
        f"; {english(len(agreeing))} of {english(len(groups))} sums of groups agree "
        f"({english(rounding)} of them but for the rounding of their rows)",
        f"; von {german(len(groups))} Summen mehrerer Gemeinden stimmen {german(len(agreeing))} "
        f"({german(rounding)} davon bis auf die Rundung der Zeilen)",
    )
    differing = [_beside(place) for place in groups if place.found and not place.agrees]
    lacking = [name.then(": rows are missing", ": es fehlen Zeilen") for name in missing]
    return _with_list(text, [*differing, *lacking])


def _named(message: str, meldung: str, places: Sequence[Placed]) -> Text:
    if not places:
        return Text("", "")
    names = list(dict.fromkeys(place.name for place in places))
    count = len(places)
    return Text(
        f"; {english(count)} {message}: {'; '.join(name.message for name in names)}",
        f"; {german(count)} {meldung}: {'; '.join(name.meldung for name in names)}",
    )


def _beside(place: Placed) -> Text:
    """What is published beside what the rows have, and the slip of the paper that explains it."""
    rows = place.total_eur if place.is_group else place.differing.betrag_eur
    published, read = figure_text(place.figure.betrag_eur), figure_text(rows)
    why, name = explained(digit_slips(rows, place.figure.betrag_eur)), place.name
    if place.agrees:
        return name.then(" agrees after all", " stimmt doch")
    return name.then(
        f" {published.message} published, {read.message} read{why.message}",
        f" {published.meldung} veröffentlicht, {read.meldung} gelesen{why.meldung}",
    )


def _with_list(text: Text, items: Sequence[Text]) -> Text:
    if not items:
        return text
    return text.then(
        ": " + ", ".join(item.message for item in items),
        ": " + ", ".join(item.meldung for item in items),
    )
