#!/usr/bin/env python3
"""Nothing of one person's machine in the tree: no home folders, no path of this checkout, no registry named in a lock file
(users have mirrors)."""

import argparse
import os
import re
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from checks.report import Finding, finish

SKIPPED_FOLDERS = ("tests/fixtures/", "tests/fuzz/corpus/", "bench/conf/")
LOCK_FILES = ("package-lock.json", "npm-shrinkwrap.json")
_HOME = re.compile(r"(?<![\w.])/(home|Users)/[A-Za-z][\w.-]*/|(?<![\w.$}])/ro{2}t/[\w.]")
_RESOLVED = re.compile(r'"resolved":\s*"https?://')


def machine_paths(root: Path) -> list[str]:
    """The checkout's own folder and what is around it, and the home folder, when they are long enough to mean something."""
    candidates = {str(root), str(root.parent), os.path.expanduser("~")}
    return [path.rstrip("/") + "/" for path in candidates if path.count("/") >= 2 or len(path) > 4]


def check_text(path: str, text: str, forbidden: list[str]) -> list[Finding]:
    findings = []
    for number, line in enumerate(text.split("\n"), 1):
        home = None if path.startswith("tests/") else _HOME.search(line)  # invented home folders are fair test data
        here = next((known for known in forbidden if re.search(rf"(?<![\w.$}}/]){re.escape(known)}", line)), None)
        if home or here:
            findings.append(Finding(path, number, f"names a folder of one machine: {here or home.group()}"))
        if path.endswith(LOCK_FILES) and _RESOLVED.search(line):
            findings.append(Finding(path, number, "the lock names a registry; npm's omit-lockfile-registry-resolved leaves it out"))
    return findings


def tracked_files(root: Path) -> list[str]:
    listing = subprocess.run(
        ["git", "-C", str(root), "ls-files", "-z", "--cached", "--others", "--exclude-standard"], capture_output=True, text=True, check=False
    )
    return [path for path in listing.stdout.split("\0") if path and not path.startswith(SKIPPED_FOLDERS)]


def check_tree(root: Path) -> tuple[list[Finding], int]:
    findings, files, forbidden = [], tracked_files(root), machine_paths(root.resolve())
    for path in files:
        try:
            text = (root / path).read_text()
        except (UnicodeDecodeError, FileNotFoundError, IsADirectoryError):
            continue  # no text, or gone since it was listed
        findings += check_text(path, text, forbidden)
    return findings, len(files)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("root", nargs="?", type=Path, default=Path(__file__).resolve().parent.parent)
    findings, files = check_tree(parser.parse_args().root)
    return finish("paths", findings, files)


if __name__ == "__main__":
    sys.exit(main())
