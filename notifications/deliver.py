"""Bringing the outbox to people: send first, note it afterwards.

Between the two there is no transaction open. After a crash in between the mail goes out again
with the same key; twice is better than never.
"""

import logging
import traceback
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

from engine.desk import Desk
from engine.queries.step_names import in_english
from engine.rules.channels import Channel, kind_of
from engine.usecases.outbox import (
    Failure,
    Mail,
    bury_strangers,
    due_channels,
    mark_failed,
    mark_sent,
    switch_off,
    take_mail,
)
from engine.usecases.robot_routing import give_to_robots
from engine.usecases.telling_texts import EditableTexts
from engine.usecases.texts import Texts
from notifications.channels import Carrier, ChannelError, Outgoing, set_up
from notifications.digest import digest
from notifications.texts.environment import language

log = logging.getLogger(__name__)

KNOWN = frozenset(Channel)


def deliver(desk: Desk, carriers: Mapping[str, Carrier], texts: Texts) -> int:
    """Send everything that is due, one mail per person and channel; return how many were sent.

    What waits in a channel that is not set up is put aside (state ``off``); the inbox has it all.
    What waits in one that nobody knows is given up on record.
    """
    sent = 0
    robots = give_to_robots(desk, carriers)
    ways = {**carriers, **set_up.robots(desk)}
    for name in due_channels(desk):
        if name in ways:
            sent += _deliver_by(desk, (name, ways[name]), texts)
        elif name in robots:
            continue  # fallen due just now: the next run gives it to one of them
        elif kind_of(name) in KNOWN:
            switch_off(desk, name)
        else:
            log.error("messages wait in the unknown channel %s; given up", name)
            bury_strangers(desk, name)
    return sent


def _deliver_by(desk: Desk, by: tuple[str, Carrier], texts: Texts) -> int:
    """Send what is due by one channel, until nothing is or it says nobody can be reached.

    A mail that fails is pushed back and never stops the others.
    """
    name, carrier = by
    sent = 0
    while (mail := take_mail(desk, name)) is not None:
        try:
            carrier.send(_outgoing(desk, mail, texts))
        except ChannelError as error:
            log.warning("mail %s was not delivered: %s", mail.key, error.fault)
            mark_failed(desk, mail, _failure(error))
            if error.down:
                break
        except Exception as error:
            # Push it back before anything else can fail: the next run must not meet it at once.
            mark_failed(desk, mail, Failure(type(error).__name__, unsure=True))
            # Not log.exception: what went wrong may quote an address with a secret in it.
            log.error("mail %s could not be sent\n%s", mail.key, _story(desk, carrier))
        else:
            mark_sent(desk, mail)
            sent += 1
    return sent


def _failure(error: ChannelError) -> Failure:
    wait = None if error.wait is None else timedelta(seconds=error.wait)
    return Failure(error.fault, error.permanent, error.unsure, wait)


def _story(desk: Desk, carrier: Carrier) -> str:
    return set_up.masked(traceback.format_exc(), desk.settings, carrier)


def _outgoing(desk: Desk, mail: Mail, texts: Texts) -> Outgoing:
    if isinstance(texts, EditableTexts):
        with desk.read() as session:
            texts.refresh(session)  # a text saved on any machine words the very next mail
    text = digest(_in_language(desk, mail), texts, desk.settings.base_url)
    return Outgoing(mail.key, mail.to, text.subject, text.body, mail.locale, desk.now(), text.short)


def _in_language(desk: Desk, mail: Mail) -> Mail:
    """Return *mail* with what only the drawings say in English, for those who read it."""
    if language(mail.locale) != "en":
        return mail
    with desk.read() as session:
        letters = [replace(each, facts=in_english(session, each.facts)) for each in mail.letters]
    return replace(mail, letters=tuple(letters))
