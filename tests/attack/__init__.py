"""Attacks with real faults, and what became of each: one file per table.

Nothing is imitated: processes are killed, servers lie, files are cut. Each row says what is
expected and what was observed; one that is not as expected makes the whole fail.
"""
