"""Money in the capital numerals that contracts and receipts ask for (中文大写金额).

Source: 《支付结算办法》附一《正确填写票据和结算凭证的基本规定》, items 1–3: 整 after 元 or
角 and never after 分; one 零 for any run of zeros between figures.
"""

DIGITS = "零壹贰叁肆伍陆柒捌玖"
PLACES = ("", "拾", "佰", "仟")
GROUPS = ("", "万", "亿", "万亿")
MOST_FEN = 10**18 - 1


def money_words(fen: int) -> str:
    """Return an amount in words, for example ``叁万捌仟陆佰元整``.

    Args:
        fen: the amount in 分, 0 or more, less than 10**18.

    Raises:
        ValueError: the amount is negative or too large to be written.

    """
    if not 0 <= fen <= MOST_FEN:
        raise ValueError(f"amount out of range: {fen}")
    yuan, rest = divmod(fen, 100)
    jiao, cents = divmod(rest, 10)
    if not fen:
        return "零元整"
    return (f"{_whole(yuan)}元" if yuan else "") + _small(jiao, cents, after_yuan=bool(yuan))


def _small(jiao: int, cents: int, *, after_yuan: bool) -> str:
    if not jiao and not cents:
        return "整"
    tenths = f"{DIGITS[jiao]}角" if jiao else ("零" if after_yuan else "")
    return tenths + (f"{DIGITS[cents]}分" if cents else "整")


def _whole(number: int) -> str:
    """Return a positive whole number in capital numerals, read in groups of four figures."""
    groups: list[int] = []
    while number:
        number, group = divmod(number, 10_000)
        groups.append(group)
    words, gap = "", False
    for place in reversed(range(len(groups))):
        group = groups[place]
        if not group:
            gap = bool(words)
            continue
        if words and (gap or group < 1_000):
            words += "零"
        words += _four(group) + _unit(groups, place)
        gap = False
    return words


def _unit(groups: list[int], place: int) -> str:
    """Return the unit of a group; 万亿 gives its 亿 to the group below it, if that is written."""
    below = place == 3 and groups[2] != 0
    return "万" if below else GROUPS[place]


def _four(group: int) -> str:
    """Return 1…9999 in capital numerals, one 零 for each run of zeros inside."""
    words, gap = "", False
    for place in reversed(range(4)):
        digit = group // 10**place % 10
        if not digit:
            gap = bool(words)
            continue
        words += ("零" if gap else "") + DIGITS[digit] + PLACES[place]
        gap = False
    return words
