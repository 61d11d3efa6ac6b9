"""Each amount beside its own name, as a witness of words and places saw it."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from pipeline.check.acceptable import publishable
from pipeline.check.place import amounts_in_place
from pipeline.check.readings import compare
from pipeline.model import CheckResult, LevelNumbers, Severity, Zeile
from schemas.register import load_register
from tests.builders.checked import run
from tests.builders.interpretations import interpretation, zeilen

LOERRACH, KANDERN, MAULBURG = "08336050", "08336045", "08336057"
ROWS = {row.gemeinde_ags: row for row in zeilen()}


def level(row: Zeile, *numbers: str) -> LevelNumbers:
    printed = numbers or (str(row.personen), str(row.betrag_eur))
    return LevelNumbers(row.herkunft.page, (row.gemeinde_ags,), (50, 120), printed)


def as_printed(rows: tuple[Zeile, ...] = zeilen()) -> tuple[LevelNumbers, ...]:
    return tuple(level(row) for row in rows)


def look(seen: tuple[LevelNumbers, ...], rows: tuple[Zeile, ...] = zeilen()) -> CheckResult:
    found = replace(interpretation(zeilen=rows), level=seen)
    return amounts_in_place(found, load_register())


def one_row_too_low(rows: tuple[Zeile, ...]) -> tuple[Zeile, ...]:
    moved = (replace(row, betrag_eur=above.betrag_eur) for above, row in pairwise(rows))
    return (rows[0], *moved)


def test_nothing_is_said_where_nothing_was_seen() -> None:
    result = look(())
    assert result.passed
    assert result.message == "abstains: no names or keys were seen with numbers next to them"
    assert result.meldung.startswith("Enthält sich: ")


def test_amounts_beside_their_names_are_counted() -> None:
    zero = sum(row.betrag_eur == 0 for row in zeilen())
    result = look(as_printed())
    assert (result.passed, result.severity) == (True, Severity.ERROR)
    assert result.message == (
        f"{1101 - zero:,} of 1,101 amounts stand level with their own name or key; "
        f"abstains from {zero}"
    )
    assert result.meldung == (
        f"{1101 - zero:_} von 1.101 Beträgen stehen auf der Höhe ihres eigenen Namens oder "
        f"Schlüssels; bei {zero} enthält sich die Prüfung"
    ).replace("_", ".")


def test_amounts_one_row_too_low_hold_the_document() -> None:
    assert look(as_printed(), one_row_too_low(zeilen())).holds
    checked = run(replace(interpretation(zeilen=one_row_too_low(zeilen())), level=as_printed()))
    assert "lage" in {check.name for check in checked.results if check.holds}


def test_an_amount_beside_another_name_is_left_out_of_what_a_person_accepts() -> None:
    row, other = ROWS[KANDERN], ROWS[LOERRACH]
    wrong = replace(row, betrag_eur=other.betrag_eur, betrag_gedruckt=other.betrag_gedruckt)
    rows = tuple(wrong if each == row else each for each in zeilen() if each != other)
    seen = tuple(replace(entry, page=row.herkunft.page) for entry in as_printed((row, other)))
    document = replace(interpretation(zeilen=rows), level=seen)
    frame, left_out = publishable(run(document), compare([document]))
    assert frame is not None
    assert KANDERN not in set(frame["gemeinde_ags"])
    assert [(left.check, left.rows) for left in left_out] == [("lage", (row.herkunft,))]


def test_an_amount_beside_another_name_is_told_with_its_place() -> None:
    row, other = ROWS[KANDERN], ROWS[MAULBURG]
    wrong = replace(row, betrag_eur=other.betrag_eur, betrag_gedruckt=other.betrag_gedruckt)
    seen = tuple(replace(entry, page=row.herkunft.page) for entry in as_printed((row, other)))
    result = look(seen, (wrong,))
    assert (result.holds, result.rows) == (True, (row.herkunft,))
    place = f"page {row.herkunft.page}, row {row.herkunft.row}: "
    assert result.message == (
        f"{place}{other.betrag_gedruckt!r} stands level with {other.gemeinde_name} ({MAULBURG}), "
        f"not with {row.gemeinde_name} ({KANDERN}); compare the row with the document"
    )
    assert f"„{other.betrag_gedruckt}“ steht auf der Höhe von Maulburg" in result.meldung


def test_an_amount_of_several_words_is_put_together() -> None:
    row = ROWS[LOERRACH]
    amount = f"{row.betrag_eur:,}".split(",")
    assert "1 of 1 amounts" in look((level(row, "08336050", "275", *amount),), (row,)).message


def test_nothing_is_said_against_an_amount_that_a_page_has_twice() -> None:
    row = replace(ROWS[MAULBURG], betrag_eur=ROWS[KANDERN].betrag_eur)
    other = replace(ROWS[KANDERN], herkunft=row.herkunft)
    seen = as_printed((ROWS[MAULBURG], other))
    assert look(seen, (row, other)).passed
    assert not look(seen, (row,)).passed


def test_it_abstains_where_it_cannot_tell() -> None:
    row = replace(ROWS[MAULBURG], betrag_eur=ROWS[KANDERN].betrag_eur)
    other = replace(level(ROWS[KANDERN]), page=row.herkunft.page)
    own = level(ROWS[MAULBURG])
    elsewhere = replace(other, page=row.herkunft.page + 1)
    assert look((other,), (row,)).passed  # its own name was not seen
    assert look((own, elsewhere), (row,)).passed  # nobody's on its page
    assert look((own, replace(other, span=(300, 370))), (row,)).passed  # in another panel
    assert not look((own, other), (row,)).passed
