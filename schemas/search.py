"""Municipalities by what a person types: a key, a name, a part of one, or a misspelt one.

Documents are looked up strictly, in `schemas/names.py`, where a guess would be a wrong figure. A
person sees which municipality was found, so here what is near is found too, and said to be near.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import NamedTuple

from pipeline.errors import AmbiguousTownError, KreisNamedError, UnknownTownError, UsageError
from schemas.names import ADDITION, letters, letters_and_dots, load_gazetteer, without_title
from schemas.register import KEY_DIGITS, LAND, Gemeinde, Kreis, load_register

KEY = re.compile(r"\d(?:[\d ]*\d)?")
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


@dataclass(frozen=True, slots=True)
class Found:
    """The municipalities that somebody may mean, the likeliest first."""

    gemeinden: tuple[Gemeinde, ...]
    certain: bool
    """The first is meant: it is the only one, or far more similar than any other."""
    named: bool = True
    """Whether their key or name was typed, and no part of it, nor something similar."""
    kreise: tuple[Kreis, ...] = ()
    """The Kreise that it may name, where no municipality is called so."""

    def failure(
        self,
        typed: str,
        list_members: Callable[[Sequence[Kreis]], str],
        ask_for: Callable[[str], str],
    ) -> UsageError:
        """Return the error to raise where what was typed does not tell which municipality is meant.

        What to type instead depends on who asks: to list the municipalities of some Kreise, and to
        ask for one by its key.
        """
        if self.kreise:
            labels = tuple(kreis.label for kreis in self.kreise)
            return KreisNamedError(typed, labels, list_members(self.kreise))
        if not self.gemeinden:
            return UnknownTownError(typed)
        candidates = tuple(map(load_register().described, self.gemeinden))
        return AmbiguousTownError(typed, candidates, ask_for(self.gemeinden[0].gemeinde_ags))


def find_gemeinde(typed: str) -> Found:
    """Return which municipality is meant by a key, a name, a part of one or a misspelt one.

    A Kreis may stand behind the name: "Altdorf (Esslingen)", "Altdorf, Kreis Böblingen", "Altdorf
    Esslingen". A key may be grouped, and lack the two digits of the Land or, as spreadsheets leave
    it, the first zero. None is found where nothing is near, or only a Kreis is called so.
    """
    text = " ".join(typed.split())
    if KEY.fullmatch(text):
        return _by_key(text.replace(" ", ""))
    return (
        _of_name(_official(text))
        or _in_kreis(text)
        or _of_name(_named(text))
        or _kreis(text)
        or _with_part(text)
        or _similar(text)
    )


def _by_key(digits: str) -> Found:
    key = f"{LAND}{digits}" if len(digits) == KEY_DIGITS - len(LAND) else digits.zfill(KEY_DIGITS)
    gemeinde = load_register().gemeinden.get(key)
    return Found((gemeinde,) if gemeinde else (), gemeinde is not None)


def _of_name(gemeinden: tuple[Gemeinde, ...]) -> Found | None:
    return Found(gemeinden, len(gemeinden) == 1) if gemeinden else None


def _official(text: str) -> tuple[Gemeinde, ...]:
    wanted = text.casefold()
    gemeinden = load_register().gemeinden.values()
    found = tuple(one for one in gemeinden if one.gemeinde_name.casefold() == wanted)
    return found if len(found) == 1 and "," in wanted else ()


def _named(text: str) -> tuple[Gemeinde, ...]:
    """Return the municipalities of a name, additions left aside, and umlauts where none is typed.

    Who types Schonau may mean each Schönau, and who types Neuenburg may mean Neuenbürg too.
    """
    found = load_gazetteer().find_gemeinden(text).all
    wanted, dots = letters_and_dots(text)
    if dots or not wanted:
        return found
    return found + tuple(
        name.gemeinde for name in _names() if wanted in name.dotless and name.gemeinde not in found
    )


def _in_kreis(text: str) -> Found | None:
    """Find the municipalities of a name in the Kreis that stands behind it."""
    for name, behind in _with_kreis(text):
        kreise = {kreis.kreis_ags for kreis in load_gazetteer().find_kreise(behind)}
        found = find_gemeinde(name) if kreise else None
        gemeinden = tuple(g for g in found.gemeinden if g.kreis_ags in kreise) if found else ()
        if found and gemeinden:
            return replace(found, gemeinden=gemeinden, certain=len(gemeinden) == 1)
    return None


def _with_kreis(text: str) -> Iterator[tuple[str, str]]:
    """Yield a name and what stands behind it as a Kreis does; without a mark, a whole name only."""
    if behind := KREIS_BEHIND.fullmatch(text):
        yield behind[1], behind[2]
    for blank in reversed([place for place, sign in enumerate(text) if sign == " "]):
        if _named(text[:blank]):
            yield text[:blank], text[blank + 1 :]


def _kreis(text: str) -> Found | None:
    kreise = load_gazetteer().find_kreise(text)
    return Found((), certain=False, kreise=kreise) if kreise else None


def _with_part(text: str) -> Found | None:
    """Find the municipalities of which a word begins so, and goes on with the rest of it.

    Those come first of which that is a whole word, and of these those that begin with it.
    """
    wanted = letters(without_title(text))
    if len(wanted) < LEAST_OF_PART:
        return None
    found = [name for name in _names() if any(rest.startswith(wanted) for rest in name.rests)]
    found.sort(key=lambda name: _place_of_words(wanted, name.rests))
    return Found(tuple(n.gemeinde for n in found), len(found) == 1, named=False) if found else None


def _place_of_words(wanted: str, rests: Sequence[str]) -> tuple[bool, bool]:
    """Return whether what is wanted is no whole words of a name, and whether not its first."""
    whole = [wanted + behind for behind in (*rests, "")]
    return not any(rest in whole for rest in rests), rests[0] not in whole


def _similar(text: str) -> Found:
    wanted = _trigrams(text)
    if len(wanted) < LEAST_TRIGRAMS:
        return Found((), certain=False, named=False)
    # The share of trigrams in common (Dice's coefficient).
    scores = [
        (max(2 * len(wanted & form) / (len(wanted) + len(form)) for form in name.trigrams), name)
        for name in _names()
    ]
    scores.sort(key=lambda scored: (-scored[0], scored[1].gemeinde.gemeinde_ags))
    best, second = scores[0][0], scores[1][0]
    near = tuple(name.gemeinde for score, name in scores[:SUGGESTIONS] if score >= SIMILAR)
    return Found(near, best >= CERTAIN and best - second >= LEAD, named=False)


def _trigrams(name: str) -> frozenset[str]:
    """Return the trigrams of a name's letters, of its beginning and end too."""
    padded = f"  {SPELT_OUT.sub(lambda pair: pair[0][0], letters(without_title(name)))} "
    return frozenset(padded[i : i + 3] for i in range(len(padded) - 2))


class _Name(NamedTuple):
    """A municipality's name in the forms in which it is looked for."""

    gemeinde: Gemeinde
    rests: list[str]
    """The letters of the name from each of its words on."""
    dotless: set[str]
    """Its letters where umlauts have no dots, with and without its addition."""
    trigrams: list[frozenset[str]]
    """The same in trigrams."""


@cache
def _names() -> tuple[_Name, ...]:
    return tuple(map(_name, load_register().gemeinden.values()))


def _name(gemeinde: Gemeinde) -> _Name:
    name = without_title(gemeinde.gemeinde_name)
    words = [word for word in map(letters, re.split(r"[\s/()-]+", name)) if word]
    rests = ["".join(words[begin:]) for begin in range(len(words))]
    printed = (gemeinde.gemeinde_name, ADDITION.split(gemeinde.gemeinde_name)[0])
    forms = {name, ADDITION.split(name, maxsplit=1)[0]}
    return _Name(
        gemeinde, rests, {letters_and_dots(one)[0] for one in printed}, [*map(_trigrams, forms)]
    )
