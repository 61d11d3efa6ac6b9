"""What printed column titles mean: the table `headers.csv`, one line per wording.

A title's meaning is that of the longest wording found in it as whole words ("Betrag je Person" is
not "Betrag"); a wording that is refused decides wherever it stands ("Betrag in TEUR"). Words are
compared in lower case, umlauts and € spelled out, punctuation left aside. A line of a document
that has no other words than titles of columns have is not one of its titles (`header_vocabulary`).
"""

import csv
import re
from collections.abc import Collection, Iterator, Mapping
from functools import cache
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType

from pipeline.errors import WrongSettingsError
from schemas.names import plain

FILE = Path("schemas/headers.csv")

NUMBER_ROLES = ("personen", "betrag", "teilbetrag", "ignored", "refused")
"""What a column of numbers can be; `ignored` ones are known and not ours."""
ROLES = ("gemeinde_ags", "gemeinde_name", "kreis", "text", *NUMBER_ROLES)
MODIFIERS = frozenset({"euro", "eur", "gesamt", "insgesamt", "summe"})
"""Words that go on with a title ("Betrag in Euro", "Personen gesamt") rather than begin another.

Alone they title an amount.
"""
PAST = frozenset(
    {"alt", "alte", "alter", "bisher", "bisherig", "bisherige", "bisheriger", "bisheriges"}
    | {"frueher", "vorher", "vorjahr"}
)
"""Words by which a title says that it is of a time that is over."""
OLDER = PAST | {"vorlaeufig", "vorlaeufige", "vorlaeufiger"}
"""Words by which a title says that it is of an earlier time than what stands next to it."""
WHOLE = frozenset(
    {"gesamt", "gesamtbetrag", "gesamtsumme", "insgesamt", "summe", "zusammen", "total"}
    | {"endgueltig", "endgueltige", "endgueltiger", "jahresbetrag"}
)
"""Words by which a title says that it is the whole of what stands next to it."""
AMOUNTS = frozenset({"personen", "betrag", "teilbetrag"})
WORD = re.compile(r"[a-z]+|\d+")


def header_words(text: str) -> tuple[str, ...]:
    """Return the words of a printed title in the form that `headers.csv` has them.

    € is a word; those that a line break had split are joined.
    """
    mended = re.sub(r"-[ \t]*\n\s*(?=[a-zäöüß])", "", text)
    return tuple(WORD.findall(plain(mended).replace("€", " euro ")))


@cache
def load_headers() -> Mapping[tuple[str, ...], str]:
    """Read the table: wording -> role.

    Raises:
        WrongSettingsError: as `parse_headers`.
    """
    text = Path(__file__).with_name("headers.csv").read_text("utf-8")
    return MappingProxyType(parse_headers(text))


def parse_headers(text: str) -> dict[tuple[str, ...], str]:
    """Return the roles of the wordings of a table in the form of `headers.csv`.

    Raises:
        WrongSettingsError: a wording is not in the form that titles are compared in, or stands
            twice, or its role is not among ROLES.
    """
    known: dict[tuple[str, ...], str] = {}
    for row in csv.DictReader(text.splitlines()):
        wording, role = row["words"], row["role"]
        words = tuple(wording.split())
        plain_words = header_words(wording)
        if not words or words != plain_words:
            expected = " ".join(plain_words) or "a wording"
            raise WrongSettingsError(FILE, f"words are {wording!r}, expected {expected!r}")
        if role not in ROLES:
            roles = f"expected one of {', '.join(ROLES)}"
            raise WrongSettingsError(FILE, f"the role of {wording!r} is {role!r}, {roles}")
        if words in known:
            raise WrongSettingsError(FILE, f"words {wording!r} stand there twice")
        known[words] = role
    return known


@cache
def header_vocabulary() -> frozenset[str]:
    """Return all words of which known titles of columns consist."""
    return frozenset(word for wording in load_headers() for word in wording)


def role_of_header(text: str, among: Collection[str] = ROLES) -> str | None:
    """Return the role that a printed title names, or None where no known wording is in it.

    Wordings of roles other than those in `among` do not count.
    """
    found = [entry for entry in _wordings_in(header_words(text)) if entry[2] in among]
    # Persons below "Erste Tranche" are those of a part of the amount, and no such part.
    counts_persons = any(role == "personen" for _, _, role in found)
    ranked = [
        ((role == "refused", not MODIFIERS.issuperset(wording), len(wording), -place), role)
        for place, wording, role in found
        if not (counts_persons and role == "teilbetrag")
    ]
    return max(ranked)[1] if ranked else None


def is_mere_unit(text: str) -> bool:
    """Return True if a title names its column by no more than a unit, or a word for a sum."""
    return all(MODIFIERS.issuperset(wording) for _, wording, _ in _wordings_in(header_words(text)))


def is_whole(text: str) -> bool:
    """Return True if a title calls its column the whole of others; one without words may be it."""
    words = header_words(text)
    return not words or not WHOLE.isdisjoint(words)


def is_past(text: str) -> bool:
    """Return True if a title calls its column that of a time that is over."""
    return not PAST.isdisjoint(header_words(text))


def is_older(text: str) -> bool:
    """Return True if a title calls its column that of an earlier time."""
    return not OLDER.isdisjoint(header_words(text))


def _wordings_in(words: tuple[str, ...]) -> Iterator[tuple[int, tuple[str, ...], str]]:
    """Yield the known wordings among words, each with its place and role."""
    known, vocabulary = load_headers(), header_vocabulary()
    for place in range(len(words)):
        for end, word in enumerate(words[place:], start=place + 1):
            if word not in vocabulary:
                break
            if role := known.get(words[place:end]):
                yield place, words[place:end], role


def titles_in_order(text: str, among: Collection[str] = ROLES) -> list[tuple[str, str]]:
    """Return role and wording of the titles found one after another in a text.

    A title reaches from its wording to the next; at each place the longest wording counts.
    """
    words = header_words(text)
    starts = _starts_of_titles(words)
    return [
        (role, " ".join(words[start:end]))
        for (start, role), (end, _) in pairwise([*starts, (len(words), "")])
        if role in among
    ]


def _starts_of_titles(words: tuple[str, ...]) -> list[tuple[int, str]]:
    """Return where titles begin, and their roles; modifiers go on with the one before."""
    longest: dict[int, tuple[tuple[str, ...], str]] = {}
    for place, wording, role in _wordings_in(words):
        if place not in longest or len(wording) > len(longest[place][0]):
            longest[place] = (wording, role)
    found: list[tuple[int, str]] = []
    end = 0
    for place, (wording, role) in longest.items():
        if place < end:
            continue
        end = place + len(wording)
        if found and MODIFIERS.issuperset(words[found[-1][0] : place]) and role in AMOUNTS:
            found[-1] = (found[-1][0], role)
        elif not (found and wording[0] in MODIFIERS and found[-1][1] in AMOUNTS):
            found.append((place, role))
    return found


def plain_words(text: str) -> str:
    """Return text in the form of the phrases of `schemas.settings`, one space between words."""
    return " ".join(header_words(text.replace("%", " Prozent ")))
