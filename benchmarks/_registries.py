"""Engines from outside, fetched by their registries' own clients; nothing of them lies in here.

They are kept under ``~/.cache/heshi-benchmarks`` for the next run.
"""

import shutil
import subprocess
from pathlib import Path

from benchmarks._sides import fetched_bpmn_engine

ENGINES = Path.home() / ".cache" / "heshi-benchmarks"
JAVA = {"camunda": "Camunda 7.22.0", "flowable": "Flowable 7.2.0"}  # as their pom.xml ask for


def fetched_java(name: str) -> bool:
    """Fetch an engine from Maven Central and translate its ``Step.java``; say whether it is there.

    What was fetched before is not asked for again unless its ``pom.xml`` has changed.
    """
    source, folder = Path(__file__).parent / name, ENGINES / name
    programs = {word: shutil.which(word) for word in ("java", "javac", "mvn")}
    if not all(programs.values()):
        return False
    mark, asked = folder / "pom.xml", (source / "pom.xml").read_bytes()
    if not mark.exists() or mark.read_bytes() != asked:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        words = ["-q", "-B", "-f", str(source / "pom.xml"), "dependency:copy-dependencies"]
        if not _done("mvn", *words, f"-DoutputDirectory={folder}"):
            return False
        mark.write_bytes(asked)
    return _done("javac", "-d", str(folder), "-cp", f"{folder}/*", str(source / "Step.java"))


def java_words(name: str, drawn: Path, jdbc: str) -> list[str]:
    """Return the words that start an engine of Java's on the diagram *drawn*."""
    folder = ENGINES / name
    return ["java", "-cp", f"{folder}:{folder}/*", "Step", str(drawn), jdbc]


def fetched() -> list[str]:
    """Fetch what can be fetched; return the names of the engines that are there."""
    there = [name for name in JAVA if fetched_java(name)]
    if fetched_bpmn_engine(ENGINES / "bpmn-engine"):
        there.append("bpmn-engine")
    return there


def _done(*words: str) -> bool:
    done = subprocess.run(words, check=False, capture_output=True)  # noqa: S603  # words of ours
    return done.returncode == 0
