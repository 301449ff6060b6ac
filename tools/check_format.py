#!/usr/bin/env python3
"""clang-format 19 over every C++ file of the project; exit 1 and the places where it would change something. --fix changes them."""

import argparse
import os
import re
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from checks.cpp_text import sources
from checks.report import Finding, finish, relative

FOLDERS = ("src", "include", "tests", "bench", "cmake")


def complaints(root: Path, files: list[Path]) -> list[Finding]:
    """The first place in each file; --fix does the rest anyway."""
    command = ["clang-format-19", "--dry-run", "--ferror-limit=1", "-Werror", *map(str, files)]
    text = subprocess.run(command, capture_output=True, text=True, check=False).stderr
    places = re.findall(r"^(\S+?):(\d+):\d+: error: code should be clang-formatted", text, re.MULTILINE)
    return [Finding(relative(Path(path), root), int(line), "not as clang-format 19 writes it (./dev lint --fix)") for path, line in places]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("root", nargs="?", type=Path, default=Path(__file__).resolve().parent.parent)
    parser.add_argument("--fix", action="store_true")
    chosen = parser.parse_args()
    if shutil.which("clang-format-19") is None:
        print("clang-format-19 is not installed")
        return 1
    files = [path for path in sources(chosen.root.resolve(), *FOLDERS) if "third_party" not in path.parts]
    if chosen.fix and files:
        subprocess.run(["clang-format-19", "-i", *map(str, files)], check=True)
    batches = [files[start::8] for start in range(8) if files[start::8]]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        findings = [finding for batch in pool.map(lambda batch: complaints(chosen.root.resolve(), batch), batches) for finding in batch]
    return finish("format", findings, len(files))


if __name__ == "__main__":
    sys.exit(main())
