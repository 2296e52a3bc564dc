"""Words for driving a process in tests."""

from engine.workflow import Bundle, Instance, Runner

RUNNER = Runner()


def open_steps(instance: Instance) -> list[str]:
    return [task.element for task in instance.position().tasks]


def begin(files: Bundle, **routing: object) -> Instance:
    return RUNNER.start(files, "main", routing)


def again(files: Bundle, instance: Instance) -> Instance:
    instance.take_effects()
    return RUNNER.resume(files, "main", instance.dump())


def finish(instance: Instance, element: str, **routing: object) -> None:
    [task] = [task for task in instance.position().tasks if task.element == element]
    instance.complete(task.task_id, routing)


def anchor(instance: Instance, element: str) -> str:
    [clock] = [clock for clock in instance.position().clocks if clock.element == element]
    return clock.anchor
