"""The engines by name; the module of an engine is imported only when it is asked for.

Beside the registered names, `module:Class` names any class that keeps the `Engine` protocol.
That is how an engine can be tried before it is registered.
"""

from collections.abc import Mapping
from importlib import import_module
from types import MappingProxyType
from typing import cast

from pipeline.errors import UnknownEngineError
from pipeline.extract.engine import Engine

ENGINES: Mapping[str, str] = MappingProxyType(
    {
        "pdfium": "pipeline.extract.own:PdfiumEngine",
        "pdfplumber": "pipeline.extract.own:PdfplumberEngine",
        "camelot": "pipeline.extract.camelot_engine:CamelotEngine",
    }
)
"""Name -> `module:Class`."""


def check_engine_name(name: str) -> None:
    """Raise UnknownEngineError where `name` is neither registered nor a `module:Class`."""
    if name not in ENGINES and ":" not in name:
        raise UnknownEngineError(name, tuple(ENGINES))


def load_engine(name: str) -> Engine:
    """Import and construct the engine of that name.

    Raises:
        UnknownEngineError: no engine has that name.
    """
    check_engine_name(name)
    module, _, attribute = ENGINES.get(name, name).partition(":")
    return cast(Engine, getattr(import_module(module), attribute)())
