"""The port of the papers: whoever turns a paper's facts into something to print."""

from typing import Protocol

from engine.rules.papers import PaperFacts


class Papers(Protocol):
    """A printer of papers."""

    def render(self, facts: PaperFacts, stylesheet: str) -> str:
        """Return a whole HTML page of one paper, everything in it escaped.

        Args:
            facts: what stands on it (``engine.queries.papers.paper_facts``).
            stylesheet: the address of the built ``paper.css``.

        """
