"""Hashes are taken in one engine, which takes longer to start than most hashes."""

from collections.abc import Iterator

import pytest

from tests.builders.database import empty_database


@pytest.fixture(scope="package", autouse=True)
def _one_engine() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("pipeline.store.figure_rows.open_memory", empty_database)
        yield
