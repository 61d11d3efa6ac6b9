"""A municipality looked up as a person does it: what is printed, and where it ends."""

from __future__ import annotations

import json
import os
import pty
import shlex
import subprocess
import sys
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from tests.builders.demo import copy_demo
from tests.builders.typed import Done, typed, typed_here
from tests.paths import CALLED, ROOT

SYNTHETIC = "ACHTUNG: synthetische Daten zum Ausprobieren, keine veröffentlichten Beträge."


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("towns") / "warehouse"
    copy_demo(root)
    return root


def run(warehouse: Path, *words: str | Path, how: Callable[..., Done] = typed_here) -> Done:
    return how(*words, "--warehouse", warehouse)


def test_all_that_is_published_is_shown(warehouse: Path) -> None:
    done = run(warehouse, "show", "Loerrach", how=typed)
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert lines[:7] == [
        "Lörrach, Stadt (08 3 36 050), Landkreis Lörrach",
        "",
        SYNTHETIC,
        "",
        f"{'Ausgabe':31}  veröffentlicht  gilt für              Personen     Betrag",
        f"{'endgültig':31}  2018-01         ein Jahr                   275  218.922 €",
        f"{'vorläufig (erste Tranche, 60 %)':31}  2017-07         erste Tranche (60 %)        60   "
        "44.589 €",
    ]
    assert "Eigener Antrag: möglich (ab 51.000 € im Jahr)" in lines
    assert "Gedruckt: endgueltig-2018-01_synthetic.pdf, Seite 14, Zeile 19" in lines
    assert lines[-3] == "Zum Zitieren:"
    assert "Lörrach, Stadt, 218.922 € (gilt für: ein Jahr)." in lines[-2]


def test_what_is_missing_and_who_may_help_is_said(warehouse: Path) -> None:
    shown = run(warehouse, "show", "Aitern").stdout
    assert "nicht möglich, bis 51.000 € im Jahr fehlen 40.651 €" in shown
    command = f"{CALLED} partners 08336004 --warehouse {warehouse}"
    assert command in shown
    assert run(warehouse, "partners", "08336004").stdout.splitlines()[:8] == [
        SYNTHETIC,
        "",
        "Aitern: 10.349 €, bis 51.000 € im Jahr fehlen 40.651 €",
        "",
        "Alle im Verband Schönau im Schwarzwald: 9 Gemeinden, 230.863 €, "
        "179.863 € über der Schwelle",
        "",
        "Zusammenschlüsse, aus denen keiner der Partner wegbleiben kann:",
        f"{'gemeinsam mit':54}       Summe  über der Schwelle",
    ]


def test_who_needs_no_partner_is_told_so(warehouse: Path) -> None:
    done = run(warehouse, "partners", "Lörrach")
    assert (done.returncode, done.stdout.splitlines()[2]) == (
        0,
        "Lörrach, Stadt: 218.922 €, ein eigener Antrag ist möglich (ab 51.000 € im Jahr)",
    )


def test_machines_get_json(warehouse: Path) -> None:
    shown = json.loads(run(warehouse, "show", "08336004", "--json").stdout)
    newest, first = shown["ausgaben"]
    assert (shown["gemeinde_ags"], shown["fehlen_eur"]) == ("08336004", 40_651)
    assert (newest["betrag_eur"], newest["page"], first["betrag_eur"]) == (10_349, 14, 3_716)
    groups = json.loads(run(warehouse, "partners", "08336004", "--json").stdout)
    assert (groups["gemeinde_ags"], groups["gemeinde_name"]) == ("08336004", "Aitern")
    assert groups["verband"]["summe_eur"] == 230_863
    assert groups["zusammenschluesse"][0] == {
        "summe_eur": 52_541,
        "ueber_schwelle_eur": 1_541,
        "mitglieder": [
            {"gemeinde_ags": "08336004", "gemeinde_name": "Aitern", "verbindung": []},
            {
                "gemeinde_ags": "08336094",
                "gemeinde_name": "Wembach",
                "verbindung": ["Verband", "Kreis"],
            },
        ],
    }


@pytest.mark.parametrize("command", ["show", "partners"])
def test_several_are_listed_and_none_is_chosen(warehouse: Path, command: str) -> None:
    done = run(warehouse, command, "Altdorf")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        "error: 'Altdorf' may mean:\n"
        "  Altdorf, Landkreis Böblingen (08115002)\n"
        "  Altdorf, Landkreis Esslingen (08116005)\n"
        "give the key or the Kreis behind the name, as in: "
        f"{CALLED} {command} 08115002 --warehouse {warehouse}\n"
    )


def test_who_sits_at_a_terminal_is_asked_which(warehouse: Path) -> None:
    done, shown = asked(warehouse, b"2\n")
    assert (done.returncode, done.stdout.splitlines()[0]) == (
        0,
        "Altdorf (08 1 16 005), Landkreis Esslingen",
    )
    assert "Error" not in shown


