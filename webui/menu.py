"""The menu: what a person may open, by role."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import request, url_for

from engine.rules.permissions import Actor, Role
from webui.once import once
from webui.translate import LazyString
from webui.translate import lazy_gettext as _

EVERYBODY = frozenset(Role)
ADMINISTRATORS = frozenset({Role.ADMINISTRATOR})
KEEPERS = frozenset({Role.ADMINISTRATOR, Role.SECURITY_ADMINISTRATOR, Role.AUDITOR})
AUDITORS = frozenset({Role.SECURITY_ADMINISTRATOR, Role.AUDITOR})
CASEWORKERS = EVERYBODY - KEEPERS
WORKERS = CASEWORKERS - {Role.LEADER}
OVERSEERS = frozenset({Role.OFFICE_LEADER, Role.DISPATCHER, Role.SUPERVISOR, Role.LEADER})
HEAT_READERS = OVERSEERS | ADMINISTRATORS
REGISTRARS = frozenset(
    {Role.REGISTRAR, Role.MEDIATOR, Role.OFFICE_LEADER, Role.DISPATCHER, Role.LIAISON}
)
APPROVERS = frozenset({Role.OFFICE_LEADER, Role.DISPATCHER, Role.SUPERVISOR})
MENDERS = frozenset({Role.SUPERVISOR, Role.ADMINISTRATOR})
USER_READERS = APPROVERS | {Role.ADMINISTRATOR}


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the menu; ``key`` follows g; ``count`` names the number shown beside it."""

    endpoint: str
    icon: str
    words: LazyString
    roles: frozenset[Role]
    key: str = ""
    count: str = ""
    short: LazyString | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """An entry as one person sees it on one page."""

    href: str
    icon: str
    words: str
    short: str
    key: str
    count: str
    current: bool


MAIN = (
    Entry("my_day.show", "sun", _("我的今日"), WORKERS, "d", short=_("今日")),
    Entry("queue.show", "inbox", _("待办队列"), WORKERS, "t", "queue", short=_("待办")),
    Entry("cases.find", "folder2-open", _("案件"), EVERYBODY, "c", short=_("案件")),
    Entry("handoffs.show", "arrow-left-right", _("移交"), WORKERS, "h", "handoffs"),
    Entry("approvals.show", "person-check", _("审批"), APPROVERS, "a", "approvals"),
    Entry("supervision.show", "journal-text", _("督办"), CASEWORKERS, "s"),
    Entry("board.show", "bar-chart", _("预警看板"), OVERSEERS, "w", short=_("预警")),
    Entry("warnings.show", "exclamation-triangle-fill", _("预警"), CASEWORKERS, "e", "warnings"),
    Entry("inbox.show", "bell", _("消息"), EVERYBODY, "m", "unread"),
)
MORE = (
    Entry("studio.show", "diagram-3", _("流程设计"), KEEPERS, "f", "studio", _("流程")),
    Entry("studio_law.show", "hourglass", _("规则表"), KEEPERS),
    Entry("codes.show", "list-ul", _("代码表"), ADMINISTRATORS),
    Entry("heat.show", "bar-chart-steps", _("流程热图"), HEAT_READERS),
    Entry("audit_log.show", "journal-text", _("管理日志"), AUDITORS),
    Entry("cases.new", "plus-lg", _("登记纠纷"), REGISTRARS, "n", short=_("登记")),
    Entry("offices.show", "bank", _("单位"), EVERYBODY, "o"),
    Entry("users.show", "people", _("人员"), USER_READERS, "u"),
    Entry("conflicts.show", "person-x", _("回避"), CASEWORKERS, "r"),
    Entry("set_aside.show", "exclamation-octagon-fill", _("隔离"), MENDERS),
    Entry("points.show", "bar-chart", _("积分"), CASEWORKERS, "", "appeals"),
    Entry("sanctions.show", "exclamation-octagon-fill", _("问责建议"), OVERSEERS),
    Entry("sensitive.show", "exclamation-circle", _("敏感时期"), CASEWORKERS),
    Entry("calendar.show", "calendar-week", _("工作日历"), EVERYBODY, "l"),
    Entry("robots.show", "send", _("群机器人"), ADMINISTRATORS),
    Entry("tellings.show", "chat-left-text", _("通知文本"), ADMINISTRATORS),
    Entry(
        "undelivered.show", "envelope-exclamation", _("未送达"), ADMINISTRATORS, "", "undelivered"
    ),
)
NEW = ".new"
STUDIO = "studio"
PHONE = ("my_day.show", "queue.show", "board.show", "cases.new", "cases.find")  # at most four show


def _is_current(endpoint: str) -> bool:
    """Say whether the page asked for belongs to this entry; registering is an entry of its own."""
    here = request.endpoint or ""
    if endpoint.endswith(NEW) or here.endswith(NEW):
        return here == endpoint
    group = endpoint.partition(".")[0]
    return group == (STUDIO if _in_studio(request.blueprint or "") else request.blueprint)


def _in_studio(blueprint: str) -> bool:
    """Say whether a page is of the studio without an entry of its own."""
    own = {entry.endpoint.partition(".")[0] for entry in MORE}
    return blueprint.startswith(f"{STUDIO}_") and blueprint not in own


@once
def entry_url(endpoint: str) -> str:
    """Return the address of an entry: on a page it stands in the menu, at the foot, as home."""
    return url_for(endpoint)


def _item(entry: Entry, counts: Mapping[str, int]) -> Item:
    number = counts.get(entry.count, 0)
    return Item(
        href=entry_url(entry.endpoint),
        icon=entry.icon,
        words=str(entry.words),
        short=str(entry.short or entry.words),
        key=entry.key,
        count=str(number) if number else "",
        current=_is_current(entry.endpoint),
    )


def offered(
    actor: Actor, entries: tuple[Entry, ...], counts: Mapping[str, int]
) -> tuple[Item, ...]:
    """Return the entries *actor* may open."""
    return tuple(_item(entry, counts) for entry in entries if entry.roles & actor.roles)


def for_phone(actor: Actor, counts: Mapping[str, int]) -> tuple[Item, ...]:
    """Return the first four entries of the bottom menu of a phone; «more» is the fifth."""
    by_name = {entry.endpoint: entry for entry in (*MAIN, *MORE)}
    return offered(actor, tuple(by_name[name] for name in PHONE), counts)[:4]


def home_url(actor: Actor) -> str:
    """Return the page a person begins at: the first of their menu, else their account.

    Who handles no cases and oversees offices begins at the board.
    """
    if not WORKERS & actor.roles and OVERSEERS & actor.roles:
        return url_for("board.show")
    first = next((entry.endpoint for entry in MAIN if entry.roles & actor.roles), "account.show")
    return entry_url(first)
