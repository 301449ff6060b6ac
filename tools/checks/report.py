"""What a checker found, and how it is printed: one line each, as path:line: what (why)."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, order=True)
class Finding:
    path: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.message}"


def relative(path: Path, root: Path) -> str:
    return path.relative_to(root).as_posix()


def finish(name: str, findings: list[Finding], files: int) -> int:
    """Prints the findings and a closing line; the exit code."""
    for finding in sorted(findings):
        print(finding)
    print(f"{name}: {files} files, {len(findings)} findings")
    return 1 if findings else 0
