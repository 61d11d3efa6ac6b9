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
    """What says that a document is of this source, or another; the file says what each is for."""

    amounts: Positive
    percent: Percent
    names: Phrases
    euro: Phrases
    title_words: Phrases
    notices: Phrases
    exclusions: Phrases
    references: Phrases
    others: Phrases
    inhabitants: Phrases
    measures: Phrases
