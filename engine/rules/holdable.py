"""Which marks both databases can hold: no control marks, no halves of letters. Pure."""

LINES = "\n\r\t"


def holdable(text: str, also: str = "") -> bool:
    """Say whether *text* has no control marks but those in *also*, and no halves of letters."""
    return not any(
        (char < " " and char not in also) or char == "\x7f" or "\ud800" <= char <= "\udfff"
        for char in text
    )
