"""Drafts of procedures and published versions, as programs send and read them."""

from base64 import b64decode
from binascii import Error as NotBase64
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from marshmallow import ValidationError, fields, post_load, validate, validates_schema

from engine.queries.drafts import STATUSES
from engine.usecases.drafts import LONGEST_NOTE, LONGEST_TITLE, SOURCES, Opening
from engine.workflow.packing import unpack
from webui.api.limits import LARGEST_ID
from webui.api.schemas.shape import (
    Given,
    Instant,
    Messages,
    Shown,
    choice,
    line,
    record_id,
    shown_code,
    text,
    whole,
    yes_no,
)

FILES = "files"


@dataclass(frozen=True, slots=True)
class Sent:
    """Files sent in: by path, or None if none were sent; ``replace``: they are all there is."""

    files: Mapping[str, bytes] | None
    replace: bool = False


class _Content(fields.String):
    """The bytes of a file in Base64."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **more: Any) -> Any:
        written = super()._deserialize(value, attr, data, **more)
        try:
            return b64decode(written, validate=True)
        except (NotBase64, ValueError) as error:
            raise ValidationError("not_base64") from error


def _content(about: str) -> _Content:
    spoken: Messages = {"required": "required", "null": "required", "invalid": "not_text"}
    meta = {"description": about, "format": "byte"}
    return _Content(load_default=None, allow_none=True, error_messages=spoken, metadata=meta)


def _files() -> fields.Dict:
    return fields.Dict(
        keys=fields.String(validate=validate.Length(max=200, error="too_long")),
        values=_content("Base64."),
        load_default=None,
        allow_none=True,
        error_messages={"invalid": "malformed"},
        metadata={"description": "Content in Base64 by path, for example `forms/visit.json`."},
    )


class FilesSchema(Given):
    """Files for a draft: one `.zip`, or single files; exactly one of the two."""

    zip = _content("A .zip in Base64, its paths as in an export.")
    files = _files()
    replace = yes_no(about="Also remove the files that are not sent.")

    @validates_schema
    def one_of_them(self, given: dict[str, Any], **_: object) -> None:
        """Refuse neither and both."""
        if (given.get("zip") is None) == (given.get(FILES) is None):
            raise ValidationError("required", FILES)

    @post_load
    def to_value(self, given: dict[str, Any], **_: object) -> Sent:
        """Hand on a value."""
        return Sent(_sent(given), bool(given["replace"]))


class DraftOpenSchema(Given):
    """A new draft: a copy of a version, empty, or of the files sent."""

    title = line(LONGEST_TITLE)
    note = text(LONGEST_NOTE, optional=True, about="Why; the second person reads it first.")
    begin_with = choice(SOURCES, default="newest", about="Ignored when files are sent.")
    version = record_id(optional=True, about="Of the published set, with `bundle`.")
    zip = _content("A .zip in Base64, its paths as in an export.")
    files = _files()

    @validates_schema
    def no_more_than_one(self, given: dict[str, Any], **_: object) -> None:
        """Refuse both ways of sending files at once."""
        if given.get("zip") is not None and given.get(FILES) is not None:
            raise ValidationError("malformed", FILES)

    @post_load
    def to_value(self, given: dict[str, Any], **_: object) -> tuple[Opening, Sent]:
        """Hand on what to open and the files, if any."""
        opening = Opening(
            given["title"], given["note"] or "", given["begin_with"], given["version"]
        )
        return opening, Sent(_sent(given))


def _sent(given: Mapping[str, Any]) -> Mapping[str, bytes] | None:
    if given.get("zip") is not None:
        return unpack(given["zip"])
    sent = given.get(FILES)
    return None if sent is None else {path: each or b"" for path, each in sent.items()}


class DraftListSchema(Given):
    """Which drafts; null: all."""

    status = choice(STATUSES, optional=True)


class PublishSchema(Given):
    """Which save the caller has looked at."""

    revision = whole(0, LARGEST_ID, about="As `GET /bundles/{draft_id}` gave it.")

    @post_load
    def to_value(self, given: dict[str, Any], **_: object) -> int:
        """Hand on the number."""
        return int(given["revision"])


class HandSchema(Shown):
    """Who did something and when; `name` is null for the operator."""

    name = fields.String(required=True, allow_none=True)
    at = Instant(required=True)


class DraftSchema(Shown):
    """A draft. `trial`: submitted and frozen, waiting for a second person."""

    id = fields.Integer(required=True, attribute="draft_id")
    kind = shown_code(["bundle", "law"])
    law = fields.String(required=True, allow_none=True)
    title = fields.String(required=True)
    note = fields.String(required=True)
    status = shown_code(STATUSES)
    based_on = fields.Integer(required=True, allow_none=True)
    revision = fields.Integer(required=True)
    opened = fields.Nested(HandSchema, required=True)
    saved = fields.Nested(HandSchema, required=True)
    submitted = fields.Nested(HandSchema, required=True, allow_none=True)
    decided = fields.Nested(HandSchema, required=True, allow_none=True)
    decision_note = fields.String(required=True, allow_none=True)
    published_version = fields.Integer(required=True, allow_none=True)


class DraftsSchema(Shown):
    """Drafts, the last saved first."""

    items = fields.List(fields.Nested(DraftSchema), required=True)


class TitleSchema(Shown):
    """What a file is called, and the ids it is known by."""

    zh = fields.String(required=True)
    en = fields.String(required=True)
    keys = fields.List(fields.String(), required=True)


class FileSchema(Shown):
    """One file of a draft."""

    path = fields.String(required=True)
    kind = shown_code(["diagram", "table", "form"])
    title = fields.Nested(TitleSchema, required=True)
    size = fields.Integer(required=True)
    revision = fields.Integer(required=True)
    saved = fields.Nested(HandSchema, required=True, allow_none=True)


class DraftFilesSchema(Shown):
    """A draft with its files."""

    draft = fields.Nested(DraftSchema, required=True)
    files = fields.List(fields.Nested(FileSchema), required=True)


class ArchiveSchema(Shown):
    """All files as one .zip."""

    name = fields.String(required=True)
    zip = fields.String(required=True, metadata={"format": "byte", "description": "Base64."})


class FindingSchema(Shown):
    """One thing wrong with a file, in codes and in words."""

    file = fields.String(required=True)
    element = fields.String(required=True)
    name = fields.String(required=True)
    level = shown_code(["error", "warning"])
    code = fields.String(required=True)
    reason = fields.String(required=True)
    mend = fields.String(required=True)


class FindingsSchema(Shown):
    """Everything wrong with a draft, errors first; with an error it cannot be published."""

    errors = fields.Integer(required=True)
    items = fields.List(fields.Nested(FindingSchema), required=True)


class SavedSchema(Shown):
    """What a save left; `changed` is false if nothing was different."""

    revision = fields.Integer(required=True)
    changed = fields.Boolean(required=True)


class PublishedSchema(Shown):
    """How far a publication has come: `trial` waits for the second person."""

    status = shown_code(STATUSES)
    version = fields.Integer(required=True, allow_none=True)


class VersionSchema(Shown):
    """A published version; `running` counts processes, `cases` the disputes they are of."""

    version = fields.Integer(required=True)
    sha = fields.String(required=True)
    published_at = Instant(required=True)
    published_by = fields.String(required=True, allow_none=True)
    consented_by = fields.String(required=True, allow_none=True)
    note = fields.String(required=True)
    based_on = fields.Integer(required=True, allow_none=True)
    retired_at = Instant(required=True, allow_none=True)
    retired_by = fields.String(required=True, allow_none=True)
    retired_for = fields.String(required=True, allow_none=True)
    running = fields.Integer(required=True)
    cases = fields.Integer(required=True)
    newest = fields.Boolean(required=True)


class VersionsSchema(Shown):
    """Published versions, the newest first."""

    items = fields.List(fields.Nested(VersionSchema), required=True)
