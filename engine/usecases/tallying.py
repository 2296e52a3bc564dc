"""Keeping the kept numbers short, and right."""

import logging

from engine.desk import Desk
from engine.storage.tallies import fold, settle

log = logging.getLogger(__name__)


def tally(desk: Desk) -> int:
    """Count again what the database counts as it goes, and fold its rows; return how many.

    A difference has no way to come about; should there be one, it is put right and logged.
    """
    with desk.work(None) as work:
        link = work.session.connection()
        amiss = settle(link)
        if amiss:
            log.error("%d kept numbers were not those of their rows and were put right", amiss)
        return fold(link)
