"""What holds for all tests: no search for garbage among the thousands of things that they share."""

import gc
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

from pipeline.commands import give_folders
from tests.builders.search import USUAL

# By night properties are searched on, each time elsewhere.
settings.register_profile(
    "search",
    max_examples=20 * USUAL,
    deadline=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)


@pytest.fixture(autouse=True)
def _no_folders_given() -> Iterator[None]:
    """Let no command that ran in this process give folders to the messages of another test."""
    yield
    give_folders()


def pytest_configure() -> None:
    gc.disable()


def pytest_collection_finish() -> None:
    gc.freeze()
    gc.enable()


@pytest.hookimpl(tryfirst=True)
def pytest_unconfigure() -> None:
    gc.unfreeze()
