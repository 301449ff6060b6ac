import contextlib
import hashlib
import io
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "fetch"))

import download

CONTENT = bytes(range(256)) * 40


class Source(download.Download):
    """Serves CONTENT; each entry of `breaks` ends one answer after so many bytes."""

    def __init__(self, breaks=(), can_continue=True):
        self.breaks, self.can_continue, self.asked = list(breaks), can_continue, []

    def open(self, offset):
        self.asked.append(offset)
        start = offset if self.can_continue else 0
        end = start + self.breaks.pop(0) if self.breaks else len(CONTENT)
        return start, len(CONTENT), iter([CONTENT[start:end]])


class Fetching(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.file = Path(folder.name) / "deep/file"
        self.part = self.file.with_name("file.part")
        self.enterContext(contextlib.redirect_stderr(io.StringIO()))
        self.addCleanup(setattr, download.time, "sleep", download.time.sleep)
        download.time.sleep = lambda seconds: None

    def fetch(self, source):
        download.fetch("x", source, self.file, lambda path: path.read_bytes() == CONTENT)

    def test_whole(self):
        self.fetch(Source())
        self.assertEqual(self.file.read_bytes(), CONTENT)
        self.assertFalse(self.part.exists())

    def test_a_broken_connection_is_continued_where_it_broke(self):
        source = Source(breaks=[100, 50])
        self.fetch(source)
        self.assertEqual(source.asked, [0, 100, 150])
        self.assertEqual(hashlib.sha256(self.file.read_bytes()).digest(), hashlib.sha256(CONTENT).digest())

    def test_the_next_run_continues(self):
        self.part.parent.mkdir(parents=True)
        self.part.write_bytes(CONTENT[:300])
        source = Source()
        self.fetch(source)
        self.assertEqual(source.asked, [300])
        self.assertEqual(self.file.read_bytes(), CONTENT)

    def test_a_source_that_cannot_continue_starts_over(self):
        source = Source(breaks=[100], can_continue=False)
        self.fetch(source)
        self.assertEqual(self.file.read_bytes(), CONTENT)

    def test_it_gives_up_and_keeps_what_it_has(self):
        with self.assertRaises(download.Failed):
            self.fetch(Source(breaks=[10] * download.ATTEMPTS))
        self.assertEqual(self.part.read_bytes(), CONTENT[: 10 * download.ATTEMPTS])
        self.assertFalse(self.file.exists())

    def test_a_wrong_checksum_is_thrown_away(self):
        self.part.parent.mkdir(parents=True)
        self.part.write_bytes(b"x" * 300)
        with self.assertRaises(download.Failed):
            self.fetch(Source())
        self.assertFalse(self.file.exists() or self.part.exists())


if __name__ == "__main__":
    unittest.main()
