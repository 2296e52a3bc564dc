"""How large what comes in may be, and which characters both databases can hold."""

from engine.rules.holdable import holdable as readable

__all__ = ["BODY_LIMIT", "DEPTH_LIMIT", "LARGEST_ID", "readable"]

LARGEST_ID = 2**31 - 1  # ids are 32-bit integers in both databases
BODY_LIMIT = 1024 * 1024  # bytes
DEPTH_LIMIT = 16  # our deepest shape needs four
