"""``heshi check``, ``publish`` and ``bundle``: procedures, tables and forms."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import click

from engine.commands import difference_words
from engine.commands.deadline_words import at_office
from engine.commands.opening import desk
from engine.commands.speaking import Exit, misuse, refuse
from engine.queries.bundles import BundleLine, bundle_lines
from engine.resources import shipped_workflows
from engine.rules.errors import ModelRefused
from engine.usecases.differences import Changes, changes
from engine.usecases.publishing import Published, findings, publish_folder
from engine.workflow import Finding, read_folder
from engine.workflow.checks import ERROR, mend_of, reason_of

FOLDER = click.Path(exists=True, path_type=Path)


@click.command(
    "check",
    help="检查一个文件夹里的程序图、决策表和表单；默认检查随程序的一套。",
    epilog="""\b
例：
  heshi check
  heshi check ./我县程序
有错误时退出码为 1；只有提醒时为 0。""",
)
@click.argument("path", type=FOLDER, required=False)
def check(*, path: Path | None) -> None:
    """Check a folder of models."""
    files = _read(path or shipped_workflows())
    if _tell(findings(files)):
        raise click.exceptions.Exit(Exit.REFUSED)
    click.echo(f"✓ 没有错误：{len(files)} 个文件。")


@click.command(
    "publish",
    help="检查一个文件夹，显示改了什么，发布为下一版。新案件用新版，在办案件仍用原来的。",
    epilog="""\b
例：
  heshi publish ./我县程序 --dry-run     只检查和比较
  heshi publish ./我县程序 --note "回访改为三十日"
law/ 下的期限规则和预警规则对在办案件以后开始的期限也生效。""",
)
@click.argument("folder", type=FOLDER, metavar="DIR")
@click.option("--dry-run", is_flag=True, help="只检查和比较，不发布")
@click.option("--note", default="", help="写给后来人的说明")
def publish(*, folder: Path, dry_run: bool, note: str) -> None:
    """Publish a folder of models."""
    files = _read(folder)
    with desk() as opened:
        try:
            if dry_run:
                _refuse_errors(findings(files))
            found = changes(opened, files)
            done = None if dry_run else publish_folder(opened, None, files, note)
        except ModelRefused as error:
            _refuse_errors(error.facts["findings"])  # type: ignore[arg-type]  # what it carries
            raise
    _show_changes(found)
    if done is None:
        click.echo("\n没有发布（--dry-run）。")
    else:
        _show_published(done, found)


def _show_published(done: Published, found: Changes) -> None:
    if done.is_new:
        click.echo(f"\n已发布第 {done.version} 版，新案件从现在起使用。")
    elif found.differences and not done.law:
        click.echo(f"\n内容与已发布的第 {done.version} 版相同，没有新的版本；在用的仍是最新一版。")
    for name, version in done.law:
        click.echo(f"规则表 {name}：已发布第 {version} 版。")


def _show_changes(found: Changes) -> None:
    if not found.differences:
        click.echo("与在用的一版相同。")
    for line in difference_words.lines(found):
        click.echo(line)


def _refuse_errors(found: Sequence[Finding]) -> None:
    if _tell(found):
        refuse("没有通过检查，没有发布。正在使用的程序不变。")


def _tell(found: Sequence[Finding]) -> int:
    """Print findings and return how many are errors."""
    for finding in found:
        sign = "✗" if finding.level == ERROR else "!"
        place = "　".join(filter(None, (finding.file, finding.element, finding.name)))
        click.echo(f"{sign} {place}".rstrip(), err=True)
        click.echo(f"    {reason_of(finding)}。{mend_of(finding)}。", err=True)
    errors = sum(finding.level == ERROR for finding in found)
    if found:
        click.echo(f"错误 {errors} 处，提醒 {len(found) - errors} 处。", err=True)
    return errors


def _read(folder: Path) -> Mapping[str, bytes]:
    if folder.is_file():
        misuse("请给文件夹：程序图、决策表和表单要放在一起检查。")
    files = read_folder(folder)
    if not files:
        refuse(f"文件夹里没有 .bpmn、.dmn 或 .json：{folder}。")
    return files


@click.group("bundle", help="已发布的程序。")
def bundle() -> None:
    """Hold the commands about published sets together."""


def _hands(line: BundleLine) -> Iterator[str]:
    """Yield who made and consented to a version, and that it was put away; each with a blank."""
    if line.published_by:
        yield f"{line.published_by}提交"
    if line.consented_by:
        yield f"{line.consented_by}同意"
    if line.retired_at:
        yield f"{at_office(line.retired_at)} 停用（{line.retired_for}）"
    if line.published_by or line.retired_at:
        yield ""


@bundle.command("list", help="列出各版：何时发布，多少案件在用。")
def list_bundles() -> None:
    """List published sets, the newest first."""
    with desk() as opened, opened.read() as session:
        lines = bundle_lines(session)
    for line in lines:
        when = at_office(line.published_at)
        running = f"在办程序 {line.running} 个"
        hands = "　".join(_hands(line))
        click.echo(
            f"第 {line.version} 版　{when}　{line.sha[:12]}　{running}　{hands}{line.note}".rstrip()
        )
    if not lines:
        click.echo("还没有发布过。")
