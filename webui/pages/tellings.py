"""通知文本: what every telling says, in both languages, shown with made-up facts."""

from flask import Blueprint, current_app, render_template

from engine.rules.permissions import Role
from engine.usecases.texts import Sample, SampleTexts
from webui.channel_words import telling_name
from webui.gate import only_for
from webui.message_words import TEXTS

bp = Blueprint("tellings", __name__, url_prefix="/admin/texts")
only_for(bp, frozenset({Role.ADMINISTRATOR}), hidden=True)


@bp.get("/")
def show() -> str:
    """Show every kind of telling as it is sent."""
    texts = current_app.extensions.get(TEXTS)
    samples: tuple[Sample, ...] = texts.samples() if isinstance(texts, SampleTexts) else ()
    return render_template("tellings/show.html", samples=samples, telling_name=telling_name)
