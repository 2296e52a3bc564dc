"""Keep the English catalogue in step: ``python -m webui.catalogue [TRANSLATIONS]``.

Collects every msgid of the counter, brings ``translations/en`` into step with it, and lists what
has no English yet. TRANSLATIONS is a text file of lines ``中文|English`` (for a sentence that
counts ``中文|one|many``) to be taken over.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

HERE = Path(__file__).parent
CATALOGUE = HERE / "translations" / "en" / "LC_MESSAGES" / "messages.po"
METHODS = [("**.py", "python"), ("templates/**.html", "jinja2")]
OPTIONS = {"templates/**.html": {"trimmed": "true"}}
KEYWORDS: dict[str, tuple[int, ...] | None] = {
    "_": None,
    "gettext": None,
    "lazy_gettext": None,
    "ngettext": (1, 2),
}


def spoken() -> Iterator[str | tuple[str, ...]]:
    """Yield every msgid of the counter, a pair for one that counts, in no useful order."""
    found = extract_from_dir(HERE, METHODS, OPTIONS, keywords=KEYWORDS, strip_comment_tags=False)
    for file, _, msgid, _, _ in found:
        if not file.startswith(("assets", "static")):
            yield msgid


def read() -> Catalog:
    """Return the English catalogue as committed."""
    if not CATALOGUE.is_file():
        return Catalog(locale="en")
    with CATALOGUE.open("rb") as lines:
        return read_po(lines, locale="en")


def in_step(old: Catalog, given: dict[str, tuple[str, ...]]) -> Catalog:
    """Return a catalogue of what is said today, with the English known from *old* or *given*."""
    new = Catalog(locale="en", project="Heshi", charset="utf-8", fuzzy=False)
    for msgid in set(spoken()):
        key = msgid if isinstance(msgid, str) else msgid[0]
        english = given.get(key) or _english(old.get(key))
        if isinstance(msgid, str):
            new.add(msgid, english[0])
        else:
            new.add(msgid, english if len(english) == len(msgid) else ("", ""))
    return new


def _english(known: Message | None) -> tuple[str, ...]:
    """Return what a catalogue says, one text or one per number; empty texts if nothing."""
    if known is None or not known.string:
        return ("",)
    return (known.string,) if isinstance(known.string, str) else tuple(known.string)


def silent(catalogue: Catalog) -> list[str]:
    """Return the msgids without English."""
    return sorted(
        message.id if isinstance(message.id, str) else message.id[0]
        for message in catalogue
        if message.id and not all(_english(message))
    )


def main(arguments: list[str]) -> int:
    """Bring the catalogue into step; exit status 1 if something has no English."""
    lines = Path(arguments[0]).read_text("utf-8").splitlines() if arguments else []
    given = {words[0]: tuple(words[1:]) for line in lines if len(words := line.split("|")) > 1}
    catalogue = in_step(read(), given)
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    with CATALOGUE.open("wb") as file:
        write_po(file, catalogue, sort_output=True, omit_header=True, width=0, no_location=True)
    missing = silent(catalogue)
    sys.stdout.write("".join(f"{msgid}\n" for msgid in missing))
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
