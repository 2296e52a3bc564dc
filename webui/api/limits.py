"""How large what comes in may be, and which characters both databases can hold."""

LARGEST_ID = 2**31 - 1  # ids are 32-bit integers in both databases
BODY_LIMIT = 1024 * 1024  # bytes
DEPTH_LIMIT = 16  # our deepest shape needs four


def readable(text: str, also: str = "") -> bool:
    """Say whether a database can hold *text*: no control marks but those in *also*, no halves."""
    return not any(
        (char < " " and char not in also) or char == "\x7f" or "\ud800" <= char <= "\udfff"
        for char in text
    )
