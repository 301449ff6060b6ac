"""Running other programs: each in a process group of its own, killed whole when its time is up or when we stop."""

import os
import signal
import subprocess
import threading
import time
from dataclasses import dataclass
from pathlib import Path

_running: set[subprocess.Popen] = set()
_lock = threading.Lock()


class OutOfTime(Exception):
    """The time that the whole run was given is over."""


class Deadline:
    """The end of the whole run; None: there is none."""

    def __init__(self, seconds: float | None) -> None:
        self._end = None if seconds is None else time.monotonic() + seconds

    def remaining(self) -> float | None:
        return None if self._end is None else self._end - time.monotonic()

    def is_over(self) -> bool:
        remaining = self.remaining()
        return remaining is not None and remaining <= 0


@dataclass
class Finished:
    status: int
    output: str
    seconds: float
    timed_out: bool = False

    def verdict(self) -> str:
        """In words, why it is no success."""
        if self.timed_out:
            return f"still running after {self.seconds:.0f} s, killed"
        if self.status < 0:
            return f"died by {signal.Signals(-self.status).name}"
        return f"exit code {self.status}"


def run(
    command: list[str], deadline: Deadline, *, cwd: Path, env: dict[str, str] | None = None, timeout: float = 600, show: bool = False
) -> Finished:
    """With `show` the output goes to our own, else it is returned. Raises OutOfTime when the whole run's time ends first."""
    remaining = deadline.remaining()
    if remaining is not None and remaining <= 0:
        raise OutOfTime
    limit = timeout if remaining is None else min(timeout, remaining)
    started = time.monotonic()
    process = subprocess.Popen(
        command, cwd=cwd, env=env, start_new_session=True, stdin=subprocess.DEVNULL,
        stdout=None if show else subprocess.PIPE, stderr=None if show else subprocess.STDOUT,
    )  # fmt: skip
    with _lock:
        _running.add(process)
    try:
        raw, timed_out = process.communicate(timeout=limit)[0], False
    except subprocess.TimeoutExpired:
        end_group(process)
        raw, timed_out = process.communicate()[0], True
    finally:
        kill_group(process)  # whatever it left behind
        with _lock:
            _running.discard(process)
    if timed_out and limit != timeout:
        raise OutOfTime
    return Finished(process.returncode, (raw or b"").decode(errors="replace"), time.monotonic() - started, timed_out)


def end_group(process: subprocess.Popen, grace: float = 3) -> None:
    """SIGTERM, so that ./dev can end what it started in groups of their own; then SIGKILL."""
    try:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(grace)
    except (ProcessLookupError, subprocess.TimeoutExpired):
        pass
    kill_group(process)


def kill_group(process: subprocess.Popen) -> None:
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass


def kill_all() -> None:
    with _lock:
        for process in _running:
            end_group(process)
