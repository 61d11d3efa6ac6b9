"""Single pages for readers, made from a few rows, and what stands in a page."""

from __future__ import annotations

from collections.abc import Iterator
from html.parser import HTMLParser
from itertools import takewhile
from pathlib import Path
from typing import Any

import pytest

from pipeline.publish.site.content import Content
from pipeline.publish.site.pages import Pages
from pipeline.run.publish import newest_export
from pipeline.run.site import read_content
from pipeline.store.duck import open_published
from pipeline.store.warehouse import Warehouse
from pipeline.values import replace

INLINE = ("a", "abbr", "b", "code", "i", "small", "span")
"""Elements whose text goes on in the same line."""
LINKING = ("href", "src", "action")
ADDRESS = "https://example.org/planung/"


def content_of(warehouse: Warehouse, address: str | None = None) -> Content:
    """What the pages of a warehouse are made from, without pictures."""
    with open_published(warehouse.database) as connection:
        export = newest_export(warehouse, connection)
    assert export
    return read_content(warehouse, export, address)


def pages_of(content: Content, *keys: str, every_kreis: bool = False) -> dict[str, str]:
    """All pages and feeds by their addresses, but of municipalities only these.

    Of Kreise, only theirs and those with a figure, unless every one is wanted.
    """
    ordered = {
        key: content.towns[key] for key in sorted(content.towns, key=lambda k: k not in keys)
    }
    others = set(content.towns) - set(keys)
    kreise = {f"kreis/{key[:5]}" for key in (*keys, *content.figures)}
    make = Pages._page

    def made(pages: Pages, address: str, template: str, **facts: Any) -> tuple[str, bytes]:
        wanted = every_kreis or template != "kreis.html" or address in kreise
        return make(pages, address, template, **facts) if wanted else ("", b"")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Pages, "_page", made)
        files = Pages(replace(content, towns=ordered)).files()
        wanted = takewhile(lambda file: Path(file[0]).stem not in others, files)
        return {
            name: text.decode() for name, text in wanted if name and not name.startswith("teile/")
        }


class Markup(HTMLParser):
    """A page as a browser understands it: its elements in their order, and its text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self._open: list[str] = []
        self._texts: list[tuple[tuple[str, ...], str]] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        self._open.append(tag)
        if tag not in INLINE:
            self.handle_data(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag in self._open:
            while self._open.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        self._texts.append((tuple(self._open), data))

    def text_in(self, tag: str) -> str:
        """The text within all elements of a name, in one line."""
        return " ".join("".join(text for path, text in self._texts if tag in path).split())

    def text_in_all(self) -> str:
        """All text, in one line."""
        return " ".join("".join(text for _, text in self._texts).split())

    def all(self, tag: str) -> list[dict[str, str]]:
        """The attributes of all elements of a name."""
        return [attributes for name, attributes in self.elements if name == tag]

    def meta(self) -> dict[str, str]:
        """What the head says, by its name or property."""
        named = ((one.get("name") or one.get("property"), one) for one in self.all("meta"))
        return {name: one["content"] for name, one in named if name}

    @property
    def ids(self) -> list[str]:
        """The IDs of all elements that have one."""
        return [attributes["id"] for _, attributes in self.elements if "id" in attributes]

    def links(self) -> Iterator[str]:
        """Whatever the page leads to or loads."""
        for _, attributes in self.elements:
            yield from (
                attributes[name] for name in ("href", "src", "action") if name in attributes
            )
