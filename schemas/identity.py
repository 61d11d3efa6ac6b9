"""The phrases by which a document proves what it is, the `[identity]` table of a source file.

A phrase is one word or several, in the form that `schemas.headers` compares titles in: lower case,
umlauts and € spelled out. `*` stands for any letters, for German writes compounds as one word.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from schemas.settings import Percent, Positive

PHRASE = re.compile(r"(?:[a-z0-9]+\*?|\*[a-z0-9]+\*?)(?: (?:[a-z0-9]+\*?|\*[a-z0-9]+\*?))*")
PERCENT = 100


class Phrases:
    """Phrases to be found in plain words; compiled when first asked, which a fetch never does."""

    def __init__(self, phrases: Sequence[str]) -> None:
        """Keep the phrases."""
        self.phrases = tuple(phrases)

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """What finds any of them, as whole words."""
        either = "|".join(phrase.replace("*", "[a-z0-9]*") for phrase in self.phrases)
        return re.compile(rf"(?<!\S)(?:{either})(?!\S)")

    def search(self, words: str) -> re.Match[str] | None:
        """Return the first place where one stands; None where none does."""
        return self.pattern.search(words)

    def finditer(self, words: str) -> Iterator[re.Match[str]]:
        """Yield all places where one stands."""
        return self.pattern.finditer(words)

    def fullmatch(self, words: str) -> re.Match[str] | None:
        """Return a match if the words are one of them."""
        return self.pattern.fullmatch(words)


@dataclass(frozen=True, slots=True)
class Identity:
    """What says that a document is of this source, and what says that it is not."""

    amounts: Positive
    """So many different amounts above zero must follow a known edition's rate ..."""
    percent: Percent
    """... and so many percent of all, to prove the document by themselves."""
    names: Phrases
    """What names the programme."""
    euro: Phrases
    """What says that amounts are euros."""
    title_words: Phrases
    """Words that may stand before the name in a title that gives it."""
    notices: Phrases
    """Words of lines that are about the document without being its title."""
    exclusions: Phrases
    """Words by which a title says what it is not, or what goes with it."""
    references: Phrases
    """Words by which a title says what it is based on, or what else it shows."""
    others: Phrases
    """Other programmes, taxes and statistics, in a title or over the amounts."""
    inhabitants: Phrases
    """The same, but a further column or a note about it may say this too."""
    measures: Phrases
    """What else than euros the numbers under a heading may be."""


def decode_phrases(kind: Any, phrases: Any) -> Phrases:
    """Return a list of the file as phrases.

    Raises:
        ValueError: they are no phrases; the message says what was expected.
    """
    if kind is not Phrases or not isinstance(phrases, list) or not phrases:
        raise ValueError("a list of phrases, at least one")
    for phrase in phrases:
        if not (isinstance(phrase, str) and PHRASE.fullmatch(phrase)):
            form = "words in lower case, umlauts spelled out, * at their begin or end"
            raise ValueError(f"{form}, not {phrase!r}")
    return Phrases(phrases)
