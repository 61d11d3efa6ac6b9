"""The commands: their options and help, what is called, what is printed.

    take_in     ingest, refresh, backfill
    extract     extract
    decide      accept, withdraw, reprocess
    look        show, partners, status, snapshots, diff, query
    look_after  export, site, rebuild, verify

A command imports what it runs when it runs, so that help and other commands do not wait for it.
Elsewhere modules import at their top; `tests/test_imports.py` names the few exceptions.
"""
