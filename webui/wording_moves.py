"""Why running cases are not moved to another version, or not back again."""

from webui.translate import lazy_gettext as _

MOVES = {
    "move.unknown": _("没有这次迁移。"),
    "move.not_allowed": _("只有系统管理员可以迁移在办案件。"),
    "move.reason": _("请写明为什么迁移，最多 %(limit)s 字。"),
    "move.same": _("两个版本相同，没有要迁移的。"),
    "move.mapping": _("指定的步骤在流程里没有：%(unknown)s。"),
    "move.nothing": _("第 %(version)s 版没有在办的程序。"),
    "move.retired": _("第 %(version)s 版已经停用，不能迁到那里。"),
    "move.undone": _("这次迁移已经撤销过了。"),
    "move.running": _("迁移还在进行；做完或者停止以后才能撤销。"),
    # why one process stays where it is: ``step`` is the place in the diagram
    "move.process_gone": _("新版没有这个程序。"),
    "move.element_gone": _("正停在“%(step)s”，新版没有这一步；请指定它对应新版的哪一步。"),
    "move.kind_changed": _("正停在“%(step)s”，这一步在新版里换了种类，不能接着办。"),
    "move.fork_gone": _("“%(step)s”已经分成几路，新版没有这个分叉。"),
    "move.start_gone": _("是从“%(step)s”开始的，新版没有这个开头。"),
    "move.inner_gone": _("正在“%(step)s”里面办理，新版没有这个子程序。"),
    "move.join_changed": _("有几路已经到了“%(step)s”等待汇合，新版要等的路不同。"),
    "move.steps_differ": _("迁过去以后要办的步骤与现在不同（%(step)s）。"),
    "move.values_differ": _("迁过去以后“%(step)s”的取值与现在不同。"),
    "move.clock_gone": _("“%(step)s”正在计时（%(clock)s），新版在那里没有期限。"),
    "move.timer_gone": _("“%(step)s”期限届满要自动处理（%(clock)s），新版不处理。"),
    "move.state_unreadable": _("按新版读不出办到哪一步。"),
    "move.not_running": _("程序已经办结、取消或者隔离，不迁移。"),
    "move.elsewhere": _("提出迁移以后，已经改按第 %(version)s 版办理。"),
    "move.gone_on": _("迁移以后已经继续办理，留在新版。"),
}
MOVE_FIELDS = {"move.word": _("请照样写出确认的两个字")}
