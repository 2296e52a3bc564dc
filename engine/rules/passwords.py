"""What a password must be. Length does most; the rest refuses what everybody tries first."""

SHORTEST = 10
LONGEST = 128
TELLING_LOGIN = 4  # a shorter one stands in many a word by chance
SMALLEST_ALPHABET = 5  # different characters


def password_faults(password: str, repeated: str, login: str) -> dict[str, str]:
    """Return field → code of what is wrong with a new password; empty if nothing is.

    Length from NIST SP 800-63B; no rule about kinds of characters, which only breeds ``Abc123!``.
    """
    wrong = _fault(password, login)
    faults = {"password": wrong} if wrong else {}
    if repeated != password:
        faults["repeated"] = "password.differs"
    return faults


def _fault(password: str, login: str) -> str:
    if len(password) < SHORTEST:
        return "password.too_short"
    if len(password) > LONGEST:
        return "password.too_long"
    if len(login) >= TELLING_LOGIN and login.lower() in password.lower():
        return "password.contains_login"
    return "password.too_plain" if len(set(password)) < SMALLEST_ALPHABET else ""
