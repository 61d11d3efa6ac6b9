"""Give figures and what changed in them to readers; takes plain values and knows no database."""

from pipeline.publish.changes import changes_csv, changes_json, changes_markdown, changes_text
from pipeline.publish.exports import Export, write_exports
from pipeline.publish.liesmich import Publication

__all__ = [
    "Export",
    "Publication",
    "changes_csv",
    "changes_json",
    "changes_markdown",
    "changes_text",
    "write_exports",
]
