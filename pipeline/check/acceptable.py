"""What of a document may be published although checks failed: a figure nobody can vouch for is not.

    Checked, Compared -> publishable -> (frame, left out)

A person may accept a wrong total, a missing municipality, an amount that the publisher misprinted:
these are in the document, and the failed check stands beside them. Nobody can accept a figure of
which it is unknown what was printed, or for whom: such rows are left out and named. The answer
depends on nothing but its arguments, so that a second reading can prove it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

import pandas as pd

from pipeline.check.agreement import NAME as READINGS_CHECK
from pipeline.check.comparison import ByKey, Compared
from pipeline.check.digit_shapes import NAME as SHAPES_CHECK
from pipeline.check.findings import Finding, Text, at, english, german, result, shown
from pipeline.check.frame import in_key_order
from pipeline.check.row_errors import OTHER, PROBLEMS
from pipeline.check.rules import OTHER_CHECK
from pipeline.check.stage import Checked
from pipeline.model import CheckResult, Conflict, Herkunft, LeftOut, RowError, Severity, Zeile
from schemas.source import Source

NAME = "ausgelassen"
ROW_FAULTS: Mapping[str, Text] = {
    "schluessel": Text("its key is not in the register", "der Schlüssel steht nicht im Register"),
    "name": Text("its name is not that of its key", "der Name gehört nicht zum Schlüssel"),
    "kreis": Text("its Kreis is not that of its key", "der Kreis gehört nicht zum Schlüssel"),
    "betrag": Text(
        "its amount is not whole euros within bounds",
        "der Betrag ist kein ganzer Eurobetrag innerhalb der Grenzen",
    ),
    "personen": Text(
        "its number of persons is not within bounds",
        "die Personenzahl liegt nicht innerhalb der Grenzen",
    ),
    "herkunft": Text("its place is not known", "die Fundstelle ist nicht bekannt"),
    OTHER_CHECK: Text("it does not fit the frame", "sie passt nicht in die Tabelle"),
    "beleg": Text(
        "its amount has not the digits printed", "der Betrag hat nicht die gedruckten Ziffern"
    ),
    SHAPES_CHECK: Text(
        "a digit of it looks like another character",
        "eine ihrer Ziffern sieht wie ein anderes Zeichen aus",
    ),
}
"""The checks that say of a single row that its figure cannot be used, and why."""


def publishable(
    checked: Checked, compared: Compared
) -> tuple[pd.DataFrame | None, tuple[LeftOut, ...]]:
    """Return the rows that can be published on a person's word, and all that is left out.

    The frame is None where nothing is left. A document that is not held is published whole.
    """
    if not checked.held:
        return checked.frame, ()
    zeilen = in_key_order(compared.interpretation.zeilen)
    faulty = list(_faulty(zeilen, checked.results))
    left_out = [
        *map(_contested, compared.conflicts),
        *faulty,
        *_repeated(zeilen, _rows(faulty)),
        *map(_not_understood, compared.interpretation.errors),
    ]
    in_order = sorted(left_out, key=lambda left: (left.rows[0].place, left.check))
    return _without(checked.frame, _rows(left_out)), tuple(in_order)


def rows_left_out(left_out: Sequence[LeftOut], source: Source) -> CheckResult:
    """`ausgelassen`: what is not published although a person accepted the document.

    It only warns, whatever the source says: the decision has been made.
    """
    findings = [Finding(Text(left.message, left.meldung), left.rows) for left in left_out]
    none = Text("all rows read are published", "Alle gelesenen Zeilen sind veröffentlicht.")
    return replace(result(NAME, source, findings, none), severity=Severity.WARNING)


def _contested(conflict: Conflict) -> LeftOut:
    """Readings differ: nobody knows which is right."""
    name, key = shown(conflict.gemeinde_name), conflict.gemeinde_ags
    amounts = dict.fromkeys(zeile.betrag_eur for zeile in conflict.zeilen)
    reason = Text(
        f"{name} ({key}): the readings differ ({' or '.join(map(english, amounts))} EUR)",
        f"{name} ({key}): Die Lesungen widersprechen sich "
        f"({' oder '.join(map(german, amounts))} Euro)",
    )
    rows = tuple(dict.fromkeys(zeile.herkunft for zeile in conflict.zeilen))
    return _left_out(READINGS_CHECK, key, reason, rows)


def _faulty(zeilen: Sequence[Zeile], results: Iterable[CheckResult]) -> Iterator[LeftOut]:
    """Rows that break a rule by themselves; each is named for the first that it breaks."""
    broken: dict[Herkunft, str] = {}
    for check in results:
        if check.holds and check.name in ROW_FAULTS:
            # Without rows the frame as a whole is wrong.
            for row in check.rows or tuple(zeile.herkunft for zeile in zeilen):
                broken.setdefault(row, check.name)
    for zeile in zeilen:
        if check_name := broken.get(zeile.herkunft):
            yield _left_out_row(check_name, zeile, ROW_FAULTS[check_name], zeile.herkunft)


def _repeated(zeilen: Sequence[Zeile], faulty: set[Herkunft]) -> Iterator[LeftOut]:
    """Rows of one key: all where they differ, else all but the first that is sound."""
    by_key: ByKey = {}
    for zeile in zeilen:
        by_key.setdefault(zeile.gemeinde_ags, []).append(zeile)
    for key, rows in by_key.items():
        if len(rows) > 1:
            yield from _repetition(key, rows, faulty)


def _repetition(key: str, rows: Sequence[Zeile], faulty: set[Herkunft]) -> Iterator[LeftOut]:
    if len({(row.betrag_eur, row.personen) for row in rows}) > 1:
        name = shown(rows[0].gemeinde_name)
        reason = Text(
            f"{name} ({key}) has {len(rows)} rows that differ",
            f"{name} ({key}) hat {len(rows)} Zeilen, die sich widersprechen",
        )
        yield _left_out("eindeutig", key, reason, tuple(row.herkunft for row in rows))
        return
    first, *others = [row for row in rows if row.herkunft not in faulty] or rows
    where = first.herkunft
    reason = Text(
        f"the same figure stands on page {where.page}, row {where.row}",
        f"derselbe Betrag steht auch auf Seite {where.page}, Zeile {where.row}",
    )
    for other in others:
        yield _left_out_row("eindeutig", other, reason, other.herkunft)


def _not_understood(error: RowError) -> LeftOut:
    where, problem = at(error.herkunft), PROBLEMS.get(error.code, OTHER).text
    text = shown(error.herkunft.text)
    reason = where.then(f"{problem.message} ({text!r})", f"{problem.meldung} („{text}“)")
    return _left_out("zeilen_lesbar", None, reason, (error.herkunft,))


def _left_out_row(check: str, zeile: Zeile, why: Text, row: Herkunft) -> LeftOut:
    name = f"{shown(zeile.gemeinde_name)} ({shown(zeile.gemeinde_ags)}): "
    reason = at(row).then(f"{name}{why.message}", f"{name}{why.meldung}")
    return _left_out(check, zeile.gemeinde_ags, reason, (row,))


def _left_out(check: str, key: str | None, why: Text, rows: tuple[Herkunft, ...]) -> LeftOut:
    return LeftOut(check, key, why.message, why.meldung, rows)


def _rows(left_out: Iterable[LeftOut]) -> set[Herkunft]:
    return {row for left in left_out for row in left.rows}


def _without(frame: pd.DataFrame | None, gone: set[Herkunft]) -> pd.DataFrame | None:
    """The frame without the rows that stand at these places; None where no row is left."""
    if frame is None:
        return None
    kept = frame[[row not in gone for row in _places(frame)]]
    return None if kept.empty else kept.reset_index(drop=True)


def _places(frame: pd.DataFrame) -> Iterator[Herkunft]:
    """Where each row of a frame stands, as its figure said."""
    names = ["page", "row_on_page", "x0", "y0", "x1", "y1", "text_gedruckt", "engine"]
    for page, row, x0, y0, x1, y1, text, engine in frame[names].itertuples(index=False, name=None):
        yield Herkunft(int(page), int(row), (x0, y0, x1, y1), text, engine)
