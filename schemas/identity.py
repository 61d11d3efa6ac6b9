"""The phrases by which a document proves what it is, the `[identity]` table of a source file.

A phrase is one word or several, in the form that `schemas.headers` compares titles in: lower case,
umlauts and € spelled out. `*` stands for any letters, for German writes compounds as one word.
"""

import re
from dataclasses import dataclass
from typing import Any

from schemas.settings import Percent, Positive

PHRASE = re.compile(r"(?:[a-z0-9]+\*?|\*[a-z0-9]+\*?)(?: (?:[a-z0-9]+\*?|\*[a-z0-9]+\*?))*")
PERCENT = 100


@dataclass(frozen=True, slots=True)
class Identity:
    """What says that a document is of this source, and what says that it is not."""

    amounts: Positive
    """So many different amounts above zero must follow a known edition's rate ..."""
    percent: Percent
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


def decode_phrases(kind: Any, phrases: Any) -> re.Pattern[str]:
    """Return what finds any of the phrases in plain words.

    Raises:
        ValueError: they are no phrases; the message says what was expected.
    """
    if kind != re.Pattern[str] or not isinstance(phrases, list) or not phrases:
        raise ValueError("a list of phrases, at least one")
    for phrase in phrases:
        if not (isinstance(phrase, str) and PHRASE.fullmatch(phrase)):
            form = "words in lower case, umlauts spelled out, * at their begin or end"
            raise ValueError(f"{form}, not {phrase!r}")
    either = "|".join(phrase.replace("*", "[a-z0-9]*") for phrase in phrases)
    return re.compile(rf"(?<!\S)(?:{either})(?!\S)")
