"""Who may do what. One table; read it aloud to the mediator.

A person holds grants: a role in an office. An office's *path* is the chain of ids from the root
("/1/4/17/"); a grant reaches its own office, or its whole subtree, as the table says.
What is not in the table is refused.
"""

from collections.abc import Callable

from engine.rules.roles import Action, Actor, Grant, Place, Role

__all__ = [
    "MAY",
    "Action",
    "Actor",
    "Grant",
    "Place",
    "Role",
    "Test",
    "may",
    "reach",
    "stands_in",
    "within",
]

Test = Callable[[Actor, Grant, Place], bool]


def within(path: str, root: str) -> bool:
    """Say whether the office *path* is *root* or lies below it."""
    return path.startswith(root)


def _own(_: Actor, grant: Grant, place: Place) -> bool:
    return grant.path in place.offices


def _below(_: Actor, grant: Grant, place: Place) -> bool:
    return any(within(path, grant.path) for path in place.offices)


def _own_or_mine(actor: Actor, grant: Grant, place: Place) -> bool:
    return grant.path in place.offices or actor.user_id in place.people


def _step(actor: Actor, grant: Grant, place: Place) -> bool:
    here = grant.path == place.step_office
    asked = grant.role in place.role and here
    absent = here and not actor.stands_for.isdisjoint(place.people)
    return asked or absent or actor.user_id in place.people


def _anywhere(_: Actor, __: Grant, ___: Place) -> bool:
    return True


_OFFICE_READERS = (Role.REGISTRAR, Role.MEDIATOR, Role.OFFICE_LEADER, Role.LIAISON)
_SUBTREE_READERS = (Role.DISPATCHER, Role.SUPERVISOR, Role.LEADER)
_KEEPERS = (Role.ADMINISTRATOR, Role.SECURITY_ADMINISTRATOR, Role.AUDITOR)
_WORKERS = (*_OFFICE_READERS, Role.DISPATCHER, Role.SUPERVISOR)

