"""What expressions and decision tables say of themselves, for readers of English too.

The engine's Chinese sentences (``FeelError.template`` and ``.mend``, and the words that fill them)
are the msgids; tests/webui/test_feel_words.py insists that none is missing.
"""

from collections.abc import Mapping

from engine.feel import FeelError
from webui.translate import gettext


def _(text: str) -> str:
    """Mark *text* for the catalogue; it is translated where it is said."""
    return text


SAID = (
    _("%(left)s与%(right)s不能用 %(sign)s"),
    _("时长只能乘以整数"),
    _("时长过长"),
    _("乘方的指数要是 %(limit)s 以内的整数"),
    _("零不能做零次或负次乘方"),
    _("文本超过 %(limit)s 个字符"),
    _("除数为零"),
    _("数字过大或过小"),
    _("输入列没有表达式"),
    _("输出列没有名称"),
    _("不支持默认输出，请写成最后一行"),
    _("类型“%(found)s”不支持"),
    _("该列是%(wanted)s，这一格是%(found)s"),
    _("这里应为“%(wanted)s”，而不是“%(found)s”"),
    _("缺少“%(wanted)s”"),
    _("名字不能以下划线开头"),
    _("嵌套超过 %(limit)s 层"),
    _("循环嵌套超过 %(limit)s 层"),
    _("不是 DMN 1.1、1.2 或 1.3 的文件"),
    _("决策没有 id"),
    _("应恰有一个 %(tag)s，现有 %(found)s 个"),
    _("行数应为 1 至 %(limit)s，现有 %(found)s"),
    _("输出列名称重复"),
    _("注释列过多或名称重复"),
    _("命中策略“%(found)s”不支持"),
    _("汇总“%(found)s”不能用于此表"),
    _("汇总的表只能有一个输出列"),
    _("求和的输出列要是数字"),
    _("id“%(found)s”重复"),
    _("不支持引用其他决策"),
    _("输入列与输出列各应为 1 至 %(limit)s"),
    _("表达式语言“%(found)s”不支持"),
    _("按提示的位置改正写法，写法见 docs/feel.md。"),
    _("改用 FEEL 的写法，对照表见 docs/feel.md。"),
    _("核对名字，或先用 is defined(名字) 判断。"),
    _("只能用 docs/feel.md 列出的函数。"),
    _("核对两边的类型，必要时用 number()、string()、date() 转换。"),
    _("先判断是否为空，例如：x != null and …"),
    _("先判断除数，例如：if b = 0 then null else a / b。"),
    _("核对区间的两端。"),
    _("序号从 1 起，-1 是最后一项；先用 count() 判断。"),
    _("拆成几个较短的表达式，或把计算放进决策表。"),
    _("只在给出当前时间的地方使用 today() 与 now()。"),
    _("用 Camunda Modeler 重新保存为 DMN 1.3 文件。"),
    _("把表拆成几个文件。"),
    _("删去文件开头的 <!DOCTYPE …>。"),
    _("每个文件只放一个决策，并使用决策表。"),
    _("改用 docs/feel.md 列出的做法。"),
    _("改为 UNIQUE、FIRST、ANY 或 COLLECT。"),
    _("只有 COLLECT 可以汇总，且只能有一个输出列。"),
    _("给每一列填好表达式、名称和类型。"),
    _("使每一行的格数与列数相同。"),
    _("给元素换一个不重复的 id。"),
    _("改正该列的输入表达式，或补上它用到的值。"),
    _("改正这一格。"),
    _("改正这一格输出。"),
    _("收窄其中一行的条件，或把命中策略改为 FIRST。"),
    _("使这些行的输出相同，或收窄条件。"),
    _("表达式不是文本"),
    _("表达式为空"),
    _("表达式嵌套过深"),
    _("没有“%(name)s”"),
    _("%(found)s没有“%(name)s”"),
    _("序号不在列表之内"),
    _("没有这一天"),
    _("长度不能为负"),
    _("空列表没有最大、最小值"),
    _("空列表没有平均数"),
    _("小数位数应在 %(limit)s 以内"),
    _("两数相差过大，不能取余"),
    _("这里要整数"),
    _("“%(found)s”不是数字"),
    _("位置不在文本之内"),
    _("要找的文本不能为空"),
    _("第 %(rows)s 行同时符合，UNIQUE 只许一行"),
    _("第 %(rows)s 行同时符合而输出不同"),
    _("相等写作 ="),
    _("不等写作 !="),
    _("大于等于写作 >="),
    _("小于等于写作 <="),
    _("并且写作 and"),
    _("或者写作 or"),
    _("否定写作 not(…)"),
    _("取余写作 modulo(a, b)"),
    _("乘方写作 **"),
    _('文本用双引号："…"'),
    _("表达式里不写注释"),
    _("只能写一个表达式"),
    _("直接写表达式，不要 ${…}"),
    _("不认识的符号“%(found)s”"),
    _("不认识的字符 %(found)s"),
    _("表达式超过 %(limit)s 个字符"),
    _("表达式超过 %(limit)s 个词"),
    _("数字后面不能紧跟文字“%(found)s”"),
    _("名字“%(name)s”含全角或变体字符，请改用半角"),
    _("转义不是一个字符"),
    _("不用“%(found)s”：%(instead)s"),
    _("标点“%(found)s”请改用半角"),
    _("文本缺少结尾的双引号"),
    _("数字过大"),
    _("不认识的转义 \\%(found)s"),
    _("区间要以 ] 或 ) 结束"),
    _("比较不能连写，用 and 连接"),
    _("表里没有行“%(found)s”"),
    _("表里没有行，不知道格子怎样写"),
    _("注释格多于注释列"),
    _("这一行有 %(found)s 格，该有 %(wanted)s 格"),
    _("计算量过大"),
    _("这里没有给出当前时间"),
    _("当前时间缺少时区"),
    _("一格里有几种类型的值"),
    _("区间的下限大于上限或为空值"),
    _("空值写作 null"),
    _("写作 true"),
    _("写作 false"),
    _("判断空值写作 x = null"),
    _("写作 else if … then …"),
    _("没有函数定义"),
    _("没有导入"),
    _("没有 instance of"),
    _("count(列表) 或 string length(文本)"),
    _("round half up(数, 位数)"),
    _("upper case(文本)"),
    _("lower case(文本)"),
    _("trim(文本)"),
    _("starts with(文本, 开头)"),
    _("ends with(文本, 结尾)"),
    _("contains(文本, 片段) 或 list contains(列表, 项)"),
    _("get value(记录, 名字)"),
    _("这里不能是“%(found)s”"),
    _("没有“.%(found)s(…)”这样的写法，改用 %(instead)s"),
    _("没有函数“%(found)s”，改用 %(instead)s"),
    _("表达式不完整"),
    _("不用开头的“=”：直接写表达式"),
    _("没有函数“%(found)s”"),
    _("函数(值, …)"),
    _("该列是%(wanted)s，得到的是%(found)s"),
    _("输出不在允许的范围内"),
    _("值不在允许的范围内"),
    _("“%(found)s”不是日期（如 2026-03-01）"),
    _("“%(found)s”不是日期时间（如 2026-03-01T09:00:00+08:00）"),
    _("“%(found)s”不是时长（如 P3D、PT72H）"),
    _("日期时间缺少时区，例如 +08:00"),
    _("时长只用天、时、分、秒（年、月长短不一）"),
    _("日期只能加减整天"),
    _("日期超出范围"),
    _("取值链过长"),
    _("乘方请加括号写明先后"),
    _("%(function)s 的参数个数应为 %(least)s 至 %(most)s 个"),
    _("item 只用在 列表[条件] 里，请换一个名字"),
    _("名字“%(name)s”重复"),
    _("空值"),
    _("是否值"),
    _("数字"),
    _("文本"),
    _("日期"),
    _("日期时间"),
    _("时长"),
    _("列表"),
    _("记录"),
    _("不支持的值"),
    _("这里要%(wanted)s，得到的是%(found)s"),
    _("不支持的值类型 %(found)s"),
    _("%(left)s不能与%(right)s比较"),
    _("日期时间缺少时区"),
    _("值的嵌套超过 %(limit)s 层"),
    _("记录的名字要是文本"),
    _("列表超过 %(limit)s 项"),
    _("数字超过 %(limit)s 位"),
    _("第 %(line)s 行不是正确的 XML"),
    _("文件超过 %(limit)s 字节"),
    _("文件含有 DOCTYPE"),
    _("文件不是 XML"),
)
_KNOWN = frozenset(SAID)


def said(template: str, facts: Mapping[str, object]) -> str:
    """Return a sentence of the engine's with its facts, in the reader's language."""
    if template not in _KNOWN:
        return template
    try:
        return gettext(template) % {key: word(value) for key, value in facts.items()}
    except (KeyError, TypeError, ValueError):  # a fact is missing: the bare sentence
        return gettext(template)


def word(value: object) -> object:
    """Return a fact that is itself one of the engine's words in the reader's language."""
    return gettext(value) if isinstance(value, str) and value in _KNOWN else value


def fault_words(error: FeelError) -> str:
    """Return what is wrong and how to mend it, in the reader's language."""
    place = place_words(error.position)
    reason = said(error.template, error.facts)
    return gettext("%(reason)s%(place)s。%(mend)s", reason=reason, place=place, mend=_mend(error))


def place_words(position: object) -> str:
    """Return where in an expression something is wrong; empty where that is not known."""
    if not isinstance(position, int):
        return ""
    return gettext("（第 %(number)d 个字符）", number=position + 1)


def _mend(error: FeelError) -> str:
    return said(error.mend, {})
