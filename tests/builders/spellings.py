"""The ways officials spell the name of one municipality; all mean the same."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator

Spelling = Callable[[str], str]

UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"})
SHORT = (
    ("St. ", "Sankt "),
    ("St. ", "St."),
    (" am ", " a. "),
    (" an der ", " a. d. "),
    (" an der ", " a.d. "),
    (" auf den ", " a. d. "),
    (" im ", " i. "),
    (" in ", " i. "),
    (" unter ", " u. "),
    (" ob ", " o. "),
    (" am Neckar", " a. N."),
    (" am Neckar", " a.N."),
    (" am Neckar", "/Neckar"),
    (" am Rhein", " a. Rh."),
    (" am Kaiserstuhl", " a. K."),
    (" am Bodensee", " (Bodensee)"),
    (" an der Donau", "/Donau"),
    (" im Breisgau", " i. Br."),
    (" im Schwarzwald", " i. Schw."),
    (" im Schwarzwald", "/Schwarzwald"),
    (" unter Teck", "/Teck"),
)
"""What stands in a name, and what may stand in its place."""

TITLES: tuple[Spelling, ...] = (
    lambda name: f"{name}, Stadt",
    lambda name: f"{name}, Große Kreisstadt",
    lambda name: f"{name}, Universitätsstadt",
    lambda name: f"{name}, St.",
    lambda name: f"{name} (Stadt)",
    lambda name: f"Stadt {name}",
    lambda name: f"Gemeinde {name}",
    lambda name: f"Große Kreisstadt {name}",
    lambda name: f"Gde. {name}",
    lambda name: f"Gem. {name}",
    lambda name: f"{name}, Univ.-Stadt",
)
LETTERS: tuple[Spelling, ...] = (
    str,
    str.upper,
    str.lower,
    lambda name: name.translate(UMLAUTS),
    lambda name: name.replace("ß", "ss"),
    lambda name: name.replace("ss", "ß"),
    lambda name: unicodedata.normalize("NFD", name),
    lambda name: name.replace(" ", "\u00a0"),
    lambda name: name.replace(" ", "\n"),
    lambda name: name.replace(" ", "  "),
    lambda name: name.replace("-", "\u2010"),
    lambda name: name.replace("-", " - "),
    lambda name: name.replace("-", "-\n"),
)
MARKS = ("1)", " 1)", "*", " **", "¹", " ²", " ¹,²", "¹⁾", " (1)", " (1.118)", "†")
"""Footnote marks, as they stand behind a name."""


def breaks(name: str) -> Iterator[str]:
    """Yield the name broken over a line, or with a soft hyphen, at every place within a word."""
    for place in range(2, len(name) - 1):
        if name[place - 1 : place + 1].isalpha():
            for mark in ("-\n", "\u00ad", "\u00ad\n"):
                yield f"{name[:place]}{mark}{name[place:]}"


def spellings(official: str) -> Iterator[str]:
    """Yield all spellings of an official name, the official one first."""
    bare = official.partition(",")[0]
    yield official
    yield from (write(bare) for write in (*LETTERS, *TITLES))
    yield from (f"{name}{mark}" for name in (bare, official) for mark in MARKS)
    yield from (bare.replace(full, short) for full, short in SHORT if full in bare)
    yield from breaks(bare)
