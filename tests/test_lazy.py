"""Packages that load their modules on demand offer all they say, and nothing else."""

from importlib import import_module

import pytest


@pytest.mark.parametrize("package", ["pipeline.run", "pipeline.store"])
def test_every_name_that_a_package_offers_is_there(package: str) -> None:
    module = import_module(package)
    assert [name for name in module.__all__ if not hasattr(module, name)] == []
    with pytest.raises(AttributeError, match=f"module '{package}' has no attribute 'nothing'"):
        _ = module.nothing
