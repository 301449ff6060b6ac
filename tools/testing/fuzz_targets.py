"""Finding and running the fuzz targets of build/fuzz."""

import os
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from testing.cpp_suites import SANITIZER_ENVIRONMENT
from testing.process import Deadline, Finished, run


@dataclass(frozen=True)
class Target:
    """The program fuzz_NAME; its seeds lie in tests/fuzz/corpus/fuzz_NAME."""

    name: str
    program: Path
    corpus: Path


def list_targets(root: Path) -> list[Target]:
    found = []
    for path in sorted((root / "build/fuzz/tests/fuzz").glob("fuzz_*")):
        is_program = path.is_file() and os.access(path, os.X_OK) and not path.suffix
        if is_program:
            found.append(Target(path.name.removeprefix("fuzz_"), path, root / "tests/fuzz/corpus" / path.name))
    return found


def run_target(root: Path, target: Target, seconds: int, learnt: Path, deadline: Deadline) -> Finished:
    artifacts = root / "build/fuzz/artifacts"
    artifacts.mkdir(parents=True, exist_ok=True)
    own = learnt / target.name
    own.mkdir(parents=True, exist_ok=True)
    corpora = [str(own)] + ([str(target.corpus)] if target.corpus.is_dir() else [])
    command = [
        str(target.program), f"-max_total_time={seconds}", "-timeout=20", "-rss_limit_mb=3000", "-print_final_stats=1",
        f"-artifact_prefix={artifacts}/{target.name}-", *corpora,
    ]  # fmt: skip
    return run(command, deadline, cwd=root, env={**os.environ, **SANITIZER_ENVIRONMENT}, timeout=seconds + 240)


def run_targets(root: Path, targets: list[Target], seconds: int, learnt: Path, deadline: Deadline, jobs: int):
    """(target, what it came to), in the order of the targets."""
    with ThreadPoolExecutor(jobs) as pool:
        yield from pool.map(lambda target: (target, run_target(root, target, seconds, learnt, deadline)), targets)


def executions(output: str) -> int:
    match = re.search(r"stat::number_of_executed_units:\s*(\d+)", output)
    return int(match.group(1)) if match else 0
