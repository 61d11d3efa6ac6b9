"""Give the newest edition to readers as files; takes plain values and knows no database."""

from pipeline.publish.exports import Export, write_exports
from pipeline.publish.liesmich import Publication

__all__ = ["Export", "Publication", "write_exports"]
