"""The file of corrections, and what is said where an entry is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from pipeline.errors import WrongSettingsError
from schemas.corrections import CORRECTIONS, Correctable, Correction, load_corrections

ENTRY: Mapping[str, str] = {
    "edition": '"vorlaeufig-2017-07"',
    "document": '"ace5aec6"',
    "gemeinde_ags": '"08317150"',
    "column": '"betrag_eur"',
    "printed": "31_157",
    "corrected": "37_157",
    "reason": '"Ziffer im Druck"',
    "source": '"Schreiben vom 12. Februar 2018"',
    "added": "2018-02-14",
}


def entry(**changes: str | None) -> str:
    """One entry as written in the file; None leaves a key out."""
    lines = [f"{key} = {value}" for key, value in {**ENTRY, **changes}.items() if value]
    return "\n".join(["[[corrections]]", *lines, ""])


def load(folder: Path, *entries: str) -> tuple[Correction, ...]:
    path = folder / "corrections.toml"
    path.write_text("\n".join(entries), encoding="utf-8")
    return load_corrections(path)


def test_no_correction_is_shipped() -> None:
    assert load_corrections() == ()


def test_an_entry(tmp_path: Path) -> None:
    assert load(tmp_path, entry()) == (
        Correction(
            edition="vorlaeufig-2017-07",
            document="ace5aec6",
            gemeinde_ags="08317150",
            column=Correctable.BETRAG_EUR,
            printed=31_157,
            corrected=37_157,
            reason="Ziffer im Druck",
            source="Schreiben vom 12. Februar 2018",
            added=date(2018, 2, 14),
        ),
    )


def test_the_example_in_the_file_is_an_entry(tmp_path: Path) -> None:
    shipped = CORRECTIONS.read_text(encoding="utf-8")
    example = "\n".join(line[4:] for line in shipped.splitlines() if line.startswith("#   "))
    [correction] = load(tmp_path, example)
    assert (correction.printed, correction.corrected) == (31_157, 37_157)


@pytest.mark.parametrize(
    ("document", "concerned"), [(None, True), ('"ace5aec6"', True), ('"ace5aec7"', False)]
)
def test_which_documents_may_be_concerned(
    document: str | None, concerned: bool, tmp_path: Path
) -> None:
    [correction] = load(tmp_path, entry(document=document))
    assert correction.may_concern("ace5aec6" + 56 * "0") is concerned


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"edition": '"endgültig"'}, "edition is 'endgültig', expected one of vorlaeufig-2017"),
        (
            {"document": '"ace5"'},
            "matching regex '^[0-9a-f]{8,64}$' - at `$.corrections[0].document`",
        ),
        ({"gemeinde_ags": '"08999999"'}, "08999999: gemeinde_ags is no key of the register"),
        ({"gemeinde_ags": "8317150"}, "got `int` - at `$.corrections[0].gemeinde_ags`"),
        ({"column": '"name"'}, "Invalid enum value 'name' - at `$.corrections[0].column`"),
        ({"printed": '"31.157"'}, "Expected `int`, got `str` - at `$.corrections[0].printed`"),
        ({"printed": "-1"}, "Expected `int` >= 0 - at `$.corrections[0].printed`"),
        ({"printed": None}, "missing required field `printed` - at `$.corrections[0]`"),
        ({"corrected": "31_157"}, "corrected is 31157, expected another figure than printed"),
        ({"reason": '" "'}, "at `$.corrections[0].reason`"),
        ({"source": None}, "missing required field `source`"),
        ({"added": '"14.2.2018"'}, "at `$.corrections[0].added`"),
        ({"by": '"me"'}, "unknown field `by` - at `$.corrections[0]`"),
    ],
)
def test_a_mistake_in_an_entry_names_its_key(
    changes: Mapping[str, str | None], said: str, tmp_path: Path
) -> None:
    with pytest.raises(WrongSettingsError) as caught:
        load(tmp_path, entry(**changes))
    assert str(caught.value).startswith("schemas: corrections.toml: ")
    assert said in str(caught.value)


@pytest.mark.parametrize("document", [None, '"ace5aec6aa"'])
def test_two_entries_for_one_figure(document: str | None, tmp_path: Path) -> None:
    with pytest.raises(WrongSettingsError, match=r"of 08317150: .* a second time"):
        load(tmp_path, entry(), entry(document=document))


def test_other_figures_and_other_documents_have_entries_of_their_own(tmp_path: Path) -> None:
    other = entry(document='"00000000"'), entry(column='"personen"', printed="42", corrected="50")
    assert len(load(tmp_path, entry(), *other)) == 3


def test_other_tables_and_no_toml(tmp_path: Path) -> None:
    with pytest.raises(WrongSettingsError, match="unknown field `correction`"):
        load(tmp_path, entry().replace("[[corrections]]", "[[correction]]"))
    with pytest.raises(WrongSettingsError, match="no valid TOML"):
        load(tmp_path, "[[corrections")
