"""How one wants to be told: channels, addresses, quiet hours, and a message to try them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from engine.desk import Desk
from engine.rules.channels import Channel, address_of, shaped
from engine.rules.errors import Conflict, Invalid
from engine.rules.events import ReachSet
from engine.rules.permissions import Actor
from engine.rules.quiet import Quiet
from engine.rules.telling import CLOSES, OPENS
from engine.storage.letters import Message
from engine.storage.models import ReachRow, UserRow
from engine.storage.reaches import reach_of, reaches_of
from engine.storage.robots import channels_set_up
from engine.storage.work import Work
from engine.usecases.telling import Telling


@dataclass(frozen=True, slots=True)
class Wish:
    """What a person asks for.

    ``wanted``: codes of channels. ``addresses``: by code; empty: the one on record. Quiet hours as
    ``21:30``, both or neither.
    """

    wanted: Sequence[str]
    addresses: Mapping[str, str]
    quiet_from: str = ""
    quiet_until: str = ""


def set_reach(desk: Desk, actor: Actor, wish: Wish) -> None:
    """Keep how the actor wants to be told; what already waits follows it.

    Raises:
        Invalid: ``reach.refused``; ``fields`` names ``channels``, ``address_CHANNEL``,
            ``quiet_from`` or ``quiet_until``.

    """
    with desk.work(actor) as work:
        user = work.get(UserRow, actor.user_id, lock=True)
        there = channels_set_up(work.session, desk.settings)
        faults = {**_faults(there, user, wish), **_quiet_faults(wish)}
        if faults:
            raise Invalid("reach.refused", fields=faults)
        user.quiet_from, user.quiet_until = wish.quiet_from or None, wish.quiet_until or None
        kept = {row.channel: row for row in reaches_of(work.session, user.id)}
        for channel in Channel:
            row = kept.get(channel) or work.add(
                ReachRow(user_id=user.id, channel=str(channel), wanted=False)
            )
            row.wanted = channel in wish.wanted
            row.address = wish.addresses.get(channel, "").strip() or None
        work.record(ReachSet(user.id, [each for each in Channel if each in wish.wanted]))


def _faults(there: Collection[str], user: UserRow, wish: Wish) -> dict[str, str]:
    faults = {}
    if not set(wish.wanted) <= set(Channel):
        faults["channels"] = "reach.unknown_channel"
    elif not set(wish.wanted) <= set(there):
        faults["channels"] = "reach.not_set_up"
    for channel in Channel:
        given = wish.addresses.get(channel, "").strip()
        if given and not shaped(channel, given):
            faults[f"address_{channel}"] = "reach.address"
        elif channel in wish.wanted and address_of(channel, given, user.email, user.phone) is None:
            faults[f"address_{channel}"] = "reach.no_address"
    return faults


def _quiet_faults(wish: Wish) -> dict[str, str]:
    if bool(wish.quiet_from) != bool(wish.quiet_until):
        return {"quiet_until" if wish.quiet_from else "quiet_from": "reach.quiet_half"}
    try:
        quiet = Quiet.of(wish.quiet_from, wish.quiet_until)
    except ValueError:
        return {"quiet_from": "reach.quiet_time"}
    if quiet and quiet.swallows(OPENS, CLOSES):
        return {"quiet_until": "reach.quiet_all_day"}
    return {}


def send_test(desk: Desk, actor: Actor, channel: str) -> None:
    """Queue a message to oneself by *channel*; it leaves with the next run, day or night.

    Raises:
        Conflict: ``reach.test_unwanted``: the channel is not among those one wants, or not set up;
            ``reach.test_again``: one is on its way since less than a minute.

    """
    with desk.work(actor) as work:
        there = channels_set_up(work.session, desk.settings)
        if channel not in there or not _wants(work, actor, channel):
            raise Conflict("reach.test_unwanted")
        telling = Telling("TestMessage", {}, f"test:{work.recorded_at:%Y%m%dT%H%M}")
        key = f"{telling.key}:{actor.user_id}:{channel}"
        message = Message(actor.user_id, channel, telling.kind, key, telling.facts, urgent=True)
        if not work.queue(None, message):
            raise Conflict("reach.test_again")


def _wants(work: Work, actor: Actor, channel: str) -> bool:
    reach = reach_of(work.session, actor.user_id, channel)
    return reach.wanted if reach else channel == Channel.EMAIL
