#!/usr/bin/env python3
"""./dev test: builds what the suites need, runs them, and ends with "N passed, N failed, N skipped".

Downloads and the build of llama-server go on in the background until the first suite that needs them. Run through ./dev, which sets the paths."""

import shutil
import signal
import sys
import threading
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from testing import check_suites, cpp_suites, e2e_suite, fuzz_targets, page_suites, plan
from testing.context import Context, say
from testing.process import Deadline, Finished, OutOfTime, kill_all, run
from testing.result import Result, closing_line

FUZZ_SECONDS = 5
FUZZ_TARGETS = "tests/fuzz/all"  # Ninja's name for all of that folder; the rest of the tree is not built under this preset


class Background:
    """A step of ./dev that runs beside the builds, its output in a log."""

    def __init__(self, context: Context, what: str) -> None:
        self._context, self._what = context, what
        self._log = context.root / "build/logs" / f"{what}.log"
        self._finished: Finished | None = None
        self._thread = threading.Thread(target=self._work, daemon=True)
        self._thread.start()

    def _work(self) -> None:
        try:
            self._finished = self._context.dev("prepare", self._what, show=False)
            self._log.parent.mkdir(parents=True, exist_ok=True)
            self._log.write_text(self._finished.output)
        except OutOfTime:
            self._finished = None

    def succeeded(self) -> bool:
        started = time.monotonic()
        while self._thread.is_alive():
            self._thread.join(15)
            if self._thread.is_alive():
                say(f"    waiting for {self._what}: {time.monotonic() - started:.0f} s")
        if self._finished is not None and self._finished.status != 0:
            say(self._finished.output[-3000:])
        return self._finished is not None and self._finished.status == 0


def targets_of(programs: frozenset[str]) -> list[str]:
    """Single programs are built alone; a kind of them needs all."""
    return [] if programs & plan.CPP_KINDS else sorted(programs)


def build(context: Context, preset: str, label: str, targets: list[str]) -> bool:
    """A preset that does not build is one failed case; one that there is no time for is skipped. No targets: all."""
    say(f"==> Building the preset {preset}")
    started = time.monotonic()
    try:
        finished = context.dev("prepare", "preset", preset, *targets)
    except OutOfTime:
        context.add(Result(f"{label}build", skipped=1, note="not built: out of time"))
        return False
    if finished.status != 0:
        context.add(Result(f"{label}build", failed=1, seconds=time.monotonic() - started, note=f"the preset {preset} does not build"))
    return finished.status == 0


def sanitizer_run(context: Context, chosen: plan.Plan) -> None:
    label = f"{chosen.sanitizer}_"
    preset = plan.SANITIZERS[chosen.sanitizer]
    if build(context, preset, label, targets_of(chosen.programs)):
        cpp_suites.run_suites(context, preset, set(chosen.programs), label, timeout=1200)


def full_run(context: Context, chosen: plan.Plan) -> None:
    wants_e2e = chosen.wants("e2e") and e2e_suite.is_present(context)
    background = start_background(context) if wants_e2e else []
    if chosen.wants("checks"):
        check_suites.run_checks(context)
    if chosen.wants("tools"):
        check_suites.run_tool_tests(context)
    page_is_built = prepare_page(context) if chosen.wants("ui") or chosen.wants("ui_browser") or wants_e2e else True
    dev_is_built = build(context, "dev", "", [] if wants_e2e else targets_of(chosen.programs)) if chosen.programs or wants_e2e else True
    if dev_is_built:
        cpp_suites.run_suites(context, "dev", {name for name in chosen.programs if name.startswith("unit")})
    if chosen.wants("gcc") and build(context, "gcc", "gcc_", []):
        cpp_suites.run_suites(context, "gcc", {"unit"}, "gcc_")
    fuzz_is_built = chosen.wants("fuzz") and build(context, "fuzz", "fuzz_", [FUZZ_TARGETS])
    background_succeeded = all([step.succeeded() for step in background])
    if dev_is_built:
        cpp_suites.run_suites(context, "dev", {name for name in chosen.programs if not name.startswith("unit")})
    if chosen.wants("ui") and page_is_built:
        page_suites.run_page_suites(context)
    if chosen.wants("ui_browser") and page_is_built:
        page_suites.run_browser_suite(context)
    if fuzz_is_built:
        run_fuzz_targets(context)
    if chosen.wants("e2e"):
        end_to_end(context, wants_e2e, dev_is_built and page_is_built, background_succeeded)


def start_background(context: Context) -> list[Background]:
    steps = ["cached_model"]
    if shutil.which("llama-server") is None:
        steps.append("cached_engine")
    return [Background(context, step) for step in steps]


def prepare_page(context: Context) -> bool:
    try:
        finished = context.dev("prepare", "page")
    except OutOfTime:
        context.add(Result("page", skipped=1, note="not built: out of time"))
        return False
    if finished.status != 0:
        context.add(Result("page", failed=1, note="the page does not build"))
    return finished.status == 0


def run_fuzz_targets(context: Context) -> None:
    targets = fuzz_targets.list_targets(context.root)
    learnt = context.root / "build/fuzz/learnt-in-tests"
    shutil.rmtree(learnt, ignore_errors=True)
    if not targets:
        context.add(Result("fuzz", skipped=1, note="there is no fuzz target"))
    try:
        for target, finished in fuzz_targets.run_targets(context.root, targets, FUZZ_SECONDS, learnt, context.deadline, context.jobs):
            failed = int(finished.status != 0)
            note = finished.verdict() if failed else f"{fuzz_targets.executions(finished.output)} runs"
            context.add(Result(f"fuzz_{target.name}", 1 - failed, failed, 0, finished.seconds, finished.output[-6000:], note))
    except OutOfTime:
        context.add(Result("fuzz", skipped=1, note="not all run: out of time"))


def end_to_end(context: Context, is_present: bool, is_built: bool, is_provided: bool) -> None:
    if not is_present:
        context.add(Result("e2e", skipped=1, note="tests/e2e has no tests"))
    elif context.deadline.is_over():
        context.add(Result("e2e", skipped=1, note="not run: out of time"))
    elif not is_built or not is_provided or not e2e_suite.install(context):
        context.add(Result("e2e", failed=1, note="what it needs could not be built or fetched, see above"))
    else:
        e2e_suite.run_e2e(context)


def main() -> int:
    chosen = plan.parse(sys.argv[1:])
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: sys.exit(130))
    context = Context(Path(__file__).resolve().parent.parent, Deadline(chosen.within))
    try:
        sanitizer_run(context, chosen) if chosen.sanitizer else full_run(context, chosen)
    finally:
        kill_all()
    return report(context, chosen.totals)


def report(context: Context, totals: str | None) -> int:
    failing = [result for result in context.results if result.failed]
    if failing:
        say("\nFailed:")
        for result in failing:
            say(f"  {result.line()}")
    if totals:
        counts = [str(sum(getattr(result, field) for result in context.results)) for field in ("passed", "failed", "skipped")]
        Path(totals).write_text(" ".join(counts) + "\n")
    say(f"\n{closing_line(context.results)}")
    return 1 if failing else 0


if __name__ == "__main__":
    sys.exit(main())
