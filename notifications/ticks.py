"""The messenger's tick, for whoever puts the program together."""

from engine.desk import Desk
from engine.scheduler import Ticking
from engine.settings import Settings
from engine.usecases.outbox import oldest_due
from notifications.deliver import channel_of, deliver
from notifications.texts import TextBook


def mail_tick(settings: Settings) -> Ticking:
    """Return the tick that delivers e-mail, at the pace of the others."""
    channel, texts = channel_of(settings), TextBook()

    def run(desk: Desk) -> int:
        return deliver(desk, channel, texts)

    return Ticking("deliver", settings.tick_seconds, run, oldest_due)
