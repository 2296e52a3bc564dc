"""Refusals somebody meets at the command line: beginning, publishing, copying, moving a demo."""

from webui.translate import lazy_gettext as _

COMMANDS = {
    "init.already": _("这个库已经建好并在使用，没有改动。"),
    "init.demo": _("这是演示库，不能当正式库用；请用 HESHI_DATABASE_URL 另指一个库。"),
    "demo.accounts": _("正式库里有 %(count)s 个演示账号，口令是公开的；请先停用。"),
    "user.exists": _("登录名 %(login)s 已经有人用了。"),
    "publish.not_administrator": _("只有系统管理员可以发布办案程序。"),
    "model.refused": _("办案程序没有通过检查，有 %(count)s 处错误；用 heshi check 查看每一处。"),
    "clock.move": _("您的岗位不能拨动演示时钟。"),
    "clock.too_far": _("一次最多往后拨 %(days)s 天。"),
    "backup.not_sqlite": _("这不是 SQLite 库，请用数据库自己的工具。"),
    "backup.exists": _("文件已经有了，不覆盖：%(file)s。"),
    "backup.no_database": _("没有这个库：%(file)s。"),
    "backup.damaged": _("文件不完整，或者不是和事的库：%(file)s。"),
    "restore.no_file": _("没有这个备份文件：%(file)s。"),
    "restore.exists": _("已经有库了：%(file)s。确要替换，请加 --force（原库会另存）。"),
    "restore.in_use": _("服务还在使用这个库（%(holder)s）；请先停下服务，异常停机后等一分半钟。"),
    "restore.not_equal": _("恢复后的行数与备份不符，请不要使用：%(file)s。"),
}
