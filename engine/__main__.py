"""The engine's commands, without any page: ``python -m engine``."""

import click


@click.group(help="和事：矛盾纠纷调解案件系统。")
def commands() -> None:
    """Everything the command line can do."""


if __name__ == "__main__":
    commands()
