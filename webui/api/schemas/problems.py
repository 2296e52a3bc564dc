"""Problem details (RFC 9457): what every refusal looks like to a program."""

from marshmallow import fields

from webui.api.schemas.shape import Shown


class FaultSchema(Shown):
    """What is wrong with one field."""

    code = fields.String(required=True, metadata={"description": "A stable word."})
    detail = fields.String(required=True, metadata={"description": "The same as a sentence."})


class ProblemSchema(Shown):
    """Why something was not done. Sentences follow ``Accept-Language``: zh-CN (default) or en."""

    type = fields.String(required=True, metadata={"description": "`/problems/<name>`, a page."})
    title = fields.String(required=True)
    status = fields.Integer(required=True)
    detail = fields.String(required=True)
    instance = fields.String(required=True, metadata={"description": "The address asked for."})
    code = fields.String(required=True, metadata={"description": "A stable dotted word."})
    fields_ = fields.Dict(
        keys=fields.String(),
        values=fields.Nested(FaultSchema),
        data_key="fields",
        attribute="fields",
        metadata={"description": "By path of the field, for example `parties.0.name`."},
    )
    facts = fields.Dict(
        keys=fields.String(),
        metadata={"description": "What the sentence was made of: who was quicker, and when."},
    )
    findings = fields.List(fields.String())
    number = fields.String(metadata={"description": "Of a fault of ours, as it is in the log."})
