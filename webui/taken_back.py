"""Why a warning no longer holds, in words."""

from collections.abc import Mapping

from webui.translate import LazyString
from webui.translate import lazy_gettext as _

REASONS: Mapping[str, LazyString] = {
    "extended": _("期限延长，撤回"),
    "paused": _("期限暂停，撤回"),
    "resumed": _("恢复计算，撤回"),
    "corrected": _("重新计算，撤回"),
    "handed_over": _("改按接收单位的工作日计算，撤回"),
    "sensitive": _("预警标准变化，撤回"),
    "superseded": _("已有更急的预警"),
    "ended": _("期限已经结束"),
}


def taken_back(reason: str | None) -> str:
    """Return why a warning was withdrawn; nothing while it holds."""
    return str(REASONS.get(reason, reason)) if reason else ""
