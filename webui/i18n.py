"""Two languages: Chinese is the source, English a catalogue; each person chooses.

msgids are the Chinese sentences, so Chinese needs no catalogue. ``translations/en`` holds the
English one as .po; its .mo is built at set-up, or here at the first start of a checkout.
"""

import os
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from flask import Flask, g, request, session
from flask_babel import Babel

from webui.errors import for_programs
from webui.translate import LOCALES, language_tag, say, say_many, translations

CHOICE = "locale"  # the key in the browser's session, before and after signing in
FOLDER = Path(__file__).parent / "translations"


def chosen_locale() -> str:
    """Return the locale of this request: what was chosen, else Chinese.

    The browser's own languages do not count: offices run English systems and read Chinese.
    A program says what it reads with every request.
    """
    if for_programs(request.path):
        wish = request.accept_languages.best_match(["zh-CN", "zh", "en"], default="zh-CN")
        return "en" if wish == "en" else "zh_CN"
    account = g.get("account")
    chosen = session.get(CHOICE) or (account.locale if account else None)
    return str(chosen) if chosen in LOCALES else "zh_CN"


def compile_missing(folder: Path = FOLDER) -> None:
    """Write each catalogue's .mo if it is missing or older than its .po.

    A folder that may not be written to is left alone: Chinese needs no catalogue.
    """
    for source in sorted(folder.glob("*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if target.is_file() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        with source.open("rb") as lines:
            catalogue = read_po(lines, locale=source.parts[-3])
        fresh = target.with_suffix(f".{os.getpid()}")  # several processes may start at once
        try:
            with fresh.open("wb") as file:
                write_mo(file, catalogue)
            fresh.replace(target)  # another process may be reading it at this moment
        except PermissionError:
            return


def init_app(app: Flask) -> None:
    """Give pages their language."""
    compile_missing()
    app.config.setdefault("BABEL_TRANSLATION_DIRECTORIES", str(FOLDER))
    Babel(
        app,
        locale_selector=chosen_locale,
        default_locale="zh_CN",
        default_timezone="Asia/Shanghai",
    )
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]  # of its extension
        gettext=lambda msgid: translations().gettext(msgid),
        ngettext=lambda one, many, num: translations().ngettext(one, many, num),
        newstyle=True,
    )
    app.jinja_env.globals.update(_=say, gettext=say, ngettext=say_many, language_tag=language_tag)
    app.jinja_env.globals["current_locale"] = chosen_locale
