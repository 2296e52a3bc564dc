"""What happened in the office: people, keys, published sets, the calendar, in sentences."""

from collections.abc import Mapping

from webui.translate import LazyString
from webui.translate import lazy_gettext as _

OFFICE: Mapping[str, tuple[LazyString, ...]] = {
    "ConflictDeclared": (_("登记%(user_id)s回避"), _("登记回避")),
    "UserSignedIn": (_("%(user_id)s登录"), _("登录")),
    "UserSignedOut": (_("%(user_id)s退出登录"), _("退出登录")),
    "SignInFailed": (_("登录失败，连续第 %(failures)s 次"),),
    "PasswordChanged": (_("密码已重置%(if_reset)s"), _("更改密码")),
    "TokenIssued": (_("发放接口令牌"),),
    "TokenRevoked": (_("停用接口令牌"),),
    "UserAdded": (_("新增用户%(user_id)s"), _("新增用户")),
    "UserChanged": (_("更改%(user_id)s的资料"), _("更改人员资料")),
    "UserDeactivated": (_("停用%(user_id)s，%(steps)s 步待办转出"), _("停用人员")),
    "UserReactivated": (_("恢复%(user_id)s"), _("恢复人员")),
    "RoleGranted": (
        _("授予%(user_id)s%(office_id)s%(role)s岗位，至 %(until_on)s"),
        _("授予%(user_id)s%(office_id)s%(role)s岗位"),
        _("授予岗位"),
    ),
    "RoleWithdrawn": (_("收回%(user_id)s%(office_id)s%(role)s岗位"), _("收回岗位")),
    "AbsenceSet": (_("%(user_id)s %(from_on)s至 %(to_on)s请假"), _("登记请假")),
    "AbsenceEnded": (_("%(user_id)s销假"), _("销假")),
    "OfficeAdded": (_("新增单位%(office_id)s"), _("新增单位")),
    "OfficeChanged": (_("更改单位%(office_id)s"), _("更改单位")),
    "OfficeClosed": (
        _(
            "停用%(office_id)s，在办案件 %(cases)s 件、待办 %(steps)s 步移交%(to_office_id)s："
            "%(reason)s"
        ),
        _("停用%(office_id)s：%(reason)s"),
        _("停用单位"),
    ),
    "OfficeReopened": (_("恢复%(office_id)s：%(reason)s"), _("恢复单位")),
    "BundlePublished": (_("发布办案程序第 %(version)s 版"),),
    "LawPublished": (_("发布规则表%(name)s第 %(version)s 版"),),
    "CalendarLoaded": (
        _("载入 %(year)s 年工作日历，%(moved)s 个到期日随之改动"),
        _("载入 %(year)s 年工作日历"),
    ),
    "OfficeDaysSet": (_("%(office_id)s改动 %(count)s 天工作日：%(reason)s"),),
    "CalendarChangeUndone": (_("撤销第 %(undone)s 次日历改动：%(reason)s"),),
    "CodesChanged": (_("改动代码表“%(code_table)s”：%(reason)s"),),
    "TellingTextSaved": (_("改动“%(telling)s”的通知文本，第 %(revision)s 份：%(reason)s"),),
    "CalendarRecounted": (_("第 %(change)s 次日历改动后重算完毕，%(moved)s 个到期日随之改动"),),
    "CalendarOverridden": (
        _("%(office_id)s把 %(day)s定为工作日，%(moved)s 个到期日随之改动%(if_works)s"),
        _("%(office_id)s把 %(day)s定为休息日，%(moved)s 个到期日随之改动"),
        _("调整本所工作日"),
    ),
    "KeyTurned": (_("更换密钥 %(ring)s"),),
    "DemoClockMoved": (_("演示时钟由 %(before)s拨到 %(after)s"),),
    "MessageFailed": (_("消息未送达（%(channel)s）"),),
    "MessagesDiscarded": (_("放弃 %(count)s 条未送达的消息：%(reason)s"),),
    "MessagesRetried": (_("重发 %(count)s 条未送达的消息"),),
    "RobotSet": (
        _("设置%(office_id)s的群机器人%(if_active)s"),
        _("停用%(office_id)s的群机器人"),
    ),
    "ReachSet": (_("%(user_id)s更改通知方式"), _("更改通知方式")),
}
