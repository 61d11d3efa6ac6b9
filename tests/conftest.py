"""What holds for all tests."""

import gc
from collections.abc import Iterator

import pytest


@pytest.fixture(scope="session", autouse=True)
def _loaded_for_good() -> Iterator[None]:
    """Never search for garbage again among the thousands of things that all tests share."""
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()
