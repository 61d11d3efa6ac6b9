"""The phrases by which a document proves what it is, the `[identity]` table of a source file.

A phrase is one word or several, in the form that `schemas.headers` compares titles in: lower case,
umlauts and € spelled out. `*` stands for any letters, for German writes compounds as one word.
"""

import re
from functools import cache

from schemas.settings import Percent, Phrases, Positive, Table


@cache
def pattern_of(phrases: Phrases) -> re.Pattern[str]:
    """What finds any of these phrases, as whole words in plain words."""
    either = "|".join(phrase.replace("*", "[a-z0-9]*") for phrase in phrases)
    return re.compile(rf"(?<!\S)(?:{either})(?!\S)")


class Identity(Table, frozen=True):
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
