"""What a refusal tells the reader: what did not happen, why, what is kept, what to do."""

from dataclasses import dataclass

from engine.rules.errors import (
    Conflict,
    EngineError,
    Invalid,
    Locked,
    ModelRefused,
    NotAllowed,
    NotFound,
    Stale,
    WorkflowFault,
)
from webui.formatting import duration
from webui.translate import LazyString, gettext
from webui.translate import lazy_gettext as _
from webui.wording import field_sentences, sentence


@dataclass(frozen=True, slots=True)
class Kind:
    """The part of a refusal that depends only on its kind."""

    name: str
    title: LazyString
    kept: LazyString
    advice: tuple[LazyString, ...]
    calm: bool = False


@dataclass(frozen=True, slots=True)
class Refusal:
    """A refusal ready to show; ``name`` is the last word of ``/problems/<name>``.

    ``number`` identifies a fault in the log; empty for a refusal. ``fields`` are sentences.
    """

    name: str
    title: str
    why: str
    kept: str
    advice: tuple[str, ...]
    fields: dict[str, str]
    number: str
    calm: bool


_NOTHING = _("没有改动任何内容。")
_BACK = _("您填写的内容没有保存；用浏览器的“后退”可以找回。")
KINDS: dict[type[EngineError], Kind] = {
    NotFound: Kind(
        "not-found",
        _("没有找到"),
        _NOTHING,
        (_("核对网址或案号是否抄错。"), _("用页面上方的搜索框按案号或姓名查找。")),
        calm=True,
    ),
    NotAllowed: Kind(
        "not-allowed",
        _("没有办成：不在您的权限内"),
        _NOTHING,
        (_("请有权限的同事办理。"), _("如果您的岗位有变动，请系统管理员更新。")),
    ),
    Invalid: Kind(
        "invalid",
        _("没有提交：有内容要改"),
        _BACK,
        (_("按提示改好，再提交一次。"),),
    ),
    Stale: Kind(
        "stale",
        _("没有提交：别人先办了"),
        _BACK,
        (_("重新打开这件案件，看看现在到了哪一步。"),),
    ),
    Conflict: Kind(
        "conflict",
        _("没有办成：现在不能这样办"),
        _BACK,
        (_("重新打开页面，看看现在的状态，再决定怎么办。"),),
    ),
    Locked: Kind(
        "locked",
        _("没有办成：系统正忙"),
        _BACK,
        (_("过几秒钟再试一次。"), _("一直这样，请告诉系统管理员。")),
    ),
    WorkflowFault: Kind(
        "workflow-fault",
        _("没有办成：办案程序出错"),
        _("这一步没有保存；案件停在原处，其他案件不受影响。"),
        (_("把下面的编号告诉系统管理员。"),),
    ),
    ModelRefused: Kind(
        "model-refused",
        _("没有发布：程序没有通过检查"),
        _("正在使用的程序不变。"),
        (_("按检查结果修改后再发布。"),),
    ),
    EngineError: Kind(
        "fault",
        _("没有办成：程序出错"),
        _("这一步没有保存任何内容。"),
        (_("再试一次。"), _("还是不行，把下面的编号告诉系统管理员。")),
    ),
}
SIGN_IN = Kind(
    "sign-in-needed",
    _("没有办成：还没有登录"),
    _BACK,
    (_("登录后再办一次。"),),
)


def kind_of(error: EngineError) -> Kind:
    """Return the kind of *error*; signing in is a kind of its own."""
    if error.code == "sign_in.needed":
        return SIGN_IN
    return next(KINDS[each] for each in type(error).__mro__ if each in KINDS)


def refusal_of(error: EngineError, number: str = "") -> Refusal:
    """Return what to tell the reader about *error*, in their language."""
    kind = kind_of(error)
    return Refusal(
        name=kind.name,
        title=str(kind.title),
        why=why(error),
        kept=str(kind.kept),
        advice=tuple(str(each) for each in kind.advice),
        fields=field_sentences(error) if isinstance(error, Invalid) else {},
        number=number,
        calm=kind.calm,
    )


def why(error: EngineError) -> str:
    """Return the reason in one sentence."""
    seconds = error.facts.get("seconds")
    if error.code == "sign_in.wait" and isinstance(seconds, int):
        return gettext("多次输错密码，请 %(wait)s后再试。", wait=duration(seconds))
    return sentence(error)
