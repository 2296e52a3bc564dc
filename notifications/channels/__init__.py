"""Ways to reach a person outside the system. A channel sends, or says how it failed."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One mail as it leaves: ``key`` never changes for the same letters; ``at`` is aware.

    ``short`` says it in a line or two, for SMS.
    """

    key: str
    to: str
    subject: str
    body: str
    locale: str
    at: datetime
    short: str = ""


class ChannelError(Exception):
    """A mail was not delivered, or perhaps not.

    Attributes:
        fault: a short code, kept with the message: ``smtp.550``, ``smtp.unreachable`` …
        permanent: trying again would not help.
        unsure: the other side may have taken it; it must go again under the same key.
        down: nobody can be reached by this channel now; the others need not be tried.
        wait: how many seconds the other side wants to be left alone.

    """

    def __init__(
        self,
        fault: str,
        *,
        permanent: bool = False,
        unsure: bool = False,
        down: bool = False,
        wait: float | None = None,
    ) -> None:
        self.fault = fault
        self.wait = wait
        self.permanent = permanent
        self.unsure = unsure
        self.down = down
        super().__init__(fault)


class Carrier(Protocol):
    """Whoever can carry a mail to a person."""

    def send(self, mail: Outgoing) -> None:
        """Deliver *mail*; sending the same key twice must be harmless to the reader.

        Raises:
            ChannelError: it was not delivered, or perhaps not.

        """
