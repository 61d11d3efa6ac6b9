"""The command line: options in, exit codes out. What is done stands in `run`, how in the stages.

    app       the commands
    options   what several commands share
    terminal  what a command shows while it runs and when it ends
    github    what it tells GitHub Actions then
    streams   standard output and error, also where they fail

Data goes to standard output, logs and progress to standard error.
"""

import gc
import sys

OBJECTS_BETWEEN_COLLECTIONS = 50_000


def main() -> None:
    """Run the command line; turn every expected error into one line and its exit code."""
    # Loading modules makes many objects and no garbage: looking for it takes a tenth of that time.
    # So they are loaded after this.
    gc.set_threshold(OBJECTS_BETWEEN_COLLECTIONS)
    from pipeline.cli.app import run_command_line

    try:
        run_command_line()
    finally:
        # A last search for garbage in all modules takes longer than a run that finds nothing new.
        # DuckDB wants it: it counts what nobody has let go of, and complains.
        if "duckdb" not in sys.modules:
            gc.freeze()
