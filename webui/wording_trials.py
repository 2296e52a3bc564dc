"""Refusals about long work, runs on trial, saved trials and replays."""

from webui.translate import lazy_gettext as _

TRIALS = {
    "errand.unknown": _("没有这个后台任务。"),
    "errand.over": _("这个后台任务已经结束。"),
    "errand.kind": _("这一版程序不会做这种后台任务。"),
}
