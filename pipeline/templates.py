"""Texts for readers as templates; the one file that knows Jinja.

This module is a leaf: it knows no stage.
"""

from collections.abc import Callable, Mapping
from importlib.resources.abc import Traversable
from typing import TypeAlias

import jinja2

from pipeline.values import visible

Template: TypeAlias = jinja2.Template
Filters: TypeAlias = Mapping[str, Callable[..., object]]


class Verbatim(str):
    """A text that stands in what is made of a template as it is."""


def load_templates(
    folder: Traversable, filters: Filters, *, autoescape: bool
) -> Callable[[str], Template]:
    """Return what gives each template of a folder by its name, compiled once."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(str(folder)),
        autoescape=autoescape,
        undefined=jinja2.StrictUndefined,
        finalize=_seen,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.filters.update(filters)
    return environment.get_template


def _seen(value: object) -> object:
    """Return a value as readers see it: no text of others hides, or turns what is next to it."""
    return visible(value) if type(value) is str else value
