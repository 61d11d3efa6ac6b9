"""Give figures and what changed in them to readers; takes plain values and knows no database."""

from pipeline.publish.changes import changes_csv, changes_json, changes_markdown, changes_text
from pipeline.publish.exports import Export, changed_exports, new_exports, write_exports
from pipeline.publish.liesmich import Acceptance, Publication

__all__ = [
    "Acceptance",
    "Export",
    "Publication",
    "changed_exports",
    "changes_csv",
    "changes_json",
    "changes_markdown",
    "changes_text",
    "new_exports",
    "write_exports",
]
