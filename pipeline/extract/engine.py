"""What an engine is: something that reads one PDF from the bytes up and says what is printed.

Engines know no amount, and municipalities only to note which numbers stand level with their names
(`layout.level_numbers`). The module of one is imported only when it is asked
for. Beside the registered names, `module:Class` names any class that keeps the `Engine` protocol:
that is how one can be tried before it is registered.
"""

from collections.abc import Iterator, Mapping, Sequence
from importlib import import_module
from itertools import chain
from pathlib import Path
from types import MappingProxyType
from typing import Any, Protocol, cast

from pipeline.errors import UnknownEngineError
from pipeline.model import Reading
from pipeline.values import replace

ENGINES: Mapping[str, str] = MappingProxyType(
    {
        "pdfium": "pipeline.extract.own:PdfiumEngine",
        "pdfplumber": "pipeline.extract.own:PdfplumberEngine",
        "camelot": "pipeline.extract.camelot_engine:CamelotEngine",
    }
)
"""Name -> `module:Class`."""


class Engine(Protocol):
    """One independent way to read a PDF; constructed without arguments."""

    def parts(self, path: Path, *, places: bool = False) -> Iterator[Reading]:
        """Yield every printed line of the document, in tables or outside them.

        Each part has some pages, in order, and is whole when it is yielded; each says who read how
        many pages in all. The file has passed `pipeline.extract.preflight`. Boxes are as
        `pipeline.model` says.

        With `places`, an engine that can tell says which numbers stand level with whose name too.
        That takes a tenth of the time, and nobody but the check of places needs it.

        Raises:
            BrokenPdfError: the engine's library cannot read the file.
        """
        ...

    def read(self, path: Path, *, places: bool = False) -> Reading:
        """Return the same as one reading; raise the same."""
        return whole_reading([*self.parts(path, places=places)])


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


def whole_reading(parts: Sequence[Reading]) -> Reading:
    """Return one reading of what its parts have one after the other."""
    if len(parts) == 1:
        return parts[0]
    joined: dict[str, Any] = {
        name: tuple(chain.from_iterable(getattr(part, name) for part in parts))
        for name in ("tables", "outside", "notes", "omissions", "level")
    }
    metadata = {name: text for part in parts for name, text in part.metadata.items()}
    return replace(parts[0], metadata=metadata, **joined)
