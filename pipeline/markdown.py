"""Markdown around text that others wrote: it can neither format nor link anything.

This module is a leaf: it knows no stage.
"""

from collections.abc import Iterable, Sequence

from pipeline.values import one_line

_MARKS = frozenset("\\`*_[]<>|#!")


def code(text: str) -> str:
    """Printed text in a cell or a sentence, as it stands."""
    harmless = one_line(text).replace("`", "'").replace("|", "¦")
    return f"`{harmless}`" if harmless else ""


def escape(text: str) -> str:
    """Our sentence around text that others wrote: no markup, no links."""
    return "".join(f"\\{mark}" if mark in _MARKS else mark for mark in one_line(text))


def table(header: Sequence[str], rows: Iterable[Sequence[str]], texts: int | None = None) -> str:
    """A table; its cells are Markdown already.

    Columns after the first `texts` hold numbers, which stand to the right.
    """
    rules = ["---" if texts is None or column < texts else "---:" for column in range(len(header))]
    lines = [header, rules, *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)
