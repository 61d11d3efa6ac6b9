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
        (
            'id = "igm',
            'uid = "igm',
            "key uid: found 'igm_vwv_planungsrahmen', expected no such key",
        ),
        ("rows = 1_101", 'rows = "all"', "key expectations.rows: found 'all', expected a whole"),
        ("rows = 1_101", "rows = 1101.0", "key expectations.rows: found 1101.0, expected a whole"),
        ("attempts = 3", "attempts = 0", "key download.attempts: found 0, expected a whole number"),
        ("attempts = 3", "", "key download.attempts: found nothing, expected a value"),
        ("attempts = 3", "attempts = 3\ntries = 3", "key download.tries: found 3, expected no"),
        ("alternates = [", "alternates = [1, ", "key alternates[1]: found 1, expected a text"),
        ("rows = 1_101", "rows = true", "key expectations.rows: found True, expected a whole"),
        ("rows = 1_101", "rows = 0", "key expectations.rows: found 0, expected a whole number"),
        ("rows = 1_101", "", "key expectations.rows: found nothing, expected a value"),
        ("rows = 1_101", "rows = 1_101\nmore = 1", "key expectations.more: found 1, expected no"),
        ("[expectations]", "[hopes]", "key hopes: found {'amount_max_eur': 20"),
        ('erkannt = "warnung"', 'erkannt = "laut"', "found 'laut', expected 'fehler' or 'warnung'"),
        ('label = "end', 'label = " "\n#', "key editions[2].label: found ' ', expected a text"),
        ("annual = true", 'annual = "yes"', "key editions[2].annual: found 'yes', expected true"),
        ("annual = true", "", "key editions[2].annual: found nothing, expected a value"),
        ("annual = true", "annual = true\nx = 1", "key editions[2].x: found 1, expected no such"),
        ("[[editions]]", "[[sets]]", "key sets: found"),
        (
            'signs = ["endgültig"',
            "signs = [1",
            "key editions[2].signs[1]: found 1, expected a text",
        ),
        ('id = "endgueltig-2018-01"', 'id = "vorlaeufig-2017-07"', "an id of its own for each"),
        ("34_800_000", "1", "budget_eur: found 1, expected at least 2 EUR for each"),
        ("total_min_eur = 10_", "total_min_eur = 910_", "found 910000000, expected at most total"),
        (
            "_percent = 60",
            "_percent = 101",
            "recognition_percent: found 101, expected `int` <= 100",
        ),
        (
            "doubt_percent = 10",
            "doubt_percent = 110",
            "doubt_percent: found 110, expected `int` <= 100",
        ),
        (
            "jumps_percent = 20",
            "jumps_percent = 120",
            "jumps_percent: found 120, expected `int` <= 100",
        ),
        ("total_percent = 20", "total_percent = 101", "found 101, expected at most gross_total_pe"),
        ("percent = 95", "percent = 101", "key identity.percent: found 101, expected `int` <= 100"),
        (
            '"euro", "euros"',
            '"€"',
            "found '€', expected words in lower case, umlauts spelled out, * at their begin or end",
        ),
        ('"igm vwv"', '"IGM VwV"', "found 'IGM VwV', expected words in lower"),
        ('"igm vwv"', '"i*m"', "found 'i*m', expected words in lower case"),
        ("[identity]", "[hopes]", "key hopes: found {'above_zero_percent': 70, 'amounts': 20,"),
        ("amounts = 20", "amounts = 20\nx = 1", "key identity.x: found 1, expected no such key"),
        ("jump_factor = 4", "jump_factor = 1", "jump_factor: found 1, expected `int` >= 2"),
        ("[expectations]", "[expectations", "key (whole file): found"),
    ],
)
def test_a_slip_in_the_file_is_named(tmp_path: Path, old: str, new: str, said: str) -> None:
    message = broken(tmp_path, old, new)
    assert message.startswith("schemas: source.toml: key ")
    assert said in message
    assert message.endswith("; correct the file")
