"""Statements in both languages: code gives facts, `schemas/messages` has the sentences.

This module is a leaf: it knows no stage.
"""

from collections.abc import Callable, Iterable
from decimal import Decimal
from operator import attrgetter
from string import Formatter
from typing import Any

from msgspec import Struct

from pipeline.values import german_number, one_line
from schemas.messages import messages

LONGEST_SHOWN = 80


class Text(Struct, frozen=True):
    """One statement in both languages; false where it says nothing."""

    message: str = ""
    """English, for logs."""
    meldung: str = ""
    """German, for readers."""

    def __bool__(self) -> bool:
        return bool(self.message)

    def __add__(self, other: "Text") -> "Text":
        return Text(self.message + other.message, self.meldung + other.meldung)


def say(sentence: str, /, **facts: object) -> Text:
    """A sentence by its table and key, with these facts in it, in both languages.

    A fact is a number, a text, a statement, or a record of which the sentence takes what it says.
    """
    return Text(
        _ENGLISH.vformat(messages("en")[sentence], (), facts),
        _GERMAN.vformat(messages("de")[sentence], (), facts),
    )


class _Facts(Formatter):
    """Writes each fact in the way of one language; whatever was printed stays on its line."""

    def __init__(self, statement: Callable[[Text], str], number: Callable[..., str]) -> None:
        self.statement, self.number = statement, number

    def format_field(self, value: Any, format_spec: str) -> str:
        """A number has its thousands grouped, unless it is a name (`:d`); `:s` cuts no text."""
        match value:
            case Text():
                return self.statement(value)
            case int() | Decimal() if format_spec != "d":
                return self.number(value)
        return one_line(str(value)) if format_spec == "s" else shown(value)

    def convert_field(self, value: Any, conversion: str | None) -> Any:
        """Printed text in quotation marks (`!r`) is cut before, not with them."""
        return _same(repr(shown(value))) if conversion == "r" else value


_ENGLISH = _Facts(attrgetter("message"), "{:,}".format)
_GERMAN = _Facts(attrgetter("meldung"), german_number)


def joined(
    items: Iterable[Text | str],
    between: Text | str = ", ",
    most: int | None = None,
    before_more: str = " ",
) -> Text:
    """Several statements in one; of more than `most` the others are counted."""
    texts = [item if isinstance(item, Text) else _same(shown(item)) for item in items]
    link = between if isinstance(between, Text) else _same(between)
    first = texts[:most]
    text = Text(
        link.message.join(item.message for item in first),
        link.meldung.join(item.meldung for item in first),
    )
    if more := len(texts) - len(first):
        text += _same(before_more) + say("common.more", count=more)
    return text


def quoted(texts: Iterable[str]) -> Text:
    """Printed texts, each in the quotation marks of the language."""
    return joined(say("common.quoted", text=text) for text in texts)


def figure_text(betrag_eur: int | Decimal, personen: int | None = None) -> Text:
    """An amount in words, with its persons where they are known."""
    if personen is None:
        return say("common.amount", amount=betrag_eur)
    return say("common.amount_for_persons", amount=betrag_eur, persons=personen)


def shown(text: object) -> str:
    """Any value on one line, without control characters, cut where it is long."""
    line = one_line(str(text))
    return line if len(line) <= LONGEST_SHOWN else line[: LONGEST_SHOWN - 1] + "…"


def _same(text: str) -> Text:
    return Text(text, text)
