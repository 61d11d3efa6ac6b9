"""Understand a reading: rows of text in, figures with their place out."""

from pipeline.interpret.stage import interpret

__all__ = ["interpret"]
