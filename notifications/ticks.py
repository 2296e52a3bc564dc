"""The messenger's tick, for whoever puts the program together."""

from engine.desk import Desk
from engine.settings import Settings
from engine.ticking import Ticking
from engine.usecases.outbox import oldest_due
from notifications.channels.set_up import carriers
from notifications.deliver import deliver
from notifications.texts import TextBook


def mail_tick(settings: Settings) -> Ticking:
    """Return the tick that delivers what is due in every channel, at the pace of the others.

    Raises:
        Invalid: ``settings.invalid``, as ``carriers``.

    """
    by_channel, texts = carriers(settings), TextBook()

    def run(desk: Desk) -> int:
        return deliver(desk, by_channel, texts)

    return Ticking("deliver", settings.tick_seconds, run, oldest_due)
