"""Municipalities by what a person types: a key, a name, a part of one, or a misspelt one.

Documents are looked up strictly, in `schemas/names.py`, where a guess would be a wrong figure. A
person sees which municipality was found, so here what is near is found too, and said to be near.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from schemas.names import ADDITION, letters, load_gazetteer, without_title
from schemas.register import Gemeinde, load_register

LAND = "08"
KEY = re.compile(r"\d(?:[\d ]*\d)?")
KEY_DIGITS = 8
KREIS_BEHIND = re.compile(r"(.+?)\s*(?:,|\()\s*([^()]+?)\)?\s*")
LEAST_OF_PART = 3
"""Letters of a part of a name: fewer are in too many."""
LEAST_TRIGRAMS = LEAST_OF_PART + 1
"""Of a name of so many letters, its beginning and end counted: fewer are like too many names."""
SUGGESTIONS = 5
"""How many similar names are listed where none is certain."""
SIMILAR = 0.25
"""Below this share of common trigrams a name is no other spelling of what was typed."""
CERTAIN = 0.5
LEAD = 0.15
"""A misspelt name is taken for the first at this similarity, and with this lead over the next.

Of 3,303 names with one letter changed, lost, doubled, inserted or swapped, three in four are found
so, and two are taken for another; the right one stands first in 97 % and among five in 99.6 %.
"""
SPELT_OUT = re.compile("ae|oe|ue")


class Kind(StrEnum):
    """How what was typed led to a municipality."""

    KEY = "key"
    NAME = "name"
    PART = "part"
    SIMILAR = "similar"


@dataclass(frozen=True, slots=True)
class Found:
    """The municipalities that somebody may mean, the likeliest first."""

    kind: Kind
    gemeinden: tuple[Gemeinde, ...]
    certain: bool
    """The first is meant: it is the only one of its kind, or far more similar than any other."""


def find_gemeinde(typed: str) -> Found:
    """Return which municipality is meant by a key, a name, a part of one or a misspelt one.

    A Kreis may stand behind the name: "Altdorf (Esslingen)", "Altdorf, Kreis Böblingen". A key may
    be grouped, and lack the two digits of the Land or, as spreadsheets leave it, the first zero.
    None is found where nothing is near.
    """
    text = " ".join(typed.split())
    if KEY.fullmatch(text):
        return _by_key(text.replace(" ", ""))
    for find in (_official, _in_kreis, _named, _without_umlauts, _with_part):
        if gemeinden := find(text):
            kind = Kind.PART if find is _with_part else Kind.NAME
            return Found(kind, gemeinden, len(gemeinden) == 1)
    return _similar(text)


def _by_key(digits: str) -> Found:
    key = f"{LAND}{digits}" if len(digits) == KEY_DIGITS - len(LAND) else digits.zfill(KEY_DIGITS)
    gemeinde = load_register().gemeinden.get(key)
    return Found(Kind.KEY, (gemeinde,) if gemeinde else (), gemeinde is not None)


def _official(text: str) -> tuple[Gemeinde, ...]:
    wanted = text.casefold()
    found = tuple(g for g in _gemeinden() if g.gemeinde_name.casefold() == wanted)
    return found if len(found) == 1 and "," in wanted else ()


def _in_kreis(text: str) -> tuple[Gemeinde, ...]:
    """Return the municipalities of a name in the Kreis that stands behind it."""
    behind = KREIS_BEHIND.fullmatch(text)
    if not behind:
        return ()
    kreise = {kreis.kreis_ags for kreis in load_gazetteer().find_kreise(behind[2])}
    found = find_gemeinde(behind[1]).gemeinden if kreise else ()
    return tuple(gemeinde for gemeinde in found if gemeinde.kreis_ags in kreise)


def _named(text: str) -> tuple[Gemeinde, ...]:
    return load_gazetteer().find_gemeinden(text).all


def _without_umlauts(text: str) -> tuple[Gemeinde, ...]:
    """Return the municipalities that are spelt so but for the dots of umlauts: Lorrach."""
    wanted = _bare(text)
    return tuple(g for g, bare in _bare_names() if bare == wanted)


def _with_part(text: str) -> tuple[Gemeinde, ...]:
    """Return the municipalities of which a word begins so, and goes on with the rest of it."""
    wanted = letters(without_title(text))
    if len(wanted) < LEAST_OF_PART:
        return ()
    return tuple(g for g, parts in _parts() if any(part.startswith(wanted) for part in parts))


def _similar(text: str) -> Found:
    wanted = _trigrams(text)
    if len(wanted) < LEAST_TRIGRAMS:
        return Found(Kind.SIMILAR, (), certain=False)
    scores = [(_similarity(wanted, names), gemeinde) for gemeinde, names in _trigrams_of_all()]
    scores.sort(key=lambda scored: (-scored[0], scored[1].gemeinde_ags))
    best, second = scores[0][0], scores[1][0]
    near = tuple(gemeinde for score, gemeinde in scores[:SUGGESTIONS] if score >= SIMILAR)
    return Found(Kind.SIMILAR, near, best >= CERTAIN and best - second >= LEAD)


def _similarity(typed: frozenset[str], names: Iterable[frozenset[str]]) -> float:
    """Return the share of trigrams that two names have in common (Dice's coefficient)."""
    return max(2 * len(typed & name) / (len(typed) + len(name)) for name in names)


def _trigrams(name: str) -> frozenset[str]:
    """Return the trigrams of a name's letters, of its beginning and end too."""
    padded = f"  {_bare(name)} "
    return frozenset(padded[i : i + 3] for i in range(len(padded) - 2))


def _bare(text: str) -> str:
    return SPELT_OUT.sub(lambda pair: pair[0][0], letters(without_title(text)))


def _gemeinden() -> Iterable[Gemeinde]:
    return load_register().gemeinden.values()


@cache
def _bare_names() -> tuple[tuple[Gemeinde, str], ...]:
    return tuple((g, _bare(g.gemeinde_name)) for g in _gemeinden())


@cache
def _parts() -> tuple[tuple[Gemeinde, tuple[str, ...]], ...]:
    """Return the letters of every name from each of its words on."""
    return tuple((g, tuple(_from_each_word(g.gemeinde_name))) for g in _gemeinden())


def _from_each_word(name: str) -> Iterable[str]:
    words = re.split(r"[\s/()-]+", without_title(name))
    return (letters("".join(words[i:])) for i in range(len(words)) if words[i])


@cache
def _trigrams_of_all() -> tuple[tuple[Gemeinde, tuple[frozenset[str], ...]], ...]:
    """Return of each municipality the trigrams of its name, with and without its addition."""
    return tuple((g, tuple(map(_trigrams, _forms(g.gemeinde_name)))) for g in _gemeinden())


def _forms(official: str) -> set[str]:
    name = without_title(official)
    return {name, ADDITION.split(name, maxsplit=1)[0]}
