"""The C++ test programs of one preset: as CTest lists them, each run once, its cases counted from GoogleTest's own report."""

import json
import os
import subprocess
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from testing.context import Context
from testing.process import OutOfTime, run
from testing.result import Result, from_gtest

SANITIZER_ENVIRONMENT = {
    "ASAN_OPTIONS": "detect_leaks=1:detect_stack_use_after_return=1:strict_string_checks=1",
    "UBSAN_OPTIONS": "print_stacktrace=1:halt_on_error=1",
    "TSAN_OPTIONS": "halt_on_error=1:second_deadlock_stack=1",
    "ASAN_SYMBOLIZER_PATH": "/usr/bin/llvm-symbolizer-19",
    "TSAN_SYMBOLIZER_PATH": "/usr/bin/llvm-symbolizer-19",
}


@dataclass
class Program:
    name: str
    command: list[str]
    cwd: Path
    env: dict[str, str] = field(default_factory=dict)

    def is_in(self, wanted: set[str]) -> bool:
        return self.name in wanted or any(self.name == kind or self.name.startswith(f"{kind}_") for kind in wanted)


def list_programs(build: Path) -> list[Program]:
    """Tests that CTest splits into cases of one program are put together again: one start is enough."""
    listing = subprocess.run(["ctest", "--test-dir", str(build), "--show-only=json-v1"], capture_output=True, check=True, text=True)
    return programs_of(json.loads(listing.stdout), build)


def programs_of(listing: dict, build: Path) -> list[Program]:
    found: dict[tuple[str, ...], Program] = {}
    for test in listing["tests"]:
        command = [word for word in test.get("command", []) if not word.startswith("--gtest_")]
        if not command:
            continue
        properties = {entry["name"]: entry["value"] for entry in test.get("properties", [])}
        environment = dict(pair.split("=", 1) for pair in properties.get("ENVIRONMENT", []))
        name = Path(command[0]).name if len(command) == 1 else test["name"]
        found.setdefault(tuple(command), Program(name, command, Path(properties.get("WORKING_DIRECTORY", build)), environment))
    return sorted(found.values(), key=lambda program: program.name)


def run_program(context: Context, program: Program, label: str, timeout: float) -> Result:
    report = context.reports / f"{label}{program.name}.json"
    report.unlink(missing_ok=True)
    env = {**os.environ, **SANITIZER_ENVIRONMENT, **program.env}
    env |= {"GTEST_OUTPUT": f"json:{report}", "GTEST_COLOR": "no", "GTEST_BRIEF": "1"}
    suite = label + program.name
    try:
        finished = run(program.command, context.deadline, cwd=program.cwd, env=env, timeout=timeout)
    except OutOfTime:
        return Result(suite, skipped=1, note="not run: out of time")
    result = from_gtest(suite, report) if report.exists() and report.stat().st_size else Result(suite)
    result.seconds, result.output = finished.seconds, finished.output
    if finished.status != 0 and not result.failed:
        result.failed, result.note = 1, finished.verdict()
    elif finished.status == 0 and not (result.passed or result.skipped or result.failed):
        if report.exists():
            result.failed, result.note = 1, "it contains no test"
        else:
            result.passed = 1  # not a GoogleTest program: its exit code is its one case
    return result


def run_suites(context: Context, preset: str, wanted: set[str], label: str = "", timeout: float = 600) -> None:
    if not wanted:
        return
    programs = [program for program in list_programs(context.root / "build" / preset) if program.is_in(wanted)]
    with ThreadPoolExecutor(context.jobs) as pool:
        for result in pool.map(lambda program: run_program(context, program, label, timeout), programs):
            context.add(result)
