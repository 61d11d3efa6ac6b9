"""Rows that hold the titles of columns, wherever they are printed again."""

from collections.abc import Mapping, Sequence

from pipeline.interpret.evidence import is_figure, number_in
from pipeline.interpret.figures import RowTexts, has_key
from pipeline.interpret.flow import FlowRow
from pipeline.interpret.labels import Labels
from schemas.headers import role_of_header, titles_in_order
from schemas.names import NameIndex
from schemas.register import Kreis


class TitleRows:
    """Tells rows of titles, and remembers what the column of names was last called."""

    def __init__(
        self,
        headers: Mapping[int | None, frozenset[tuple[str, ...]]],
        labels: Labels,
        names: NameIndex,
    ) -> None:
        """Keep the titles above each table's first row."""
        self._headers, self._labels, self._names = headers, labels, names
        self._has_title = False
        """Whether the column of names was titled as that of municipalities."""
        self.are_foreign = False
        """Below titles that call the same column otherwise: a table of other sums."""

    def is_header(self, row: FlowRow, texts: RowTexts, *, below_header: bool) -> bool:
        """Say whether a row is the columns' titles, their second line, or numbers them."""
        if row.texts in self._headers.get(row.model, ()):
            return True
        filled = [text for text in row.texts if text]
        if has_key(texts) or any(map(is_figure, filled)):
            return _is_column_count(filled)
        if below_header and not texts.name and number_in(texts.betrag) is None:
            return True
        titles = [text for text in filled if role_of_header(text)]
        if role_of_header(texts.betrag):
            return len(titles) > 1
        return len(titles) > 1 and not any(self._names.find_gemeinden(texts.name))

    def begins_titles(self, row: FlowRow, texts: RowTexts, below: Sequence[FlowRow]) -> bool:
        """Say whether a row is the first line of titles that stand below it: one may be wrapped.

        `below` are the next rows of its table on its page.
        """
        if has_key(texts) or texts.name or any(map(is_figure, row.texts)):
            return False
        for following in below:
            if following.texts in self._headers.get(row.model, ()):
                return True
            if any(map(is_figure, following.texts)):
                return False
        return False

    def note(self, row: FlowRow, name: str) -> tuple[Kreis, ...]:
        """Keep what the names are called from here on; return the Kreis that stands in a title.

        "Landkreis Böblingen" may be the title over its municipalities.
        """
        roles = {role for role, _ in titles_in_order(name)}
        if "gemeinde_name" in roles:
            self._has_title, self.are_foreign = True, False
        elif self._has_title and roles & {"kreis", "text"} and not self._names.find_kreise(name):
            self.are_foreign = True
        found: tuple[Kreis, ...] = ()
        for text in row.texts:
            bare = text == name and role_of_header(text) is None
            found = self._labels.kreis_heading(text, bare=bare) or self._above_title(text) or found
        return found

    def _above_title(self, text: str) -> tuple[Kreis, ...]:
        """Return the Kreis whose name alone stands in the line above the title of the names."""
        above, _, title = text.partition("\n")
        if role_of_header(title) != "gemeinde_name":
            return ()
        return self._names.find_kreise(above)


def _is_column_count(filled: Sequence[str]) -> bool:
    """Say whether texts merely number the columns from left to right."""
    words = " ".join(filled).split()
    return len(words) > 2 and words == [str(n) for n in range(1, len(words) + 1)]
