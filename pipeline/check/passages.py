"""What is printed above the table, read as passages: whole titles, however their lines are broken.

A title says what a document is. A sentence in a letter before the table also names things, but only
in passing, and a line that consists of titles of columns says what these hold.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct

from pipeline.model import TitleRow
from schemas.headers import header_vocabulary, header_words, plain_words

LONGEST_TITLE = 300
"""What is longer is no title, and may have been made to keep us busy."""
KEPT = 2 * LONGEST_TITLE
"""Of the end of a sentence: enough to tell that it is one, and where it ends."""
FINITE_VERB = re.compile(
    r"\b(?:ist|sind|war|waren|wird|werden|wurden?|worden|hat|haben|hatten?|kann|können|muss|müssen"
    r"|soll|sollen|darf|dürfen|gilt|gelten|gab|gibt|steht|stehen|stand|erhält|erhalten|beträgt"
    r"|betragen|richtet|richten|erfolgt|erfolgen|enthält|enthalten|entspricht|entsprechen|stammt"
    r"|stammen|dient|dienen|bitten?|finden|findet|wir|sie|ihnen|uns|es)\b"
)
"""In lower case: titles have nouns, and a title in capitals has none of these."""
BROKEN = re.compile(r"[^\W\d_]-$")
END = re.compile(r"[.!?:]$")
FULL_STOP = re.compile(r"[^\W\d_]{4,}[.!?]$")
OPEN_END = re.compile(r"[,:–-]$|(?:^|\s)[a-zäöüß][^\s.!?)]*$")
"""How a line ends that the next one goes on from."""


class Passage(Struct, frozen=True):
    """Lines of one page that are read together."""

    page: int
    text: str
    """As printed, in a line; in several where nothing shows whether these belong together."""

    @property
    def words(self) -> str:
        """Its words in the form of phrases, with a | between lines."""
        return " | ".join(map(plain_words, self.text.splitlines()))

    @property
    def is_sentence(self) -> bool:
        """Return True for what is no title: a sentence, or part of one, or too long."""
        if len(self.text) > LONGEST_TITLE:
            return True
        return bool(FINITE_VERB.search(self.text) or FULL_STOP.search(self.text))

    @property
    def is_column_titles(self) -> bool:
        """Return True where all words are those of columns' titles ("Einwohner 31.12.2016")."""
        words = (word for word in header_words(self.text) if not word.isdigit())
        return header_vocabulary().issuperset(words)

    @property
    def is_title(self) -> bool:
        """Return True for what says of the whole what it is."""
        return not self.is_sentence and not self.is_column_titles


def passages(above: Iterable[TitleRow]) -> list[Passage]:
    """Return what the rows above the first figure say.

    Rows of several columns' titles are left out; a lone text may be a title within the grid.
    """
    return lines_to_passages(_lines(above))


def lines_to_passages(lines: Iterable[tuple[int, str]]) -> list[Passage]:
    """Put the lines of each page together that go on from one another."""
    found: list[Passage] = []
    for page, line in lines:
        joined = _joined(found[-1], line) if found and found[-1].page == page else None
        if joined is None:
            found.append(Passage(page, line))
        else:
            found[-1] = Passage(page, joined)
    return found


def _lines(above: Iterable[TitleRow]) -> Iterator[tuple[int, str]]:
    for row in above:
        cells = [cell for cell in row.cells if cell]
        if not row.is_header or len(cells) == 1:
            lines = " ".join(cells).splitlines()
            yield from ((row.page, line) for line in lines if line.strip())


def _joined(passage: Passage, line: str) -> str | None:
    """Return a passage with the line that goes on from it; a sentence does until it ends."""
    text, last = passage.text, passage.text.splitlines()[-1]
    if passage.is_sentence:
        return None if END.search(last) else f"{text} {line}"[-KEPT:]
    if BROKEN.search(last) and line[:1].islower():
        return text[:-1] + line
    if line[:1].islower() or OPEN_END.search(last):
        return f"{text} {line}"
    # In capitals nothing shows whether the second line goes on from the first.
    return f"{text}\n{line}" if last.isupper() and line.isupper() else None


def page_titles(above: Sequence[TitleRow]) -> list[list[Passage]]:
    """Return the titles of each page, the page nearest to the table first."""
    titles = [passage for passage in passages(above) if passage.is_title]
    pages = sorted({passage.page for passage in titles}, reverse=True)
    return [[passage for passage in titles if passage.page == page] for page in pages]