MAY: dict[tuple[Role, Action], Test] = {
    **{(role, Action.READ_CASE): _own_or_mine for role in _OFFICE_READERS},
    **{(role, Action.READ_CASE): _below for role in _SUBTREE_READERS},
    (Role.ADMINISTRATOR, Action.READ_CASE): _below,  # codes, steps and dates only
    **{(role, Action.READ_PARTIES): _own_or_mine for role in _OFFICE_READERS},
    **{(role, Action.READ_PARTIES): _below for role in _SUBTREE_READERS},
    **{(role, Action.READ_PRINTS): _own_or_mine for role in _OFFICE_READERS},
    (Role.DISPATCHER, Action.READ_PRINTS): _below,
    (Role.SUPERVISOR, Action.READ_PRINTS): _below,
    **{(role, Action.REVEAL): _own_or_mine for role in _OFFICE_READERS},
    (Role.DISPATCHER, Action.REVEAL): _below,
    (Role.SUPERVISOR, Action.REVEAL): _below,
    (Role.OFFICE_LEADER, Action.ERASE): _own,
    (Role.SUPERVISOR, Action.ERASE): _below,
    **{(role, Action.WORK_ON_STEP): _step for role in _WORKERS},
    (Role.REGISTRAR, Action.REGISTER): _own,
    (Role.MEDIATOR, Action.REGISTER): _own,
    (Role.OFFICE_LEADER, Action.REGISTER): _own,
    (Role.DISPATCHER, Action.REGISTER): _below,
    (Role.LIAISON, Action.REGISTER): _own,
    (Role.OFFICE_LEADER, Action.ASSIGN): _own,
    (Role.DISPATCHER, Action.ASSIGN): _below,
    (Role.MEDIATOR, Action.PAUSE_CLOCK): _own_or_mine,
    (Role.OFFICE_LEADER, Action.PAUSE_CLOCK): _own,
    (Role.LIAISON, Action.PAUSE_CLOCK): _own,
    (Role.DISPATCHER, Action.PAUSE_CLOCK): _below,
    (Role.MEDIATOR, Action.ASK_EXTENSION): _own_or_mine,
    (Role.OFFICE_LEADER, Action.ASK_EXTENSION): _own,
    (Role.LIAISON, Action.ASK_EXTENSION): _own,
    (Role.DISPATCHER, Action.ASK_EXTENSION): _below,
    (Role.OFFICE_LEADER, Action.APPROVE_EXTENSION): _own,
    (Role.DISPATCHER, Action.APPROVE_EXTENSION): _below,
    (Role.SUPERVISOR, Action.APPROVE_EXTENSION): _below,
    (Role.MEDIATOR, Action.HAND_OFF): _own_or_mine,
    (Role.OFFICE_LEADER, Action.HAND_OFF): _own,
    (Role.REGISTRAR, Action.HAND_OFF): _own,
    (Role.LIAISON, Action.HAND_OFF): _own,
    (Role.DISPATCHER, Action.HAND_OFF): _below,
    **{(role, Action.RECEIVE_HAND_OFF): _own for role in _OFFICE_READERS},
    (Role.DISPATCHER, Action.RECEIVE_HAND_OFF): _below,
    (Role.SUPERVISOR, Action.RECEIVE_HAND_OFF): _below,
    (Role.REGISTRAR, Action.WITHDRAW): _own,
    (Role.MEDIATOR, Action.WITHDRAW): _own_or_mine,
    (Role.OFFICE_LEADER, Action.WITHDRAW): _own,
    (Role.LIAISON, Action.WITHDRAW): _own,
    (Role.MEDIATOR, Action.TERMINATE): _own_or_mine,
    (Role.OFFICE_LEADER, Action.TERMINATE): _own,
    (Role.LIAISON, Action.TERMINATE): _own,
    **{(role, Action.REPORT_RISK): _own_or_mine for role in _OFFICE_READERS},
    (Role.DISPATCHER, Action.REPORT_RISK): _below,
    (Role.OFFICE_LEADER, Action.REOPEN): _own,
    (Role.DISPATCHER, Action.REOPEN): _below,
    (Role.SUPERVISOR, Action.REOPEN): _below,
    (Role.REGISTRAR, Action.CORRECT): _own,
    (Role.MEDIATOR, Action.CORRECT): _own_or_mine,
    (Role.OFFICE_LEADER, Action.CORRECT): _own,
    (Role.DISPATCHER, Action.CORRECT): _below,
    **{(role, Action.NOTE): _own_or_mine for role in _OFFICE_READERS},
    **{(role, Action.NOTE): _below for role in _SUBTREE_READERS},
    **{(role, Action.SEE_BOARD): _below for role in _SUBTREE_READERS},
    (Role.OFFICE_LEADER, Action.SEE_BOARD): _own,
    **{(role, Action.SEE_ALL_OFFICES): _anywhere for role in Role},
    (Role.OFFICE_LEADER, Action.SEE_USERS): _own,
    (Role.DISPATCHER, Action.SEE_USERS): _below,
    (Role.SUPERVISOR, Action.SEE_USERS): _below,
    (Role.ADMINISTRATOR, Action.SEE_USERS): _below,
    (Role.OFFICE_LEADER, Action.DECLARE_CONFLICT): _own,
    (Role.DISPATCHER, Action.DECLARE_CONFLICT): _below,
    (Role.SUPERVISOR, Action.MEND_PROCESS): _below,
    (Role.ADMINISTRATOR, Action.MEND_PROCESS): _below,
    **{(role, Action.URGE): _below for role in _SUBTREE_READERS},
    (Role.SUPERVISOR, Action.SUPERVISE): _below,
    (Role.REGISTRAR, Action.TAKE_COMPLAINT): _own,
    (Role.OFFICE_LEADER, Action.TAKE_COMPLAINT): _own,
    (Role.LIAISON, Action.TAKE_COMPLAINT): _own,
    (Role.DISPATCHER, Action.TAKE_COMPLAINT): _below,
    (Role.SUPERVISOR, Action.TAKE_COMPLAINT): _below,
    **{(role, Action.SEE_SUPERVISION): _own for role in _OFFICE_READERS},
    **{(role, Action.SEE_SUPERVISION): _below for role in _SUBTREE_READERS},
    (Role.OFFICE_LEADER, Action.SILENCE_WARNINGS): _own,
    (Role.SUPERVISOR, Action.SILENCE_WARNINGS): _below,
    (Role.SUPERVISOR, Action.SWITCH_SENSITIVE): _below,
    (Role.LEADER, Action.SWITCH_SENSITIVE): _below,
    **{(role, Action.FILE_DAILY_REPORT): _own for role in _OFFICE_READERS},
    **{(role, Action.SEE_POINTS): _own for role in _OFFICE_READERS},
    **{(role, Action.SEE_POINTS): _below for role in _SUBTREE_READERS},
    (Role.SUPERVISOR, Action.ENTER_POINTS): _below,
    (Role.OFFICE_LEADER, Action.APPEAL_POINTS): _own,
    (Role.SUPERVISOR, Action.DECIDE_POINTS): _below,
    (Role.LEADER, Action.DECIDE_POINTS): _below,
    (Role.LEADER, Action.SIGN_SANCTION): _below,
    (Role.ADMINISTRATOR, Action.ADMINISTER): _anywhere,
    **{(role, Action.SEE_MODELS): _anywhere for role in _KEEPERS},
    (Role.ADMINISTRATOR, Action.EDIT_MODELS): _anywhere,
    (Role.SECURITY_ADMINISTRATOR, Action.CONSENT_MODELS): _anywhere,
    (Role.ADMINISTRATOR, Action.MOVE_PROCESSES): _anywhere,
    (Role.ADMINISTRATOR, Action.CARE_FOR_TABLES): _anywhere,
    (Role.AUDITOR, Action.SEE_AUDIT): _anywhere,
    (Role.SECURITY_ADMINISTRATOR, Action.SEE_AUDIT): _anywhere,
    (Role.ADMINISTRATOR, Action.SEE_HEAT): _below,
    **{(role, Action.SEE_HEAT): _below for role in _SUBTREE_READERS},
    (Role.OFFICE_LEADER, Action.SEE_HEAT): _own,
    **{(role, Action.MOVE_DEMO_CLOCK): _anywhere for role in Role},
}


