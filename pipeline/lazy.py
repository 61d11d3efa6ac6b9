"""Packages that offer names of their modules, and load a module when a name of it is first used.

So a run that finds nothing new does not load what it would take to store something new.
This module is a leaf: it knows no stage.
"""

import sys
from collections.abc import Callable, Sequence
from importlib import import_module


def names_on_demand(
    package: str, names: Sequence[str], modules: Sequence[str]
) -> Callable[[str], object]:
    """Return the `__getattr__` of a package that offers these names of these modules.

    The modules are looked through in their order, so those that every run needs come first.
    """

    def find(name: str) -> object:
        if name in names:
            for module in modules:
                found = vars(import_module(f"{package}.{module}"))
                if name in found:
                    setattr(sys.modules[package], name, found[name])
                    return found[name]
        raise AttributeError(f"module {package!r} has no attribute {name!r}")

    return find
