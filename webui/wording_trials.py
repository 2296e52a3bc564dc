"""Refusals about long work, runs on trial, saved trials and replays."""

from webui.translate import lazy_gettext as _

TRIALS = {
    "errand.unknown": _("没有这个后台任务。"),
    "errand.over": _("这个后台任务已经结束。"),
    "errand.kind": _("这一版程序不会做这种后台任务。"),
    "trial.unknown": _("没有这次试运行。"),
    "trial.others": _("这次试运行是别人做的，只能看；要试，请自己新开一次。"),
    "trial.changed": _("这次试运行在另一个窗口里已经往下走了，请重新载入再操作。"),
    "trial.over": _("流程已经走完。可以退回一步，或者从头再来。"),
    "trial.too_long": _("一次试运行最多 %(limit)s 步。请退回几步，或者从头再来。"),
    "trial.at_start": _("已经在开头，没有可以退回的。"),
    "replay.form": _("重放的件数还要改。"),
    "replay.no_cases": _("还没有结案的案件，没有可以重放的。"),
    "trial.form": _("试例名称还要改。"),
    "trial.too_many": _("试例最多 %(limit)s 个，请先停用不再需要的。"),
    "trial.unknown_saved": _("没有这个试例。"),
    "trial.retired": _("这个试例已经停用。"),
    "trial.values": _("有的值不能使用。"),
    "trial.act": _("看不懂这个操作。"),
    "trial.not_open": _("步骤 %(step)s 现在没有等人办理；在等的是：%(open)s。"),
    "trial.not_awaited": _("流程现在不等消息 %(message)s；在等的是：%(open)s。"),
    "trial.backwards": _("试运行的时钟只能往后走；要回到以前，请退回一步。"),
    "trial.nothing_due": _("没有会到期的期限。"),
    "trial.fault": _("流程走到 %(element)s 走不下去：%(reason)s"),
    "trial.rule": _("期限规则表里没有当天有效的规则 %(rule)s。"),
    "trial.too_many_turns": _("一个操作里期限变动超过 %(limit)s 次，流程图里可能有走不完的回路。"),
    "trial.too_slow": _("一个操作超过 %(seconds)s 秒还没有走完，已停止。"),
}
TRIAL_FIELDS = {
    "values.line": _("每行写一个“名称 = 值”"),
    "not_plain": _("只能写文字、数字、true、false、null，或者它们的列表"),
    "bad_key": _("名称只用小写字母、数字和下划线，以字母开头"),
}
