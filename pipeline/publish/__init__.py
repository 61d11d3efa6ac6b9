"""Give the newest edition to readers as files; takes plain values and knows no database."""

from pipeline.publish.exports import Export, clear_exports, write_exports
from pipeline.publish.liesmich import Acceptance, Publication

__all__ = ["Acceptance", "Export", "Publication", "clear_exports", "write_exports"]
