"""Turn one published PDF into checked figures per municipality, stage by stage.

A document is acquired, its table extracted, the cells interpreted, the rows checked, the trusted
ones stored and published. Each stage is a package that knows no other; `run` alone knows the order.
"""

__version__ = "0.1.0"
