"""What a person is told about one municipality, in German: its figures, its proof, its partners."""

from collections.abc import Iterator, Sequence
from decimal import ROUND_DOWN, Decimal

from msgspec.structs import asdict, astuple, fields

from pipeline.tabular import align, csv_text, json_text
from pipeline.town import MOST_GROUPS, Group, Partners, Relation, Town, TownFigure
from pipeline.values import german_amount, german_number, grouped_key, one_line
from schemas.register import load_register
from schemas.source import Source

CEILING = "Der Betrag ist eine Obergrenze, die beantragt werden konnte, keine Auszahlung."
MISSING = (
    "hat die Gemeinde keine Zeile, die veröffentlicht werden konnte. Das heißt nicht, dass sie "
    "nichts erhält: Die Zeile kann fehlen oder unlesbar sein."
)
NO_ROWS = (
    "hat keine seiner Gemeinden eine Zeile, die veröffentlicht werden konnte. Das heißt nicht, "
    "dass sie nichts erhalten: Zeilen können fehlen oder unlesbar sein."
)
UNKNOWN = "unbekannt"
SYNTHETIC = "ACHTUNG: synthetische Daten zum Ausprobieren, keine veröffentlichten Beträge."
SYNTHETIC_PUBLISHER = "Synthetische Rekonstruktion zum Ausprobieren"
HUNDREDTH = Decimal("0.01")
HASH_DIGITS = 16
"""Of a document's hash, enough to tell it from any other in a citation or an address."""
FIGURES = ("Ausgabe", "veröffentlicht", "gilt für", "Personen", "Betrag")
NUMBERS = ("Personen", "Betrag")
ID = "Kennung"
LEGEND = "[Verband, Nachbar, Kreis]: was sie verbindet; *: erreicht die Schwelle auch allein"
GROUPS = ("gemeinsam mit", "Summe", "über der Schwelle")


def town_text(town: Town, source: Source, find_partners: str) -> str:
    """Return all that is known of a municipality, for a terminal.

    `find_partners` is the command that names partners, to be typed as it stands.
    """
    head = f"{town.gemeinde_name} ({grouped_key(town.gemeinde_ags)}), {town.kreis}"
    parts = [[head], [SYNTHETIC] if any(one.synthetisch for one in town.figures) else []]
    if newest := town.newest:
        parts += [
            _figures(town.figures),
            list(_meaning(newest, source, find_partners)),
            list(_proof(newest)),
            ["Zum Zitieren:", f"  {citation(town, newest, source)}", f"  {CEILING}"],
        ]
    elif town.figures:
        earlier = ["Frühere Ausgaben, nicht die neueste:", *_figures(town.figures)]
        parts += [[f"In der neuesten Ausgabe {MISSING}"], earlier]
    else:
        parts.append([f"In den Ausgaben hier {MISSING}"])
    return "\n\n".join("\n".join(lines) for lines in parts if lines) + "\n"


def town_json(town: Town, source: Source) -> str:
    """Return the same for machines."""
    newest = town.newest
    return json_text(
        {
            "gemeinde_ags": town.gemeinde_ags,
            "gemeinde_name": town.gemeinde_name,
            "kreis": town.kreis,
            "verband": town.verband,
            "antragsschwelle_eur": source.antragsschwelle_eur,
            "fehlen_eur": missing(newest, source) if newest else None,
            "zitat": citation(town, newest, source) if newest else None,
            "ausgaben": [asdict(figure) for figure in town.figures],
        }
    )


def town_csv(town: Town) -> str:
    """Return its figures in all editions, a line each."""
    columns = ("gemeinde_ags", "gemeinde_name", *(one.name for one in fields(TownFigure)))
    rows = ((town.gemeinde_ags, town.gemeinde_name, *astuple(figure)) for figure in town.figures)
    return csv_text([columns, *rows])


def euros(amount: Decimal | int) -> str:
    """Return an amount as German readers have it: 218.922 €, cents only where there are any."""
    return f"{german_amount(amount)} €"


