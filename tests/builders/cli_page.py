"""The page of all commands, made of what `--help` says: `python -m tests.builders.cli_page`."""

import click

from pipeline.cli.app import cli
from tests.paths import ROOT

PAGE = ROOT / "docs" / "cli.md"
WIDTH = 100
HEAD = """# Commands

What `planungsrahmen --help` and `planungsrahmen COMMAND --help` print; `make docs` writes it anew.
`python -m pipeline` does the same as `planungsrahmen`. Data goes to standard output, logs and
progress to standard error.
"""


def cli_page() -> str:
    """The page as it should be."""
    top = cli.make_context("planungsrahmen", ["--help"], resilient_parsing=True)
    parts = [HEAD, _help(cli, top)]
    for name, command in cli.commands.items():
        context = command.make_context(name, [], parent=top, resilient_parsing=True)
        parts.append(f"## {name}\n\n{_help(command, context)}")
    return "\n".join(parts)


def _help(command: click.Command, context: click.Context) -> str:
    context.terminal_width = WIDTH
    return f"```text\n{command.get_help(context)}\n```\n"


if __name__ == "__main__":
    PAGE.write_text(cli_page(), encoding="utf-8")
