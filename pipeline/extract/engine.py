"""What an engine is: something that reads one PDF from the bytes up and says what is printed.

Engines know no municipality and no amount. They share no code, so that two of them making the
same mistake is unlikely; what they have in common is this protocol.
"""

from pathlib import Path
from typing import Protocol

from pipeline.model import Reading


class Engine(Protocol):
    """One independent way to read a PDF; constructed without arguments."""

    @property
    def name(self) -> str:
        """The name it is registered under; stands on every row it read."""
        ...

    @property
    def version(self) -> str:
        """The version of the library below it."""
        ...

    def read(self, path: Path) -> Reading:
        """Return every printed line of the document, in tables or outside them.

        The file has passed `pipeline.extract.preflight`. Boxes are as `pipeline.model` says.

        Raises:
            BrokenPdfError: the engine's library cannot read the file.
        """
        ...
