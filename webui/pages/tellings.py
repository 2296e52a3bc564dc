"""通知文本: what every telling says, in both languages; changed here, with a preview and a history.

Texts are the messenger's; they come in by a port (``EditableTexts``), the two rooms do not meet.
"""

from collections.abc import Mapping

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engine.rules.errors import Invalid, NotFound, Stale
from engine.rules.permissions import Role
from engine.usecases.telling_texts import (
    SHIPPED,
    EditableTexts,
    Revision,
    Wording,
    restore_text,
    revisions,
    save_text,
)
from engine.usecases.texts import Sample, SampleTexts
from webui.auth import actor, desk
from webui.channel_words import telling_name
from webui.database import db
from webui.forms import EMPTY, Filled, back_to
from webui.gate import only_for
from webui.message_words import TEXTS
from webui.registering import whole
from webui.translate import gettext
from webui.wording import field_sentence

bp = Blueprint("tellings", __name__, url_prefix="/admin/texts")
only_for(bp, frozenset({Role.ADMINISTRATOR}), hidden=True)
LANGUAGES = ("zh", "en")
REFUSED = (Invalid, Stale)
# characters of a single SMS, and of each part of a longer one; plain letters take less room
ONE_SMS, PLAIN_SMS = (70, 67), (160, 153)


@bp.get("/")
def show() -> str:
    """Show every kind of telling as it is sent."""
    texts = current_app.extensions.get(TEXTS)
    if isinstance(texts, EditableTexts):
        texts.refresh(db.session())
    samples: tuple[Sample, ...] = texts.samples() if isinstance(texts, SampleTexts) else ()
    return render_template("tellings/show.html", samples=samples, telling_name=telling_name)


def _texts(kind: str) -> EditableTexts:
    texts = current_app.extensions.get(TEXTS)
    if not isinstance(texts, EditableTexts) or kind not in texts.kinds():
        raise NotFound("text.unknown")
    return texts


def text_page(kind: str, form: Filled = EMPTY) -> str:
    """Return the page of one kind: both texts, what may be told, the preview, the history."""
    db.session().rollback()
    texts = _texts(kind)
    past = revisions(db.session(), actor(), kind)
    stands = {spoken: _standing(texts, kind, spoken, past) for spoken in LANGUAGES}
    contents = {spoken: str(form.value(spoken, stands[spoken])) for spoken in LANGUAGES}
    return render_template(
        "tellings/text.html",
        kind=kind,
        name=telling_name(kind),
        form=form,
        stands=stands,
        seen={spoken: _revision(past, spoken) for spoken in LANGUAGES},
        names=texts.names(kind),
        past=past,
        preview=_preview(texts, kind, contents),
        parts=parts_of_sms,
    )


def _standing(texts: EditableTexts, kind: str, spoken: str, past: tuple[Revision, ...]) -> str:
    """Return the text in force."""
    last = next((each for each in past if each.language == spoken), None)
    return texts.shipped(kind, spoken) if last is None or last.content is None else last.content


def _revision(past: tuple[Revision, ...], spoken: str) -> int:
    return next((each.revision for each in past if each.language == spoken), SHIPPED)


def _preview(
    texts: EditableTexts, kind: str, contents: Mapping[str, str]
) -> dict[str, tuple[Sample | None, str]]:
    """Return, by language, what a text would say, or why it cannot."""
    found: dict[str, tuple[Sample | None, str]] = {}
    for spoken, content in contents.items():
        wrong = texts.faults(kind, content.replace("\r\n", "\n"))
        if wrong:
            facts = {"line": wrong[0].line, "about": wrong[0].about}
            found[spoken] = (None, field_sentence(wrong[0].code, facts))
        else:
            found[spoken] = (texts.try_out(kind, {spoken: content}), "")
    return found


def parts_of_sms(text: str) -> int:
    """Return as how many SMS a text is sent, and paid for."""
    one, part = PLAIN_SMS if text.isascii() else ONE_SMS
    return 1 if len(text) <= one else -(-len(text) // part)


@bp.get("/<kind>")
def text(kind: str) -> str:
    """Show one kind of telling, to be changed."""
    return text_page(kind)


@bp.post("/<kind>")
@back_to(text_page, REFUSED)
def save(kind: str) -> ResponseReturnValue:
    """Save what was changed, in one language or both."""
    texts = _texts(kind)
    contents = {spoken: request.form.get(spoken, "") for spoken in LANGUAGES}
    for spoken, content in contents.items():  # both are fit, or none is saved
        for wrong in texts.faults(kind, content.replace("\r\n", "\n"))[:1]:
            facts = {"line": wrong.line, "about": wrong.about}
            raise Invalid("text.form", fields={spoken: wrong.code}, **facts)
    for spoken in LANGUAGES:
        save_text(desk(), actor(), texts, _wording(kind, spoken, contents[spoken]))
    flash(gettext("文本已保存，从下一条消息起使用。"))
    return redirect(url_for("tellings.text", kind=kind), 303)


@bp.post("/<kind>/restore")
@back_to(text_page, REFUSED)
def restore(kind: str) -> ResponseReturnValue:
    """Go back to an earlier text, or the program's own."""
    spoken = request.form.get("language", "")
    revision = whole(request.form.get("revision", ""))
    wanted = revision if isinstance(revision, int) else -1
    restore_text(desk(), actor(), _texts(kind), _wording(kind, spoken, ""), wanted)
    flash(gettext("已换回那份文本，从下一条消息起使用。"))
    return redirect(url_for("tellings.text", kind=kind), 303)


@bp.post("/<kind>/preview")
def preview(kind: str) -> str:
    """Return what the texts being typed would say."""
    contents = {spoken: request.form.get(spoken, "") for spoken in LANGUAGES}
    found = _preview(_texts(kind), kind, contents)
    return render_template("tellings/_preview.html", preview=found, parts=parts_of_sms)


def _wording(kind: str, spoken: str, content: str) -> Wording:
    seen = whole(request.form.get(f"seen_{spoken}", ""))
    reason = request.form.get("reason", "")
    return Wording(kind, spoken, content, reason, seen if isinstance(seen, int) else -1)