def citation(town: Town, figure: TownFigure, source: Source) -> str:
    """Return how to cite a figure: whose it is, in which edition, on which page of what."""
    when = f" ({figure.veroeffentlicht})" if figure.veroeffentlicht else ""
    covers = f" (gilt für: {figure.zeitraum})" if figure.zeitraum else ""
    publisher = SYNTHETIC_PUBLISHER if figure.synthetisch else source.publisher
    address = f", {figure.url}" if figure.url else ""
    known = doubts(figure)
    reserved = f" Mit Vorbehalt: {'; '.join(known)}." if known else ""
    return one_line(
        f"{publisher}: {source.title}, Ausgabe {figure.edition}{when}: {town.gemeinde_name}, "
        f"{euros(figure.betrag_eur)}{covers}. {figure.original_name}, S. {figure.page}{address} "
        f"(gesehen am {figure.gesehen_seit_utc.date().isoformat()}, "
        f"SHA-256 {figure.document_sha256[:HASH_DIGITS]}…; Kennung {figure.snapshot_id})"
        f"{reserved}"
    )


def _figures(figures: Sequence[TownFigure]) -> list[str]:
    rows: list[tuple[str, ...]] = [
        (
            figure.edition,
            figure.veroeffentlicht or UNKNOWN,
            figure.zeitraum or UNKNOWN,
            persons(figure),
            euros(figure.betrag_eur),
        )
        for figure in figures
    ]
    titles: tuple[str, ...] = FIGURES
    if len({row[:3] for row in rows}) < len(rows):
        # Two documents of one edition: only their IDs tell them apart.
        titles = (*FIGURES, ID)
        ids = [f"{one.snapshot_id}{' (neueste)' if one.ist_aktuell else ''}" for one in figures]
        rows = [(*row, id) for row, id in zip(rows, ids, strict=True)]
    lines, _ = align([titles, *rows], [title in NUMBERS for title in titles])
    return lines if rows else []


def persons(figure: TownFigure) -> str:
    """Return how many persons are printed, or computed where none are."""
    if figure.personen is not None:
        return german_number(figure.personen)
    computed = figure.personen_errechnet
    return UNKNOWN if computed is None else f"{german_number(computed)} (errechnet)"


def _meaning(newest: TownFigure, source: Source, find_partners: str) -> Iterator[str]:
    """Yield what the amount means: its rank, whether it is enough, what it pays for."""
    kreis, land = (
        f"{german_number(rank)} von {german_number(count)}"
        for rank, count in (
            (newest.rang_kreis, newest.gemeinden_kreis),
            (newest.rang_land, newest.gemeinden_land),
        )
    )
    yield f"Rang: {kreis} im Kreis, {land} im Land"
    threshold = euros(source.antragsschwelle_eur)
    if newest.antragsberechtigt is None:
        yield f"Eigener Antrag: nur mit Jahresbeträgen zu sagen (ab {threshold})"
        return
    if newest.antragsberechtigt:
        yield f"Eigener Antrag: möglich (ab {threshold} im Jahr)"
    else:
        lacks = euros(missing(newest, source) or 0)
        yield f"Eigener Antrag: nicht möglich, bis {threshold} im Jahr fehlen {lacks}"
        yield f"  Mit wem zusammen: {find_partners}"
    yield f"Das reicht, errechnet, für {posts(newest, source)}"


def posts(newest: TownFigure, source: Source) -> str:
    """Return how many full posts an annual amount is enough for."""
    return " oder ".join(
        f"{german_number((newest.betrag_eur / post.betrag_eur).quantize(HUNDREDTH, ROUND_DOWN))} "
        f"volle Stellen zu {euros(post.betrag_eur)} ({post.label})"
        for post in source.stellen
    )


def missing(newest: TownFigure, source: Source) -> Decimal | None:
    """Return what is missing until the threshold; None where it is reached, or cannot be told."""
    if newest.antragsberechtigt is not False:
        return None
    return source.antragsschwelle_eur - newest.betrag_eur


def _proof(newest: TownFigure) -> Iterator[str]:
    """Yield where the figure is printed, who read it there, and what is doubtful about it."""
    yield f"Gedruckt: {newest.original_name}, Seite {newest.page}, Zeile {newest.row_on_page}"
    yield f"  {one_line(newest.text_gedruckt)}"
    yield f"  gelesen von {newest.gelesen_von}; SHA-256 {newest.document_sha256}"
    if newest.korrektur:
        yield f"Berichtigt: {one_line(newest.korrektur)}"
    yield f"Zweifel: {'; '.join(doubts(newest)) or 'keine bekannt'}"


def doubts(figure: TownFigure) -> list[str]:
    """Return why a figure is not certain, as parts of a sentence; nothing where it is."""
    found = []
    if figure.beanstandet:
        found.append(f"die Zeile wird beanstandet ({figure.beanstandet})")
    if figure.angenommen_von:
        found.append(f"trotz Beanstandungen angenommen von {one_line(figure.angenommen_von)}")
    return found


