"""End to end: pytest over tests/e2e with the real binary, the real llama-server, the real model, and official SDKs."""

import os
import shutil
import sys
from pathlib import Path

from testing.context import Context
from testing.process import OutOfTime, run
from testing.result import Result, from_junit


def is_present(context: Context) -> bool:
    return any((context.root / "tests/e2e").rglob("test_*.py"))


def install(context: Context) -> bool:
    """The SDKs that the tests drive."""
    folder = context.root / "tests/e2e"
    steps = [["python_packages", str(folder / "requirements.txt")]] if (folder / "requirements.txt").exists() else []
    locks = [path for path in folder.rglob("package-lock.json") if "node_modules" not in path.parts]
    steps += [["npm_packages", str(lock.parent)] for lock in locks]
    return all(context.dev("prepare", *step).status == 0 for step in steps)


def engine(context: Context) -> Path:
    own = shutil.which("llama-server")
    return Path(own) if own else context.cache / "engine/llama-server"


def run_e2e(context: Context) -> None:
    report = context.reports / "e2e.xml"
    report.unlink(missing_ok=True)
    env = {
        **os.environ,
        "PATCHBAY_BINARY": str(context.root / "build/dev/patchbay"),
        "PATCHBAY_TEST_LLAMA_SERVER": str(engine(context)),
        "PATCHBAY_TEST_MODEL": str(context.cache / "models/smollm2-135m-instruct.gguf"),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", f"--junitxml={report}", "tests/e2e"]
    try:
        finished = run(command, context.deadline, cwd=context.root, env=env, timeout=1200)
    except OutOfTime:
        context.add(Result("e2e", skipped=1, note="not run: out of time"))
        return
    result = from_junit("e2e", report) if report.exists() else Result("e2e", failed=1, note=finished.verdict())
    if finished.status not in (0, 5) and not result.failed:
        result.failed, result.note = 1, finished.verdict()
    if not (result.passed or result.failed or result.skipped):
        result.failed, result.note = 1, "it contains no test"
    result.seconds, result.output = finished.seconds, finished.output
    context.add(result)
