"""What is named in two languages, in the reader's: rules carry both names, steps the Chinese one.

Every page asks here, so that no two of them choose differently.
"""

from collections.abc import Mapping

from engine.queries.step_names import english_steps
from webui.database import db
from webui.once import once
from webui.translate import language_tag

ENGLISH = "en"


def reader_name(zh: str | None, en: str | None) -> str:
    """Return a name in the reader's language; Chinese where there is no English."""
    return (en if en and language_tag() == ENGLISH else zh) or ""


def step_name(name: str) -> str:
    """Return what a step is called in the reader's language, by its Chinese name."""
    return reader_name(name, english_step(name)) if language_tag() == ENGLISH else name


def english_step(name: str) -> str | None:
    """Return a step's English name by its Chinese one, whoever reads; None where it has none."""
    return _english(ENGLISH).get(name)


@once
def _english(_: str) -> Mapping[str, str]:
    return english_steps(db.session())