def may(actor: Actor, action: Action, place: Place) -> bool:
    """Say whether *actor* may do *action* at *place*. What is not in the table is refused."""
    for grant in actor.grants:
        test = MAY.get((grant.role, action))
        if test is not None and test(actor, grant, place):
            return True
    return False


def stands_in(actor: Actor, place: Place) -> bool:
    """Say whether *actor* is the substitute of whoever the step at *place* is with.

    In their own offices alone, and only where their post takes part in steps at all.
    """
    posts = (grant for grant in actor.grants if (grant.role, Action.WORK_ON_STEP) in MAY)
    here = any(grant.path == place.step_office for grant in posts)
    return here and not actor.stands_for.isdisjoint(place.people)


def reach(actor: Actor, action: Action) -> tuple[frozenset[int], tuple[str, ...]]:
    """Return where *actor* may do *action*: (own office ids, subtree roots).

    Lists and counts are cut down to this in SQL; ``may`` judges a single record.
    """
    own: set[int] = set()
    roots: list[str] = []
    for grant in actor.grants:
        test = MAY.get((grant.role, action))
        if test is _below:
            roots.append(grant.path)
        elif test in {_own, _own_or_mine, _step}:
            own.add(grant.office_id)
        elif test is _anywhere:
            roots.append("/")
    return frozenset(own), tuple(roots)
