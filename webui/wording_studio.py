"""Refusals about drafts, published versions and what is sent into the studio."""

from webui.translate import lazy_gettext as _
from webui.wording_law import LAW, LAW_FIELDS

STUDIO = {
    **LAW,
    "draft.unknown": _("没有这份草稿。"),
    "draft.edit": _("只有系统管理员可以改草稿。"),
    "draft.consent": _("只有安全管理员可以同意或者退回要发布的草稿。"),
    "draft.own_hand": _("这份草稿有您自己经手的内容，要由另一位安全管理员同意。"),
    "draft.frozen": _("草稿已经提交，等待同意；要改，请先撤回提交。"),
    "draft.over": _("草稿已经发布或者作废，不能再改。"),
    "draft.not_waiting": _("草稿不在待同意之列，可能已经撤回、发布或者退回。"),
    "draft.changed": _("草稿在检查期间又有改动，请重新查看。"),
    "draft.same": _("内容与已发布的第 %(version)s 版完全相同，没有要发布的。"),
    "draft.same_retired": _(
        "内容与已停用的第 %(version)s 版完全相同；要再用它，请在那一版上恢复使用。"
    ),
    "draft.form": _("草稿资料还有要改的地方。"),
    "draft.reason": _("请写明理由。"),
    "draft.path": _("文件名不能使用：%(file)s。"),
    "draft.file_too_large": _("文件 %(file)s 超过 %(limit)s MB，没有保存。"),
    "draft.too_large": _("一套流程最多 %(files)s 个文件、共 %(limit)s MB，没有保存。"),
    "draft.no_file": _("草稿里没有这个文件：%(file)s。"),
    "draft.no_revision": _("草稿没有第 %(revision)s 次保存。"),
    "draft.no_match": _("保存时没有说明改的是哪一次保存的内容，没有保存。"),
    "draft.stale": _(
        "%(by)s已在 %(at)s保存过 %(file)s，您的改动没有保存。请重新载入，或者另存为新文件。"
    ),
    "draft.path_taken": _("已经有文件 %(file)s。"),
    "bundle.retired": _("第 %(version)s 版已经停用。"),
    "bundle.not_retired": _("第 %(version)s 版正在使用。"),
    "bundle.last": _("第 %(version)s 版是唯一在用的一版，不能停用；请先发布新的一版。"),
    "zip.unreadable": _("不是 .zip 文件，或者已经损坏；没有保存任何内容。"),
    "zip.too_large": _("压缩包解开后超过 %(limit)s MB，没有保存任何内容。"),
    "zip.too_many": _("压缩包里的文件超过 %(limit)s 个，没有保存任何内容。"),
    "zip.encrypted": _("压缩包加了密码（%(file)s），没有保存任何内容。"),
    "zip.link": _("压缩包里的 %(file)s 是链接，不是文件；没有保存任何内容。"),
    "zip.path": _("压缩包里的文件名不能使用：%(file)s。没有保存任何内容。"),
    "zip.twice": _("压缩包里有两个 %(file)s，没有保存任何内容。"),
    "zip.method": _("压缩包里的 %(file)s 用了不支持的压缩方法；请用普通 .zip 重新打包。"),
    "zip.damaged": _("压缩包里的 %(file)s 已经损坏，没有保存任何内容。"),
    "zip.empty": _("压缩包里没有 .bpmn、.dmn 或者表单文件。"),
    "upload.none": _("请选择要上传的文件。"),
    "upload.kind": _("只能上传 .zip、.bpmn、.dmn 和表单的 .json：%(file)s。"),
}
STUDIO_FIELDS = {
    **LAW_FIELDS,
    "path.name": _("文件名只用文字、数字、点、短横和下划线，不以点开头"),
    "path.ending": _("只收 .bpmn、.dmn 和 .json"),
    "path.folder": _("表单放在 forms/ 里，其他文件不放在那里"),
    "path.law": _("期限规则（law/）单独修改、单独发布，不放在流程里"),
    "key.letters": _("用小写字母开头，只含小写字母、数字和下划线"),
    "path.law_only": _("这份草稿只有一张规则表"),
}
