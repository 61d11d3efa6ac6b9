"""The source file, and what is said where one is wrong."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

import pytest

from pipeline.errors import WrongSettingsError
from schemas.press import load_press
from schemas.source import SOURCES, SourceEdition, load_source

FILE = SOURCES / "igm_vwv_planungsrahmen.toml"


def test_what_is_known_of_the_planungsrahmen() -> None:
    source = load_source()
    assert source.id == FILE.stem
    assert source.address == (
        "https://rp.baden-wuerttemberg.de/Themen/International/Fluechtlinge/Integration/Documents/"
        "IGM_VwV_Planungsrahmen.pdf"
    )
    assert source.download.max_bytes == 32 * 1024 * 1024
    assert source.antragsschwelle_eur == 51_000
    assert source.expectations.rows == 1_101
    assert source.severity("personensumme") == "warnung"
    assert source.severity("verteilung") == "fehler"


def test_every_address_may_be_asked() -> None:
    source = load_source()
    addresses = [urlsplit(address) for address in (source.address, *source.alternates)]
    assert {address.scheme for address in addresses} == {"https"}
    assert {address.hostname for address in addresses} <= set(source.allowed_hosts)
    assert len(set(addresses)) == 5


def test_both_editions_are_known() -> None:
    first, final = load_source().editions
    assert (first.id, first.budget_eur, first.personen_gesamt, first.annual) == (
        "vorlaeufig-2017-07",
        34_800_000,
        46_828,
        False,
    )
    assert final == SourceEdition(
        id="endgueltig-2018-01",
        label="endgültig",
        zeitraum="ein Jahr",
        published="2018-01",
        budget_eur=58_000_000,
        personen_gesamt=72_857,
        annual=True,
        signs=final.signs,
    )
    assert not set(first.signs) & set(final.signs)


def test_published_figures_are_of_known_editions() -> None:
    known = {edition.id for edition in load_source().editions}
    assert {figure.edition for figure in load_press()} == known


def broken(folder: Path, old: str, new: str) -> str:
    """The message for the source file with one passage changed."""
    text = FILE.read_text(encoding="utf-8")
    assert text.count(old) >= 1
    path = folder / "source.toml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(WrongSettingsError) as caught:
        load_source(path)
    return str(caught.value)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('id = "igm', 'uid = "igm', "unknown field `uid`"),
        ("rows = 1_101", 'rows = "all"', "Expected `int`, got `str` - at `$.expectations.rows`"),
        ("rows = 1_101", "rows = 1101.0", "Expected `int`, got `float` - at `$.expectations.rows`"),
        ("attempts = 3", "attempts = 0", "Expected `int` >= 1 - at `$.download.attempts`"),
        ("attempts = 3", "", "missing required field `attempts` - at `$.download`"),
        ("attempts = 3", "attempts = 3\ntries = 3", "unknown field `tries` - at `$.download`"),
        ("alternates = [", "alternates = [1, ", "Expected `str`, got `int` - at `$.alternates[0]`"),
        ("rows = 1_101", "rows = true", "Expected `int`, got `bool` - at `$.expectations.rows`"),
        ("rows = 1_101", "rows = 0", "Expected `int` >= 1 - at `$.expectations.rows`"),
        ("rows = 1_101", "", "missing required field `rows` - at `$.expectations`"),
        ("rows = 1_101", "rows = 1_101\nmore = 1", "unknown field `more` - at `$.expectations`"),
        ("[expectations]", "[hopes]", "unknown field `hopes`"),
        (
            'erkannt = "warnung"',
            'erkannt = "laut"',
            "severities.ausgabe_erkannt is 'laut', expected 'fehler' or 'warnung'",
        ),
        ('label = "end', 'label = " "\n#', "at `$.editions[1].label`"),
        ("annual = true", 'annual = "yes"', "got `str` - at `$.editions[1].annual`"),
        ("annual = true", "", "missing required field `annual` - at `$.editions[1]`"),
        ("annual = true", "annual = true\nx = 1", "unknown field `x` - at `$.editions[1]`"),
        ("[[editions]]", "[[sets]]", "unknown field `sets`"),
        ('signs = ["endgültig"', "signs = [1", "got `int` - at `$.editions[1].signs[0]`"),
        ('id = "endgueltig-2018-01"', 'id = "vorlaeufig-2017-07"', "one of its own for each"),
        ("34_800_000", "1", "budget_eur of edition vorlaeufig-2017-07 is 1, expected at least 2"),
        ("total_min_eur = 10_", "total_min_eur = 910_", "is 910000000, expected at most total_max"),
        ("_percent = 60", "_percent = 101", "at `$.expectations.recognition_percent`"),
        ("doubt_percent = 10", "doubt_percent = 110", "at `$.expectations.doubt_percent`"),
        ("jumps_percent = 20", "jumps_percent = 120", "at `$.expectations.jumps_percent`"),
        ("total_percent = 20", "total_percent = 101", "is 101, expected at most gross_total_perc"),
        ("percent = 95", "percent = 101", "Expected `int` <= 100 - at `$.identity.percent`"),
        ('"euro", "euros"', '"€"', "at `$.identity.euro[0]`"),
        ('"igm vwv"', '"IGM VwV"', "Expected `str` matching regex"),
        ('"igm vwv"', '"i*m"', "Expected `str` matching regex"),
        ("[identity]", "[hopes]", "unknown field `hopes`"),
        ("amounts = 20", "amounts = 20\nx = 1", "unknown field `x` - at `$.identity`"),
        ("jump_factor = 4", "jump_factor = 1", "`int` >= 2 - at `$.expectations.jump_factor`"),
        ("[expectations]", "[expectations", "no valid TOML"),
    ],
)
def test_a_slip_in_the_file_is_named(tmp_path: Path, old: str, new: str, said: str) -> None:
    message = broken(tmp_path, old, new)
    assert message.startswith("schemas: source.toml: ")
    assert said in message
    assert message.endswith("; correct the file")
