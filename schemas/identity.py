"""The phrases by which a document proves what it is, the `[identity]` table of a source file.

A phrase is one word or several, in the form that `schemas.headers` compares titles in: lower case,
umlauts and € spelled out. `*` stands for any letters, for German writes compounds as one word.
"""

import re
from dataclasses import dataclass

from schemas.headers import header_words
from schemas.settings import Table

PHRASE = re.compile(r"(?:[a-z0-9]+\*?|\*[a-z0-9]+\*?)(?: (?:[a-z0-9]+\*?|\*[a-z0-9]+\*?))*")
PERCENT = 100


@dataclass(frozen=True, slots=True)
class Identity:
    """What says that a document is of this source, and what says that it is not."""

    amounts: int
    """So many different amounts above zero must follow a known edition's rate ..."""
    percent: int
    """... and so many percent of all, to prove the document by themselves."""
    names: re.Pattern[str]
    """What names the programme."""
    euro: re.Pattern[str]
    """What says that amounts are euros."""
    title_words: re.Pattern[str]
    """Words that may stand before the name in a title that gives it."""
    notices: re.Pattern[str]
    """Words of lines that are about the document without being its title."""
    exclusions: re.Pattern[str]
    """Words by which a title says what it is not, or what goes with it."""
    references: re.Pattern[str]
    """Words by which a title says what it is based on, or what else it shows."""
    others: re.Pattern[str]
    """Other programmes, taxes and statistics, in a title or over the amounts."""
    inhabitants: re.Pattern[str]
    """The same, but a further column or a note about it may say this too."""
    measures: re.Pattern[str]
    """What else than euros the numbers under a heading may be."""


PHRASES = tuple(key for key, kind in Identity.__annotations__.items() if kind == re.Pattern[str])


def read_identity(table: Table) -> Identity:
    """Read the table; SettingsFileError where it does not say what it must say."""
    amounts, percent = table.positive("amounts"), table.positive("percent")
    if percent > PERCENT:
        raise table.error("percent", str(percent), "at most 100")
    identity = Identity(amounts, percent, **{key: _phrases(table, key) for key in PHRASES})
    table.end()
    return identity


def plain_words(text: str) -> str:
    """Return text in the form of the phrases, with one space between words."""
    return " ".join(header_words(text.replace("%", " Prozent ")))


def _phrases(table: Table, key: str) -> re.Pattern[str]:
    phrases = table.texts(key)
    for phrase in phrases:
        if not PHRASE.fullmatch(phrase):
            expected = "words in lower case, umlauts spelled out, * at their begin or end"
            raise table.error(key, repr(phrase), expected)
    either = "|".join(phrase.replace("*", "[a-z0-9]*") for phrase in phrases)
    return re.compile(rf"(?<!\S)(?:{either})(?!\S)")
