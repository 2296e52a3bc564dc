"""What may become of a damaged procedure: refused in words, or accepted and runnable.

There is no third. Accepted ones are started and walked by a seeded hand; what they do then may be
nonsense, but it is orderly: steps open, close, end; a fault is the one clear error of the engine.
"""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from random import Random  # noqa: TID251  # seeded

from engine.feel import FeelError, read_dmn
from engine.feel.samples import sample_values
from engine.rules.errors import WorkflowFault
from engine.usecases.publishing import known
from engine.workflow import Bundle, Finding, Form, Instance, Runner, examine, read_form
from engine.workflow.checks import ERROR, mend_of, reason_of
from engine.workflow.checks.wording import sentences
from tests.fuzz.mutants import Mutant

STEPS = 25
ON_VALUES = frozenset({"decision.failed", "expression.failed", "condition.not_boolean"})
REFUSED, RUNS = "refused", "runs"


def outcome(files: Mapping[str, bytes], mutant: Mutant, seed: int) -> str:
    """Publish-check the set with the damaged file in it; return ``refused`` or ``runs``.

    Raises:
        AssertionError: a third thing happened.
    """
    spoiled = {**files, mutant.path: mutant.content}
    findings = examine(spoiled, known(files))
    errors = [one for one in findings if one.level == ERROR]
    for one in findings:
        assert_worded(one)
    if errors:
        return REFUSED
    if mutant.path.endswith(".dmn"):
        decide(mutant, Random(seed))  # noqa: S311
    own = Bundle.of({path: content for path, content in spoiled.items() if path[:4] != "law/"})
    walk_all(own, Random(seed))  # noqa: S311
    return RUNS


def assert_worded(finding: Finding) -> None:
    """Insist that a person can read what is wrong and what to do."""
    assert finding.code in sentences() or finding.facts.get("mend"), finding
    for language in ("zh", "en"):
        reason, mend = reason_of(finding, language), mend_of(finding, language)  # type: ignore[arg-type]
        assert reason.strip(), finding
        assert mend.strip(), finding
        assert "Traceback" not in reason, finding
    assert finding.code != "check.failed", finding
    assert finding.file or finding.code.startswith(("bundle.", "check.", "dry.", "id.")), finding


def decide(mutant: Mutant, random: Random) -> None:
    """Ask an accepted table about drawn values: an answer, or the one error of the room."""
    table = read_dmn(mutant.content, mutant.path)
    for _ in range(10):
        facts = {
            name: random.choice([*sample_values(table, number), None])
            for number, column in enumerate(table.inputs)
            for name in column.expression.names
        }
        with suppress(FeelError):
            table.decide(facts)


def walk_all(bundle: Bundle, random: Random) -> None:
    """Start every process and take some steps of it; only values may stop it (drawn ones do)."""
    runner = Runner()
    forms = {
        form.key: form
        for path, content in bundle.files.items()
        if path.endswith(".json")
        for form in [read_form(content, path)]
    }
    for process in sorted(runner.library.program(bundle).roots):
        try:
            _walk(runner, bundle, process, (forms, random))
        except WorkflowFault as fault:
            if fault.code not in ON_VALUES:
                raise


def _walk(
    runner: Runner, bundle: Bundle, process: str, hand: tuple[Mapping[str, Form], Random]
) -> None:
    forms, random = hand
    routing = _answers(forms.values(), random)
    instance = runner.start(bundle, process, routing)
    for _ in range(STEPS):
        position = instance.position()
        assert position.tasks or position.clocks or position.waits or position.finished
        if position.finished:
            return
        instance.take_effects()
        instance = runner.resume(bundle, process, instance.dump())
        if not _act(instance, forms, random):
            return


def _act(instance: Instance, forms: Mapping[str, Form], random: Random) -> bool:
    position = instance.position()
    if position.tasks and random.random() < 0.85:
        task = random.choice(position.tasks)
        form = forms.get(task.properties.get("form", ""))
        instance.complete(task.task_id, _answers([form] if form else [], random))
        return True
    firing = [clock for clock in position.clocks if clock.fires]
    if firing:
        instance.fire(random.choice(firing).anchor, {"on_expiry": "climb"})
        return True
    return bool(position.waits) and instance.send(random.choice(position.waits), {})


def _answers(forms: Iterable[Form], random: Random) -> dict[str, object]:
    given: dict[str, object] = {}
    for form in forms:
        for field in form.fields:
            if field.routing:
                given[field.key] = _value(field, random)
    return given


def _value(field: object, random: Random) -> object:
    options = [option.value for option in getattr(field, "options", ())]
    if options:
        return random.choice(options)
    kind = str(getattr(field, "type", "text"))
    return {"yes_no": True, "integer": 3, "decimal": 3, "money": 300}.get(kind, "x")
