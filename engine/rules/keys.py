"""How a secret given out once is kept: only its digest."""

import hashlib


def token_digest(token: str) -> str:
    """Return the SHA-256 of an API token, in hex. It is random and long: no salt is needed."""
    return hashlib.sha256(token.encode()).hexdigest()
