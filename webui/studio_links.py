"""Where a file of a draft is worked on: the editor of its kind."""

from flask import url_for

from engine.queries.drafts import FileLine
from engine.rules.model_paths import FileKind

EDITORS = {
    FileKind.DIAGRAM: "studio_diagrams.show",
    FileKind.TABLE: "studio_tables.show",
    FileKind.FORM: "studio_forms.show",
}


def editor_url(draft_id: int, file: FileLine) -> str:
    """Return the address of the editor for *file*."""
    return url_for(EDITORS[file.kind], draft_id=draft_id, path=file.path)
