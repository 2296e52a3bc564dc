"""Papers to be printed on A4 and signed: HTML of its own, with a print stylesheet.

What is not known is a ruled blank to be filled in by hand. The stylesheet is ``paper.css`` beside
this file; whoever serves the pages builds it in and hands its address over.
"""

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from engine.rules.papers import PaperFacts
from notifications.papers import words

FOLDER = Path(__file__).parent
ENVIRONMENT = Environment(
    loader=FileSystemLoader(FOLDER / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
ENVIRONMENT.filters.update(
    day=words.day, moment=words.moment, sum=words.sum_of, money=words.money, ordinal=words.ordinal
)
ENVIRONMENT.globals.update(
    word=words.word, source_box=words.source_box, routes=words.WORDS["route"]
)


class PaperPrinter:
    """Prints papers; the port ``Papers``."""

    def render(self, facts: PaperFacts, stylesheet: str) -> str:
        """Return a whole HTML page of one paper, everything in it escaped."""
        template = ENVIRONMENT.get_template(f"{facts.kind.value}.html")
        title = words.title_of(facts.kind, facts.channel)
        return template.render(paper=facts, title=title, stylesheet=stylesheet)
