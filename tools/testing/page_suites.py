"""The page: its types, and its tests under vitest."""

from testing.context import Context
from testing.process import OutOfTime, run
from testing.result import Result, from_vitest


def run_page_suites(context: Context) -> None:
    page = context.root / "ui"
    if not (page / "package.json").exists():
        context.add(Result("ui", skipped=1, note="there is no ui/ in this tree"))
        return
    try:
        types = run(["npm", "run", "--silent", "lint", "--if-present"], context.deadline, cwd=page)
        context.add(Result("ui_types", int(types.status == 0), int(types.status != 0), 0, types.seconds, types.output))
        report = context.reports / "ui.json"
        report.unlink(missing_ok=True)
        command = ["npm", "test", "--silent", "--", "--reporter=default", "--reporter=json", f"--outputFile.json={report}"]
        finished = run(command, context.deadline, cwd=page)
    except OutOfTime:
        context.add(Result("ui", skipped=1, note="not run: out of time"))
        return
    result = from_vitest("ui", report) if report.exists() else Result("ui", failed=1, note="vitest left no report")
    if finished.status != 0 and not result.failed:
        result.failed, result.note = 1, finished.verdict()
    result.seconds, result.output = finished.seconds, finished.output
    context.add(result)
