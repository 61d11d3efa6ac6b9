"""Markdown around text that others wrote: it can neither format nor link anything."""

from collections.abc import Iterable, Sequence

from pipeline.values import german_number, one_line

_MARKS = frozenset("\\`*_[]<>|#!")


def code(text: str) -> str:
    """Printed text in a cell or a sentence, as it stands."""
    harmless = one_line(text).replace("`", "'").replace("|", "¦")
    return f"`{harmless}`" if harmless else ""


def escape(text: str) -> str:
    """Our sentence around text that others wrote: no markup, no links."""
    return "".join(f"\\{mark}" if mark in _MARKS else mark for mark in one_line(text))


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; its cells are Markdown already."""
    lines = [header, ["---"] * len(header), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def rest(count: int, what: str) -> str:
    """What follows a list that was cut: how many more there are; nothing where it was not cut."""
    if count <= 0:
        return ""
    return f"\n… und {german_number(count)} weitere {what}; alle stehen in `report.json`.\n"
