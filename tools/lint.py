#!/usr/bin/env python3
"""./dev lint: the project's checks, then clang-tidy 19 in parallel over the C++ files that changed, or over those named, or over all."""

import argparse
import json
import os
import re
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CHECKS = ("layers", "coroutines", "format", "paths")


def run_checks(fix: bool) -> int:
    failed = 0
    for name in CHECKS:
        words = ["--fix"] if fix and name == "format" else []
        failed += subprocess.run([sys.executable, str(ROOT / f"tools/check_{name}.py"), str(ROOT), *words], check=False).returncode
    return failed


def git_lines(*words: str) -> list[str]:
    return subprocess.run(["git", "-C", str(ROOT), *words], capture_output=True, text=True, check=True).stdout.splitlines()


def changed_files() -> set[str]:
    return set(git_lines("diff", "--name-only", "HEAD")) | set(git_lines("ls-files", "--others", "--exclude-standard"))


def compiled_files(build: Path) -> dict[str, Path]:
    """Path below the root -> path, of what the dev preset compiles (generated files apart)."""
    entries = json.loads((build / "compile_commands.json").read_text())
    paths = {Path(entry["file"]) for entry in entries}
    return {path.relative_to(ROOT).as_posix(): path for path in paths if path.is_relative_to(ROOT) and not path.is_relative_to(build)}


def choose(compiled: dict[str, Path], named: list[str], everything: bool) -> list[Path]:
    """A changed or named header stands for the .cpp of the same name."""
    if everything:
        wanted = set(compiled)
    else:
        asked = {Path(os.path.relpath(name, ROOT)).as_posix() for name in named} or changed_files()
        wanted = {re.sub(r"\.hpp$", ".cpp", path) for path in asked}
    return [compiled[path] for path in sorted(wanted) if path in compiled]


def tidy(build: Path, file: Path) -> str:
    command = ["clang-tidy-19", "-p", str(build), "--quiet", str(file)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    findings = done.stdout.strip()
    if done.returncode != 0 and not findings:
        findings = done.stderr.strip()
    return findings.replace(f"{ROOT}/", "")


def run_tidy(files: list[Path]) -> int:
    build, started, found = ROOT / "build/dev", time.monotonic(), 0
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for number, (file, text) in enumerate(zip(files, pool.map(lambda path: tidy(build, path), files), strict=True), 1):
            if text:
                found += 1
                print(text, flush=True)
            elif number % 20 == 0:
                print(f"    clang-tidy: {number} of {len(files)}", flush=True)
    print(f"tidy: {len(files)} files, {found} with findings, {time.monotonic() - started:.0f} s")
    return found


def main() -> int:
    parser = argparse.ArgumentParser(prog="./dev lint", description=__doc__)
    parser.add_argument("files", nargs="*")
    parser.add_argument("--all", action="store_true")
    parser.add_argument("--fix", action="store_true")
    chosen = parser.parse_args()
    failed = run_checks(chosen.fix)
    failed += run_tidy(choose(compiled_files(ROOT / "build/dev"), chosen.files, chosen.all))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
