"""The checks over the sources, one case each, and the unit tests of the tools themselves."""

import io
import sys
import time
import unittest

from testing.context import Context
from testing.process import OutOfTime, run
from testing.result import Result

CHECKS = ("layers", "coroutines", "format", "paths")


def run_checks(context: Context) -> None:
    for name in CHECKS:
        command = [sys.executable, str(context.root / f"tools/check_{name}.py"), str(context.root)]
        try:
            finished = run(command, context.deadline, cwd=context.root)
        except OutOfTime:
            context.add(Result(f"check_{name}", skipped=1, note="not run: out of time"))
            continue
        is_clean = finished.status == 0
        context.add(Result(f"check_{name}", int(is_clean), int(not is_clean), 0, finished.seconds, finished.output))


def run_tool_tests(context: Context) -> None:
    started, stream = time.monotonic(), io.StringIO()
    suite = unittest.defaultTestLoader.discover(str(context.root / "tools/tests"), top_level_dir=str(context.root / "tools"))
    report = unittest.TextTestRunner(stream=stream, verbosity=1, buffer=True).run(suite)
    failed, skipped = len(report.failures) + len(report.errors), len(report.skipped)
    passed = max(0, report.testsRun - failed - skipped)
    context.add(Result("tools", passed, failed, skipped, time.monotonic() - started, stream.getvalue()))
