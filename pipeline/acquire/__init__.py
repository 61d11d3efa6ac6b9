"""Take documents in: the bytes, kept under their hash with a record of where they came from.

fetch      the document as its publisher has it today; where it is gone, from the archive
archive    what the Internet Archive holds of it, in which order that is asked for, what is known
intake     what an answer must be, and how it is kept
http       one question and its answer, within bounds, and which addresses may be asked
failures   every way a fetch can fail
rawstore   the bytes, and what happened at each fetch

A document that cannot be fetched is a `FetchError`, and recorded; what is no address at all is a
`NotAnAddressError`. Where the raw store is busy or damaged, or cannot be written, that is a
`WarehouseError`.
"""
