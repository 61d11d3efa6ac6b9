"""Two snapshots side by side, as the database has them."""

from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any

from pipeline.changes import Change, ChangeReport, Decided, Figure, KreisChange, Side
from pipeline.errors import WarehouseDamagedError
from pipeline.store.duck import Connection, load_sql, open_reader
from pipeline.store.warehouse import rebuild_remedy
from schemas.register import load_register


def compare_snapshots(database: Path, alt: str, neu: str) -> ChangeReport:
    """Compare two snapshots, given by their whole IDs.

    Raises:
        WarehouseDamagedError: the database is missing or damaged, or lacks one of them.
    """
    with open_reader(database) as connection:
        old, new = (_side(connection, database, id) for id in (alt, neu))
        rows = connection.execute(load_sql("unterschiede.sql"), {"alt": alt, "neu": neu}).fetchall()
    pairs = [_change(row) for row in rows]
    changes = tuple(pair for pair in pairs if pair.alt != pair.neu)
    return ChangeReport(old, new, changes, tuple(_kreise(pairs)))


def _side(connection: Connection, database: Path, id: str) -> Side:
    found = connection.execute(
        "SELECT snapshot_id, edition_id, edition_label, zeitraum, stand_am, row_count, total_eur, "
        "document_sha256, synthetisch, status, ersetzt_seit_utc IS NOT NULL, angenommen_von, "
        "angenommen_grund, zurueckgezogen_von, zurueckgezogen_grund "
        "FROM snapshots WHERE snapshot_id = ?",
        [id],
    ).fetchone()
    if found is None:
        remedy = rebuild_remedy(database)
        raise WarehouseDamagedError(database, f"snapshot {id}", "no such snapshot", remedy)
    *facts, accepted_by, accepted_reason, withdrawn_by, withdrawn_reason = found
    accepted, withdrawn = (
        Decided(by, reason) if by else None
        for by, reason in ((accepted_by, accepted_reason), (withdrawn_by, withdrawn_reason))
    )
    return Side(*[*facts, accepted, withdrawn])


def _change(row: tuple[Any, ...]) -> Change:
    ags, name, kreis_ags, kreis_name, *figures = row
    return Change(ags, name, kreis_ags, kreis_name, _figure(figures[:3]), _figure(figures[3:]))


def _figure(values: list[Any]) -> Figure | None:
    return None if values[0] is None else Figure(*values)


def _kreise(pairs: Iterable[Change]) -> list[KreisChange]:
    register = load_register()
    by_kreis: dict[str, list[Change]] = {}
    for pair in pairs:
        by_kreis.setdefault(pair.kreis_ags, []).append(pair)
    return [_kreis(register.kreise[key].label, by_kreis[key]) for key in sorted(by_kreis)]


def _kreis(label: str, pairs: list[Change]) -> KreisChange:
    alt = [pair.alt for pair in pairs if pair.alt]
    neu = [pair.neu for pair in pairs if pair.neu]
    return KreisChange(
        kreis_ags=pairs[0].kreis_ags,
        kreis_label=label,
        gemeinden_alt=len(alt),
        gemeinden_neu=len(neu),
        geaendert=sum(pair.alt != pair.neu for pair in pairs),
        summe_alt_eur=sum((figure.betrag_eur for figure in alt), Decimal(0)),
        summe_neu_eur=sum((figure.betrag_eur for figure in neu), Decimal(0)),
        personen_alt=_persons(alt),
        personen_neu=_persons(neu),
    )


def _persons(figures: list[Figure]) -> int | None:
    known = [figure.personen for figure in figures if figure.personen is not None]
    return sum(known) if len(known) == len(figures) else None
