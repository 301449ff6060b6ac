"""What every suite needs to know about this run."""

import os
import threading
from dataclasses import dataclass, field
from pathlib import Path

from testing.process import Deadline, Finished, run
from testing.result import Result

_print_lock = threading.Lock()


def say(text: str) -> None:
    with _print_lock:
        print(text, flush=True)


@dataclass
class Context:
    root: Path
    deadline: Deadline
    jobs: int = field(default_factory=lambda: os.cpu_count() or 2)
    results: list[Result] = field(default_factory=list)

    @property
    def reports(self) -> Path:
        folder = self.root / "build" / "test-reports"
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    @property
    def cache(self) -> Path:
        return Path(os.environ["PATCHBAY_CACHE"])

    def add(self, result: Result) -> None:
        self.results.append(result)
        text = result.line()
        if result.failed and result.output:
            text = f"{result.output.rstrip()}\n{text}"
        say(text)

    def dev(self, *words: str, show: bool = True, timeout: float = 3600) -> Finished:
        """One step of ./dev, for example dev("prepare", "page")."""
        return run(["bash", str(self.root / "dev"), *words], self.deadline, cwd=self.root, timeout=timeout, show=show)
