"""What the places of words and the picture of digits say of the figures that were read."""

from __future__ import annotations

from itertools import pairwise

import pytest

from pipeline.check.acceptable import publishable
from pipeline.check.readings import Compared, compare
from pipeline.check.stage import Checked
from pipeline.check.witnesses import amounts_in_place, digits_look_right
from pipeline.model import (
    Abstention,
    Bbox,
    CheckResult,
    DigitShapes,
    LevelNumbers,
    MisshapenDigit,
    Severity,
    Zeile,
)
from pipeline.values import replace
from schemas.register import load_register
from tests.builders.checked import run, with_sums
from tests.builders.interpretations import interpretation, zeilen

LOERRACH, KANDERN, MAULBURG = "08336050", "08336045", "08336057"
ROWS = {row.gemeinde_ags: row for row in zeilen()}


def level(row: Zeile, *numbers: str) -> LevelNumbers:
    printed = numbers or (str(row.personen), str(row.betrag_eur))
    return LevelNumbers(row.herkunft.page, (row.gemeinde_ags,), (50, 120), printed)


def as_printed(rows: tuple[Zeile, ...] = zeilen()) -> tuple[LevelNumbers, ...]:
    return tuple(level(row) for row in rows)


def places(seen: tuple[LevelNumbers, ...], rows: tuple[Zeile, ...] = zeilen()) -> CheckResult:
    found = interpretation(zeilen=rows, level=seen)
    return amounts_in_place(found, load_register())


def one_row_too_low(rows: tuple[Zeile, ...]) -> tuple[Zeile, ...]:
    moved = (replace(row, betrag_eur=above.betrag_eur) for above, row in pairwise(rows))
    return (rows[0], *moved)


def test_nothing_is_said_where_nothing_was_seen() -> None:
    result = places(())
    assert result.passed
    assert result.message == "abstains: no names or keys were seen with numbers next to them"
    assert result.meldung.startswith("Enthält sich: ")


def test_amounts_beside_their_names_are_counted() -> None:
    zero = sum(row.betrag_eur == 0 for row in zeilen())
    result = places(as_printed())
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
    assert places(as_printed(), one_row_too_low(zeilen())).holds
    checked = run(interpretation(zeilen=one_row_too_low(zeilen()), level=as_printed()))
    assert "lage" in {check.name for check in checked.results if check.holds}


def test_an_amount_beside_another_name_is_left_out_of_what_a_person_accepts() -> None:
    row, other = ROWS[KANDERN], ROWS[LOERRACH]
    wrong = replace(row, betrag_eur=other.betrag_eur, betrag_gedruckt=other.betrag_gedruckt)
    rows = tuple(wrong if each == row else each for each in zeilen() if each != other)
    seen = tuple(replace(entry, page=row.herkunft.page) for entry in as_printed((row, other)))
    document = interpretation(zeilen=rows, level=seen)
    frame, left_out = publishable(run(document), compare([document]))
    assert frame is not None
    assert KANDERN not in set(frame["gemeinde_ags"])
    assert [(left.check, left.rows) for left in left_out] == [("lage", (row.herkunft,))]


def test_an_amount_beside_another_name_is_told_with_its_place() -> None:
    row, other = ROWS[KANDERN], ROWS[MAULBURG]
    wrong = replace(row, betrag_eur=other.betrag_eur, betrag_gedruckt=other.betrag_gedruckt)
    seen = tuple(replace(entry, page=row.herkunft.page) for entry in as_printed((row, other)))
    result = places(seen, (wrong,))
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
    assert "1 of 1 amounts" in places((level(row, "08336050", "275", *amount),), (row,)).message


def test_nothing_is_said_against_an_amount_that_a_page_has_twice() -> None:
    row = replace(ROWS[MAULBURG], betrag_eur=ROWS[KANDERN].betrag_eur)
    other = replace(ROWS[KANDERN], herkunft=row.herkunft)
    seen = as_printed((ROWS[MAULBURG], other))
    assert places(seen, (row, other)).passed
    assert not places(seen, (row,)).passed


def test_it_abstains_where_it_cannot_tell() -> None:
    row = replace(ROWS[MAULBURG], betrag_eur=ROWS[KANDERN].betrag_eur)
    other = replace(level(ROWS[KANDERN]), page=row.herkunft.page)
    own = level(ROWS[MAULBURG])
    elsewhere = replace(other, page=row.herkunft.page + 1)
    assert places((other,), (row,)).passed  # its own name was not seen
    assert places((own, elsewhere), (row,)).passed  # nobody's on its page
    assert places((own, replace(other, span=(300, 370))), (row,)).passed  # in another panel
    assert not places((own, other), (row,)).passed


ROW, OTHER, LATER = zeilen()[3], zeilen()[4], zeilen()[500]
DIGITS = 16_324


def a_digit(row: Zeile, says: str = "3", looks_like: str = "8", x: float = 100.0) -> MisshapenDigit:
    """A digit within the height of a row."""
    top = row.herkunft.bbox[1]
    return MisshapenDigit(row.herkunft.page, (x, top + 2, x + 4, top + 9), says, looks_like)


