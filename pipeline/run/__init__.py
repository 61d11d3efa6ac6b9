"""The order of the stages, and nothing else: the only package that knows them all.

ingest    one document the whole way, from a file or from the source's address
backfill  the same for each capture of an archive
read      extract and interpret
checked   read by several engines, compare and check
pictures  of the rows that hold a document
review    what becomes of a document: keep, hold, accept, withdraw, reprocess
publish   database and exports from the snapshots
look      at what is published
verify    proof of files, database, exports and documents
recorded  one run at a time, and a record of how each ended

A document that no engine can read is an `UnreadableDocumentError`, which ends a run like others.
Any of it may end with a `WarehouseError`, or a `WrongSettingsError` of a file in `schemas/`: then
nothing is recorded, what was published stays, and so does what a run has finished.
"""
