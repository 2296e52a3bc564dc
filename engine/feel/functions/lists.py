"""Functions of lists and contexts."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from engine.feel.errors import FeelError
from engine.feel.functions.signature import (
    MANY,
    Function,
    all_of,
    list_of,
    text_of,
    truth_of,
    whole_of,
)
from engine.feel.run import Run
from engine.feel.values import list_within, order, same, wrong_kind


def _count(run: Run, items: object) -> object:
    return Decimal(len(list_of(run, items)))


def _is_empty(run: Run, items: object) -> object:
    return not list_of(run, items)


def _extreme(sign: str) -> Function:
    def apply(run: Run, *values: object) -> object:
        items = all_of(run, values)
        if not items:
            raise FeelError("空列表没有最大、最小值", code="feel.index")
        best = items[0]
        for item in items:
            if order(sign, item, best) is None:
                raise wrong_kind("number", None)
            best = item if order(sign, item, best) else best
        return best

    return Function(1, MANY, apply)


def _list_contains(run: Run, items: object, wanted: object) -> object:
    return any(same(item, wanted) for item in list_of(run, items))


def _index_of(run: Run, items: object, wanted: object) -> object:
    found = enumerate(list_of(run, items), 1)
    return [Decimal(place) for place, item in found if same(item, wanted)]


def _distinct(run: Run, items: object) -> object:
    kept: list[object] = []
    for item in list_of(run, items):
        run.tick(len(kept))
        if not any(same(item, other) for other in kept):
            kept.append(item)
    return kept


def _append(run: Run, items: object, *more: object) -> object:
    return _within([*list_of(run, items), *more])


def _concatenate(run: Run, *lists: object) -> object:
    return _within([item for items in lists for item in list_of(run, items)])


def _within(items: list[object]) -> list[object]:
    list_within(len(items))
    return items


def _reverse(run: Run, items: object) -> object:
    return list_of(run, items)[::-1]


def _sublist(run: Run, items: object, start: object, length: object = None) -> object:
    body, first = list_of(run, items), whole_of(start)
    if first == 0 or abs(first) > len(body):
        raise FeelError("序号不在列表之内", code="feel.index")
    begin = first - 1 if first > 0 else len(body) + first
    if length is None:
        return body[begin:]
    if whole_of(length) < 0:
        raise FeelError("长度不能为负", code="feel.index")
    return body[begin : begin + whole_of(length)]


def _all(run: Run, *values: object) -> object:
    answers = [truth_of(value) for value in all_of(run, values)]
    return False if False in answers else None if None in answers else True


def _any(run: Run, *values: object) -> object:
    answers = [truth_of(value) for value in all_of(run, values)]
    return True if True in answers else None if None in answers else False


def _not(run: Run, value: object) -> object:
    truth = truth_of(value)
    return None if truth is None else not truth


def _get_value(run: Run, context: object, key: object) -> object:
    if not isinstance(context, dict):
        raise wrong_kind("context", context)
    return context.get(text_of(key))


def _get_or_else(run: Run, value: object, otherwise: object) -> object:
    return otherwise if value is None else value


LIST_FUNCTIONS: Final[Mapping[str, Function]] = {
    "count": Function(1, 1, _count),
    "is empty": Function(1, 1, _is_empty),
    "min": _extreme("<"),
    "max": _extreme(">"),
    "list contains": Function(2, 2, _list_contains),
    "index of": Function(2, 2, _index_of),
    "distinct values": Function(1, 1, _distinct),
    "append": Function(2, MANY, _append),
    "concatenate": Function(1, MANY, _concatenate),
    "reverse": Function(1, 1, _reverse),
    "sublist": Function(2, 3, _sublist),
    "all": Function(1, MANY, _all),
    "any": Function(1, MANY, _any),
    "not": Function(1, 1, _not),
    "get value": Function(2, 2, _get_value),
    "get or else": Function(2, 2, _get_or_else),
}
"""Functions of lists, contexts and truth by name."""
