"""Cases that only `make test-all` runs."""

import pytest
from _pytest.mark import ParameterSet


def slow(*values: object) -> ParameterSet:
    """A case that another shows almost as well, in less time."""
    return pytest.param(*values, marks=pytest.mark.slow)
