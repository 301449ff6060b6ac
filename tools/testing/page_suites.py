"""The page: its types, its tests under vitest, and the built page in a real browser."""

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
    except OutOfTime:
        context.add(Result("ui_types", skipped=1, note="not run: out of time"))
        return
    context.add(Result("ui_types", int(types.status == 0), int(types.status != 0), 0, types.seconds, types.output))
    run_vitest(context, "ui", [])


def run_browser_suite(context: Context) -> None:
    """The built page in Chromium, in front of a mock of the server."""
    if (context.root / "ui/vitest.browser.config.ts").exists():
        run_vitest(context, "ui_browser", ["--config", "vitest.browser.config.ts"])


def run_vitest(context: Context, suite: str, words: list[str]) -> None:
    report = context.reports / f"{suite}.json"
    report.unlink(missing_ok=True)
    command = ["npx", "--no-install", "vitest", "run", *words, "--reporter=default", "--reporter=json", f"--outputFile.json={report}"]
    try:
        finished = run(command, context.deadline, cwd=context.root / "ui", timeout=900)
    except OutOfTime:
        context.add(Result(suite, skipped=1, note="not run: out of time"))
        return
    result = from_vitest(suite, report) if report.exists() else Result(suite, failed=1, note=f"vitest left no report: {finished.verdict()}")
    if finished.status != 0 and not result.failed:
        result.failed, result.note = 1, finished.verdict()
    result.seconds, result.output = finished.seconds, finished.output
    context.add(result)
