"""What is printed above the table, as passages: whole titles, however their lines are broken.

A title says what a document is. A sentence in a letter before the table also names things, but only
in passing, and a line that consists of titles of columns says what these hold. So each passage is
told to be one of the three.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from pipeline.check.title_lines import goes_on
from pipeline.model import TitleRow
from schemas.headers import header_words, load_headers

LONGEST_TITLE = 300
"""What is longer is no title, and may have been made to keep us busy."""
FINITE_VERB = re.compile(
    r"\b(?:ist|sind|war|waren|wird|werden|wurden?|worden|hat|haben|hatten?|kann|können|muss|müssen"
    r"|soll|sollen|darf|dürfen|gilt|gelten|gab|gibt|steht|stehen|stand|erhält|erhalten|beträgt"
    r"|betragen|richtet|richten|erfolgt|erfolgen|enthält|enthalten|entspricht|entsprechen|stammt"
    r"|stammen|dient|dienen|bitten?|finden|findet|wir|sie|ihnen|uns|es)\b"
)
"""In lower case: titles have nouns, and a title in capitals has none of these."""
END = re.compile(r"[.!?:]$")
FULL_STOP = re.compile(r"[^\W\d_]{4,}[.!?]$")


@dataclass(frozen=True, slots=True)
class Passage:
    """Lines of one page that are read together."""

    page: int
    text: str
    """Its lines, as printed."""

    @property
    def is_sentence(self) -> bool:
        """Return True for what is no title: a sentence, or part of one, or too long."""
        if len(self.text) > LONGEST_TITLE:
            return True
        return bool(FINITE_VERB.search(self.text) or FULL_STOP.search(self.text))

    @property
    def is_column_titles(self) -> bool:
        """Return True where all words are those of columns' titles ("Einwohner 31.12.2016")."""
        vocabulary = {word for wording in load_headers() for word in wording}
        words = [word for word in header_words(self.text) if not word.isdigit()]
        return vocabulary.issuperset(words)

    @property
    def is_title(self) -> bool:
        """Return True for what says of the whole what it is."""
        return not self.is_sentence and not self.is_column_titles


def passages(above: Iterable[TitleRow]) -> list[Passage]:
    """Put the rows above the first figure together that go on from one another.

    Rows of several columns' titles are left out; a lone text may be a title within the grid.
    """
    found: list[Passage] = []
    for page, line in _lines(above):
        if found and found[-1].page == page and _continues(found[-1], line):
            found[-1] = Passage(page, f"{found[-1].text}\n{line}")
        else:
            found.append(Passage(page, line))
    return found


def _lines(above: Iterable[TitleRow]) -> Iterator[tuple[int, str]]:
    for row in above:
        cells = [cell for cell in row.cells if cell]
        if not row.is_header or len(cells) == 1:
            yield from ((row.page, line) for line in " ".join(cells).splitlines())


def _continues(passage: Passage, line: str) -> bool:
    """Return True where a line goes on from a passage; a sentence does until it ends."""
    if passage.is_sentence:
        return not END.search(passage.text)
    return goes_on(passage.text.splitlines()[-1], line)


def page_titles(above: Sequence[TitleRow]) -> list[list[Passage]]:
    """Return the titles of each page, the page nearest to the table first."""
    titles = [passage for passage in passages(above) if passage.is_title]
    pages = sorted({passage.page for passage in titles}, reverse=True)
    return [[passage for passage in titles if passage.page == page] for page in pages]
