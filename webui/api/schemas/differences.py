"""What differs between two versions: against what, and what a difference looks like."""

from typing import Any

from marshmallow import fields, post_load

from engine.queries.comparisons import Comparison
from engine.workflow.comparing import Difference
from webui.api.schemas.shape import Given, Shown, line
from webui.difference_words import wording


class AgainstSchema(Given):
    """The earlier version; what the draft was copied from, if none is named."""

    against = line(
        120, optional=True, about="`bundle:1`, `draft:3`, `draft:3:7` (a save) or `law:deadlines:2`"
    )

    @post_load
    def to_value(self, asked: dict[str, Any], **_: object) -> str:
        """Hand on the reference, empty if there is none."""
        return str(asked["against"] or "")


class DetailSchema(Shown):
    """One thing that what came or went says of itself."""

    code = fields.String(required=True)
    value = fields.String(required=True)


class DifferenceSchema(Shown):
    """One difference: what of which thing; `text` says it in the reader's language.

    `apart` is true where only the drawing or the spelling differs.
    """

    kind = fields.String(required=True)
    file = fields.String(required=True)
    what = fields.String(required=True)
    element = fields.String(required=True)
    name = fields.String(required=True)
    code = fields.String(required=True)
    place = fields.String(required=True)
    before = fields.String(required=True)
    after = fields.String(required=True)
    apart = fields.Boolean(required=True)
    facts = fields.Dict(keys=fields.String(), values=fields.String(), required=True)
    details = fields.List(fields.Nested(DetailSchema), required=True)
    text = fields.String(required=True)


class DifferencesSchema(Shown):
    """All differences from one version to another."""

    left = fields.String(required=True)
    right = fields.String(required=True)
    differences = fields.List(fields.Nested(DifferenceSchema), required=True)


def told(found: Comparison) -> dict[str, object]:
    """Return a comparison as it is given out."""
    said = wording(found.names)
    return {
        "left": found.left.reference,
        "right": found.right.reference,
        "differences": [
            {**_facts(each), "text": said.line(each).text} for each in found.differences
        ],
    }


def _facts(each: Difference) -> dict[str, object]:
    return {
        "kind": each.kind,
        "file": each.file,
        "what": each.what,
        "element": each.element,
        "name": each.name,
        "code": each.code,
        "place": each.place,
        "before": each.before,
        "after": each.after,
        "apart": each.apart,
        "facts": dict(each.facts),
        "details": [{"code": code, "value": value} for code, value in each.details],
    }
