"""Hashes of these tests are taken in one engine."""

from collections.abc import Iterator

import pytest

from tests.builders.database import one_engine


@pytest.fixture(scope="package", autouse=True)
def _one_engine() -> Iterator[None]:
    with one_engine():
        yield
