"""Print the two sample documents: two editions, two layouts, two producers.

    python -m tests.builders.sample OUTDIR [GOLDEN_DIR]

With GOLDEN_DIR the rows they hold are written there too.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.builders.editions import ENDGUELTIG, VORLAEUFIG, Edition
from tests.builders.rows import Rows, edition_rows, write_rows
from tests.builders.ruled import print_ruled
from tests.builders.unruled import print_unruled


@dataclass(frozen=True, slots=True)
class Sample:
    """One sample document: the edition it shows and the layout it shows it in."""

    edition: Edition
    print_rows: Callable[[Rows, Path], None]

    @property
    def rows(self) -> Rows:
        """The rows the document holds."""
        return edition_rows(self.edition.name)

    @property
    def file_name(self) -> str:
        """Its PDF, named so that nobody takes it for the published one."""
        return f"{self.edition.name}_synthetic.pdf"

    @property
    def golden_name(self) -> str:
        """The CSV file with its rows."""
        return f"sample_{self.edition.name}.csv"


SAMPLES = (Sample(ENDGUELTIG, print_ruled), Sample(VORLAEUFIG, print_unruled))


def main(arguments: Sequence[str]) -> int:
    """Print both documents; returns the exit code, 2 for wrong usage."""
    if len(arguments) not in (1, 2):
        sys.stderr.write("usage: python -m tests.builders.sample OUTDIR [GOLDEN_DIR]\n")
        return 2
    folders = [Path(argument) for argument in arguments]
    for folder in folders:
        folder.mkdir(parents=True, exist_ok=True)
    for sample in SAMPLES:
        sample.print_rows(sample.rows, folders[0] / sample.file_name)
        for golden_folder in folders[1:]:
            write_rows(golden_folder / sample.golden_name, sample.rows)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
