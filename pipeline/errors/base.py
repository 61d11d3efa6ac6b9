"""What all expected errors have in common: an exit code of their kind."""

from enum import IntEnum


class ExitCode(IntEnum):
    """What the process returns; schedulers script against these numbers."""

    DONE = 0
    BUG = 1
    USAGE = 2
    HELD = 3
    UNREADABLE = 4
    UNREACHABLE = 5
    WAREHOUSE = 6


class PlanungsrahmenError(Exception):
    """Base of all expected errors: carries the exit code of its kind."""

    exit_code = ExitCode.BUG


def exit_code_of(error: BaseException) -> ExitCode:
    """Return the code with which the process ends for an error; an unexpected one is a bug."""
    return error.exit_code if isinstance(error, PlanungsrahmenError) else ExitCode.BUG
