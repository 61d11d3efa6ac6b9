"""Builders of synthetic documents and rows: what they make is known to the last digit."""