def reservations(figure: TownFigure) -> list[str]:
    """Return why a figure must not stand without a mark: its doubts, or that it is corrected."""
    corrected = [f"berichtigt: {one_line(figure.korrektur)}"] if figure.korrektur else []
    return [*doubts(figure), *corrected]


def receipt_note(town: Town, figure: TownFigure, source: Source) -> tuple[str, ...]:
    """Return what stands below the picture of a printed row."""
    kind = (SYNTHETIC,) if figure.synthetisch else ()
    name = f"{town.gemeinde_name} ({grouped_key(town.gemeinde_ags)}), {town.kreis}"
    covers = f" (gilt für: {figure.zeitraum})" if figure.zeitraum else ""
    return (
        *kind,
        f"{name}: {euros(figure.betrag_eur)}{covers}",
        f"{source.title}, Ausgabe {figure.edition}: {figure.original_name}, Seite {figure.page}, "
        f"Zeile {figure.row_on_page}",
        *([figure.url] if figure.url else []),
        f"SHA-256 {figure.document_sha256}",
    )


def partners_text(partners: Partners) -> str:
    """Return with whom a municipality reaches the threshold, for a terminal."""
    lines = [SYNTHETIC, ""] if partners.synthetic else []
    lines.append(f"{_name(partners.gemeinde_ags)}: {_stands(partners)}")
    if partners.association:
        together = _reaches(partners.association)
        lines += ["", f"Alle im Verband {partners.verband}: {together}"]
    if partners.groups:
        rows = [_group_row(group, partners) for group in partners.groups]
        table, _ = align([GROUPS, *rows], [False, True, True])
        lines += ["", "Zusammenschlüsse, aus denen keiner der Partner wegbleiben kann:", *table]
        lines += ["", LEGEND]
        if len(partners.groups) == MOST_GROUPS:
            lines.append("Genannt sind die ersten zehn.")
    elif partners.is_needed:
        lines += ["", "Kein Zusammenschluss von höchstens vier Gemeinden erreicht die Schwelle."]
    return "\n".join(lines) + "\n"


def partners_json(partners: Partners) -> str:
    """Return the same for machines."""
    groups = [_group_record(group, partners.relations) for group in partners.groups]
    return json_text(
        {
            "gemeinde_ags": partners.gemeinde_ags,
            "gemeinde_name": _name(partners.gemeinde_ags),
            "betrag_eur": partners.betrag_eur,
            "antragsschwelle_eur": partners.threshold_eur,
            "synthetisch": partners.synthetic,
            "verband": _group_record(partners.association, partners.relations),
            "zusammenschluesse": groups,
        }
    )


def _stands(partners: Partners) -> str:
    threshold = euros(partners.threshold_eur)
    if partners.betrag_eur is None:
        return f"kein Jahresbetrag in der neuesten Ausgabe; nur der zählt (ab {threshold})"
    amount = euros(partners.betrag_eur)
    if not partners.is_needed:
        return f"{amount}, ein eigener Antrag ist möglich (ab {threshold} im Jahr)"
    missing = euros(partners.threshold_eur - partners.betrag_eur)
    return f"{amount}, bis {threshold} im Jahr fehlen {missing}"


def _reaches(group: Group) -> str:
    count = f"{len(group.members)} Gemeinden, {euros(group.sum_eur)}"
    if group.excess_eur < 0:
        return f"{count}, es fehlen {euros(-group.excess_eur)}"
    return f"{count}, {euros(group.excess_eur)} über der Schwelle"


def _group_row(group: Group, partners: Partners) -> tuple[str, str, str]:
    others = " + ".join(
        f"{_name(key)}{'*' if key in partners.eligible else ''} "
        f"[{', '.join(partners.relations[key])}]"
        for key in group.members[1:]
    )
    return others, euros(group.sum_eur), euros(group.excess_eur)


def _group_record(group: Group | None, relations: dict[str, tuple[Relation, ...]]) -> object:
    if group is None:
        return None
    members = [
        {"gemeinde_ags": key, "gemeinde_name": _name(key), "verbindung": relations.get(key, ())}
        for key in group.members
    ]
    return {
        "summe_eur": group.sum_eur,
        "ueber_schwelle_eur": group.excess_eur,
        "mitglieder": members,
    }


def _name(gemeinde_ags: str) -> str:
    return load_register().gemeinden[gemeinde_ags].gemeinde_name
