"""What is typed in this process reads a document once and answers itself; any other as ever."""

import pytest

from tests.builders.here import work_here
from tests.builders.remembered import remember_readings


@pytest.fixture(autouse=True)
def _here(monkeypatch: pytest.MonkeyPatch) -> None:
    remember_readings(monkeypatch)
    work_here(monkeypatch)