def pictures(shapes: DigitShapes | None, rows: tuple[Zeile, ...] = zeilen()) -> CheckResult:
    return digits_look_right(compare([interpretation(zeilen=rows)], shapes=shapes))


def test_without_a_picture_nothing_is_said() -> None:
    result = pictures(None)
    assert (result.passed, result.severity) == (True, Severity.ERROR)
    assert result.message == "not applicable: only one engine was asked, and no picture"
    assert result.meldung.startswith("Nicht anwendbar: ")


def test_abstentions_are_counted() -> None:
    result = pictures(DigitShapes(DIGITS, (), {Abstention.RARE: 8, Abstention.COVERED: 1_200}))
    assert result.passed
    assert result.message == (
        "15,116 of 16,324 digits compared with their usual shape; 1,200 under other text; "
        "8 too rare in their font"
    )
    assert result.meldung == (
        "15.116 von 16.324 Ziffern mit ihrer üblichen Gestalt verglichen; "
        "1.200 von anderem Text überdeckt; 8 in ihrer Schrift zu selten"
    )


def test_every_reason_has_its_words() -> None:
    for why in Abstention:
        assert "; 7 " in pictures(DigitShapes(DIGITS, (), {why: 7})).message


def test_what_could_not_be_looked_at_does_not_hold() -> None:
    result = pictures(DigitShapes(0, failure="x.pdf: no result within 120 s"))
    assert result.passed
    assert result.message == (
        "abstains: the digits could not be looked at (x.pdf: no result within 120 s)"
    )
    assert result.meldung == "Enthält sich: Die Ziffern ließen sich nicht im Bild ansehen."


def test_a_digit_of_another_shape_is_named_with_its_row() -> None:
    result = pictures(
        DigitShapes(
            DIGITS,
            (a_digit(LATER, "0", ""), a_digit(ROW), a_digit(ROW, "8", "3"), a_digit(ROW)),
        )
    )
    assert result.holds
    assert result.rows == (ROW.herkunft, LATER.herkunft)
    counts, first, second = result.message.split("\n")
    assert first == (
        f"page 1, row 4: what the file says is '3' looks like '8'; what the file says is '8' "
        f"looks like '3'; read was {ROW.herkunft.text!r}; compare the row with its picture"
    )
    assert "what the file says is '0' has the shape of no digit; " in second
    assert counts == "16,324 of 16,324 digits compared with their usual shape"
    assert result.meldung.splitlines()[1].startswith(
        "Seite 1, Zeile 4: Was laut Datei „3“ ist, sieht wie „8“ aus; Was laut Datei „8“ ist, "
        f"sieht wie „3“ aus; gelesen wurde „{ROW.herkunft.text}“; bitte "
    )
    assert "Was laut Datei „0“ ist, hat nicht die Gestalt einer Ziffer" in result.meldung


def with_cells(row: Zeile, *cells: Bbox) -> tuple[Zeile, ...]:
    return tuple(replace(z, cells=cells) if z is row else z for z in zeilen())


def test_digits_in_other_columns_and_lines_are_counted_only() -> None:
    top = ROW.herkunft.bbox[1]
    rows = with_cells(ROW, (300.0, top, 350.0, top + 10))
    below = replace(a_digit(ROW), bbox=(310.0, 900.0, 314.0, 907.0))
    result = pictures(DigitShapes(DIGITS, (a_digit(ROW), below)), rows)
    assert (result.passed, result.rows) == (True, ())
    assert result.message.endswith("; digits outside of figures that look otherwise: 2 (page 1)")
    assert result.meldung.endswith(
        "; Ziffern außerhalb der Beträge, die anders aussehen: 2 (Seite 1)"
    )
    assert pictures(DigitShapes(DIGITS, (a_digit(ROW, x=310.0),)), rows).rows == (ROW.herkunft,)


def test_a_printed_sum_is_named_too() -> None:
    document = with_sums()
    place = document.summen[-1].herkunft
    digit = MisshapenDigit(place.page, place.bbox, "3", "8")
    compared = compare([document], shapes=DigitShapes(DIGITS, (digit,)))
    assert digits_look_right(compared).rows == (place,)


@pytest.fixture
def held() -> tuple[Checked, Compared]:
    document = with_sums()
    compared = compare([document], shapes=DigitShapes(DIGITS, (a_digit(ROW),)))
    checked = run(document)
    results = (*checked.results, digits_look_right(compared))
    return replace(checked, results=results), compared


def test_a_row_that_nobody_can_read_is_left_out_of_what_a_person_accepts(
    held: tuple[Checked, Compared],
) -> None:
    frame, left_out = publishable(*held)
    assert frame is not None
    assert ROW.gemeinde_ags not in set(frame["gemeinde_ags"])
    assert OTHER.gemeinde_ags in set(frame["gemeinde_ags"])
    assert [(left.check, left.rows) for left in left_out] == [("ziffernbild", (ROW.herkunft,))]
    assert left_out[0].message.endswith(": a digit of it looks like another character")
