"""The part of a download that is the same for every source: a .part file that is continued, retries, progress, and the checksum."""

import sys
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from pathlib import Path

ATTEMPTS = 5


class Failed(Exception):
    """Said to the user as it is."""


class Download(ABC):
    @abstractmethod
    def open(self, offset: int) -> tuple[int, int, Iterator[bytes]]:
        """Asks for the bytes from `offset` on. Returns where they start (0 when the source cannot continue), where they end (0: unknown),
        and the bytes. Raises Failed."""


class Progress:
    """A line that is rewritten on a terminal; elsewhere one line every ten seconds."""

    def __init__(self, title: str) -> None:
        self._title, self._on_terminal = title, sys.stderr.isatty()
        self._next = 0.0 if self._on_terminal else time.monotonic() + 10

    def show(self, done: int, total: int) -> None:
        now = time.monotonic()
        if now < self._next:
            return
        self._next = now + (0.2 if self._on_terminal else 10)
        share = f"{100 * done // total:3d} % of {total / 1e6:.0f} MB" if total else f"{done / 1e6:.0f} MB"
        print(f"{self.margin()}{self._title}: {share}", end="" if self._on_terminal else "\n", file=sys.stderr, flush=True)

    @staticmethod
    def margin() -> str:
        return "\r    " if sys.stderr.isatty() else "    "


def fetch(title: str, source: Download, destination: Path, is_intact: Callable[[Path], bool]) -> None:
    """Leaves the verified file at `destination`. Raises Failed; what had arrived stays in the .part file for the next run."""
    destination.parent.mkdir(parents=True, exist_ok=True)
    part = destination.with_name(destination.name + ".part")
    for attempt in range(1, ATTEMPTS + 1):
        try:
            _transfer(title, source, part)
            break
        except Failed as error:
            if attempt == ATTEMPTS:
                raise
            print(f"{Progress.margin()}{title}: {error}; trying again ({attempt} of {ATTEMPTS - 1})", file=sys.stderr)
            time.sleep(attempt)
    if not is_intact(part):
        part.unlink()
        raise Failed(f"{title} does not have the pinned checksum; what arrived was thrown away")
    part.replace(destination)
    print(f"{Progress.margin()}{title}: done, {destination.stat().st_size / 1e6:.0f} MB", file=sys.stderr)


def _transfer(title: str, source: Download, part: Path) -> None:
    have = part.stat().st_size if part.exists() else 0
    start, end, chunks = source.open(have)
    progress = Progress(title)
    with part.open("r+b" if start else "wb") as file:
        done = file.seek(start)
        for chunk in chunks:
            file.write(chunk)
            done += len(chunk)
            progress.show(done, end)
    if end and done < end:
        raise Failed("the connection broke")
