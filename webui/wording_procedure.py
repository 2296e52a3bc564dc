"""Faults of a diagram, a table or a form while a case runs on it."""

from webui.translate import lazy_gettext as _

PROCEDURE = {
    "workflow_fault": _("办案程序出错，这件案件已经停在原处。"),
    "model_refused": _("这套程序图、决策表和表单没有通过检查。"),
    "locked": _("服务器正忙，等候超过了时限。"),
    "engine_error": _("没有办成。"),
    "office.unknown_selector": _("程序图写了不认识的单位：%(selector)s。"),
    "office.no_handoff": _("程序图的单位“%(selector)s”只在移交中有意义。"),
    "process.not_running": _("这件案件的程序“%(kind)s”已经不在运行。"),
    "process.effects_loop": _("程序“%(kind)s”反复触发自己，已经停下。"),
    "effect.unknown": _("程序图“%(element)s”要求了不认识的动作：%(effect)s。"),
    "effect.missing": _("程序图“%(element)s”没有写明动作。"),
    "decision.unknown": _("程序图“%(element)s”用到的决策表“%(table)s”不存在。"),
    "decision.failed": _("决策表“%(table)s”算不出结果（%(reason)s）。"),
    "decision.not_rows": _("决策表的结果不是所要的形式。"),
    "guard.steps": _("程序在“%(element)s”处走了太多步（上限 %(limit)s），已经停下。"),
    "guard.tasks": _("程序在“%(element)s”处产生了太多任务（上限 %(limit)s），已经停下。"),
    "guard.depth": _("程序在“%(element)s”处嵌套太深（上限 %(limit)s 层），已经停下。"),
    "guard.seconds": _("程序在“%(element)s”处用时太长（上限 %(limit)s 秒），已经停下。"),
    "bundle.unreadable": _("程序文件 %(file)s 读不懂：%(reason)s。"),
    "routing.too_many": _("流转数据太多（%(count)s 项）。"),
    "routing.not_plain": _("流转数据只能是文字、数字、是否和日期。"),
    "script.refused": _("程序图里不能写脚本。"),
    "expression.failed": _("程序图“%(element)s”的条件算不出来：%(expression)s（%(reason)s）。"),
    "condition.not_boolean": _("程序图“%(element)s”的条件没有得出“是”或“否”：%(expression)s。"),
}
