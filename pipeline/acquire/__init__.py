"""Take documents in: the bytes, kept under their hash with a record of where they came from."""

from pipeline.acquire.local import take_in_file
from pipeline.acquire.rawstore import find_document

__all__ = ["find_document", "take_in_file"]
