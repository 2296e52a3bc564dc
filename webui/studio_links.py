"""Where a file of a draft is worked on: the editor of its kind, or its page as text."""

from flask import current_app, url_for

from engine.queries.drafts import FileLine
from engine.rules.model_paths import FileKind

EDITORS = {
    FileKind.DIAGRAM: "studio_diagrams.show",
    FileKind.TABLE: "studio_tables.show",
    FileKind.FORM: "studio_forms.show",
}


def editor_url(draft_id: int, file: FileLine) -> str:
    """Return the address of the editor for *file*."""
    endpoint = EDITORS[file.kind]
    if endpoint not in current_app.view_functions:
        endpoint = "studio_sources.source"
    return url_for(endpoint, draft_id=draft_id, path=file.path)
