"""What is typed in this process reads a document once; a process of its own as ever."""

import pytest

from tests.builders.remembered import remember_readings


@pytest.fixture(autouse=True)
def _read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    remember_readings(monkeypatch)
