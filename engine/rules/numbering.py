"""How cases, dockets and agreements are numbered.

Full-width brackets, no gaps, never reused; the serial is counted per kind, office and Beijing year
in the transaction that accepts the case. Source: the people's-mediation folder form
「（ ）人调字第 号」; the words for other channels follow it and can be read in docs/glossary.md.
"""

from engine.rules.case import Channel

DOCKET_KINDS = {
    Channel.PEOPLE: "人调",
    Channel.ADMINISTRATIVE: "行调",
    Channel.JUDICIAL_PRE: "诉前调",
    Channel.JUDICIAL_IN: "诉中调",
}


def case_code(year: int, serial: int) -> str:
    """Return the code a case keeps from registration on, e.g. ``2026-000042``."""
    return f"{year}-{serial:06d}"


def docket_text(channel: Channel, year: int, word: str, serial: int) -> str:
    """Return a 案号, e.g. ``（2026）枫城人调字第42号``."""
    return f"（{year}）{word}{DOCKET_KINDS[channel]}字第{serial}号"


def agreement_number(docket: str, serial: int) -> str:
    """Return an agreement's number: the docket's with 协, and a serial from the second on."""
    stem = docket.removesuffix("号")
    return f"{stem}号协" if serial == 1 else f"{stem}号协{serial}"


def handoff_number(year: int, word: str, serial: int) -> str:
    """Return the number of a hand-off letter, e.g. ``（2026）枫城移字第3号``."""
    return f"（{year}）{word}移字第{serial}号"
