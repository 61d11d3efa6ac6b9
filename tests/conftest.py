"""What holds for all tests: no search for garbage among the thousands of things that they share."""

import gc
from collections.abc import Iterator

import pytest

from pipeline.commands import give_folders


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
