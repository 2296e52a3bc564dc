"""What happened in the studio, in sentences."""

from collections.abc import Mapping

from webui.translate import LazyString
from webui.translate import lazy_gettext as _

STUDIO: Mapping[str, tuple[LazyString, ...]] = {
    "DraftOpened": (
        _("新建草稿“%(draft_id)s”，照第 %(based_on)s 版"),
        _("新建草稿“%(draft_id)s”"),
        _("新建草稿"),
    ),
    "DraftSaved": (
        _("保存草稿“%(draft_id)s”（第 %(revision)s 次）：%(paths)s"),
        _("保存草稿"),
    ),
    "DraftRestored": (
        _("把草稿“%(draft_id)s”恢复到第 %(restored)s 次保存"),
        _("恢复草稿"),
    ),
    "DraftSubmitted": (
        _("提交草稿“%(draft_id)s”（第 %(revision)s 次保存），等待同意"),
        _("提交草稿"),
    ),
    "DraftTakenBack": (_("撤回提交的草稿“%(draft_id)s”"), _("撤回提交的草稿")),
    "DraftRefused": (_("退回草稿“%(draft_id)s”"), _("退回草稿")),
    "DraftDiscarded": (_("作废草稿“%(draft_id)s”"), _("作废草稿")),
    "DraftPublished": (
        _("未经第二人同意，发布草稿“%(draft_id)s”为第 %(version)s 版%(if_alone)s"),
        _("同意草稿“%(draft_id)s”发布为第 %(version)s 版"),
        _("草稿发布为第 %(version)s 版"),
    ),
    "BundleRetired": (_("停用办案程序第 %(version)s 版"),),
    "BundleReinstated": (_("恢复使用办案程序第 %(version)s 版"),),
    "MoveAsked": (
        _("把第 %(from_version)s 版的 %(processes)s 个办理流程迁到第 %(to_version)s 版"),
        _("迁移在办案件"),
    ),
    "MoveUndone": (_("撤销迁移"),),
    "ProcessCarriedOver": (
        _("“%(process)s”改按第 %(to_version)s 版办理（原为第 %(from_version)s 版）"),
        _("改按另一版流程办理"),
    ),
}