def test_an_answer_that_is_none_is_told_in_the_language_of_the_question(warehouse: Path) -> None:
    wrong = (b"9", b"0", b"Esslingen", b"-1")
    done, shown = asked(warehouse, b"\n".join([*wrong, b"1\n"]))
    assert (done.returncode, done.stdout[:7]) == (0, "Altdorf")
    assert shown.count("Bitte eine Zahl von 1 bis 2 eingeben.") == len(wrong)
    assert "Error" not in shown


def test_who_does_not_answer_ends_it(warehouse: Path) -> None:
    done, shown = asked(warehouse, b"\x04")
    assert (done.returncode, done.stdout) == (1, "")
    assert shown.endswith("abgebrochen\r\n")


def asked(warehouse: Path, answer: bytes) -> tuple[Done, str]:
    """Ask for Altdorf on a terminal where somebody types; return what the terminal shows too."""
    keyboard, terminal = pty.openpty()
    os.write(keyboard, answer)
    done = subprocess.run(
        [sys.executable, "-m", "pipeline", "show", "Altdorf", "--warehouse", str(warehouse)],
        cwd=ROOT,
        stdin=terminal,
        stderr=terminal,
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    shown = os.read(keyboard, 10_000).decode()
    os.close(terminal)
    os.close(keyboard)
    return done, shown


@pytest.mark.parametrize("command", ["show", "partners"])
def test_machines_get_the_candidates(warehouse: Path, command: str) -> None:
    done = run(warehouse, command, "Altdorf", "--json")
    assert (done.returncode, json.loads(done.stdout)) == (
        2,
        {
            "gesucht": "Altdorf",
            "kandidaten": [
                {
                    "gemeinde_ags": "08115002",
                    "gemeinde_name": "Altdorf",
                    "kreis": "Landkreis Böblingen",
                },
                {
                    "gemeinde_ags": "08116005",
                    "gemeinde_name": "Altdorf",
                    "kreis": "Landkreis Esslingen",
                },
            ],
        },
    )
    assert done.stderr.startswith("error: 'Altdorf' may mean:")
    nothing = run(warehouse, command, "xyzq", "--json")
    assert json.loads(nothing.stdout) == {"gesucht": "xyzq", "kandidaten": []}


def test_who_names_a_kreis_is_told_how_to_see_its_municipalities(warehouse: Path) -> None:
    done = run(warehouse, "show", "Kreis Lörrach")
    assert (done.returncode, done.stdout) == (2, "")
    said, _, remedy = done.stderr.strip().partition(f" run: {CALLED} ")
    assert said == (
        "error: 'Kreis Lörrach' is no municipality, but Landkreis Lörrach; give one of its "
        "municipalities; to list them,"
    )
    members = run(warehouse, *shlex.split(remedy)).stdout.splitlines()
    assert (len(members), members[0]) == (36, "gemeinde_name")


def test_what_is_near_is_said_to_be_near(warehouse: Path) -> None:
    done = run(warehouse, "show", "Lorach")
    assert (done.returncode, done.stdout.splitlines()[0]) == (
        0,
        "Lörrach, Stadt (08 3 36 050), Landkreis Lörrach",
    )
    assert done.stderr == (
        "no municipality is called 'Lorach': "
        "Lörrach, Stadt, Landkreis Lörrach (08336050) is shown\n"
    )


def test_what_nobody_is_called_is_wrong_usage(warehouse: Path) -> None:
    done = run(warehouse, "show", "xyzq")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("error: no municipality of Baden-Württemberg is called 'xyzq'")


def test_a_receipt_is_the_printed_row(warehouse: Path, tmp_path: Path) -> None:
    receipt = tmp_path / "receipt.png"
    done = run(warehouse, "show", "Aitern", "--receipt", receipt)
    assert done.returncode == 0, done.stderr
    picture = Image.open(BytesIO(receipt.read_bytes())).convert("RGB")
    colours = {colour for _, colour in picture.getcolors(1 << 24) or []}
    assert (0, 140, 60) in colours  # the frame around the row
    assert picture.width > 4 * picture.height


def test_a_receipt_needs_the_document(warehouse: Path, tmp_path: Path) -> None:
    done = run(warehouse, "show", "Aitern", "--receipt", tmp_path / "r.png", "--raw-dir", tmp_path)
    assert done.returncode == 6
    assert "look whether --raw-dir is the folder of the documents" in done.stderr
    assert not (tmp_path / "r.png").exists()


@pytest.mark.slow
@pytest.mark.parametrize("command", ["show Aitern", "query FROM", "status", "snapshots", "diff"])
def test_a_warehouse_whose_name_is_misspelt_is_told_alike(tmp_path: Path, command: str) -> None:
    done = run(tmp_path / "nothing", *command.split())
    assert (done.returncode, done.stdout) == (6, "")
    assert done.stderr == (
        f"error: {tmp_path}/nothing: expected a warehouse, found no such folder; look at its name, "
        f"or make one of a document: {CALLED} ingest PDF --warehouse {tmp_path}/nothing\n"
    )
