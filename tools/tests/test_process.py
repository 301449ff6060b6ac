import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from testing.process import Deadline, OutOfTime, run

HERE = Path(__file__).resolve().parent


class Running(unittest.TestCase):
    def test_output_and_status(self):
        finished = run(["sh", "-c", "echo out; echo err >&2; exit 3"], Deadline(None), cwd=HERE)
        self.assertEqual((finished.status, finished.output, finished.verdict()), (3, "out\nerr\n", "exit code 3"))

    def test_death_by_signal_is_named(self):
        self.assertEqual(run(["sh", "-c", "kill -SEGV $$"], Deadline(None), cwd=HERE).verdict(), "died by SIGSEGV")

    def test_a_program_that_hangs_is_killed_with_its_children(self):
        finished = run(["sh", "-c", "sleep 1000 & wait"], Deadline(None), cwd=HERE, timeout=0.2)
        self.assertTrue(finished.timed_out)
        self.assertLess(finished.seconds, 100)

    def test_the_whole_runs_end_comes_first(self):
        with self.assertRaises(OutOfTime):
            run(["sleep", "1000"], Deadline(0.2), cwd=HERE, timeout=900)
        with self.assertRaises(OutOfTime):
            run(["true"], Deadline(0), cwd=HERE)


if __name__ == "__main__":
    unittest.main()
