"""What the database says of its columns is in no page."""

from collections.abc import Iterator

import pytest


@pytest.fixture(scope="package", autouse=True)
def _without_comments() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("pipeline.store.database.add_comments", lambda _: None)
        yield
