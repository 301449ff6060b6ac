import contextlib
import io
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from testing import plan


class Plans(unittest.TestCase):
    def test_without_words_everything(self):
        chosen = plan.parse([])
        self.assertEqual(chosen.suites, set(plan.ALL))
        self.assertEqual(chosen.programs, plan.CPP_KINDS)

    def test_quick_leaves_out_what_is_slow(self):
        chosen = plan.parse(["--quick"])
        self.assertFalse(chosen.wants("e2e") or chosen.wants("gcc") or chosen.wants("fuzz"))
        self.assertTrue(chosen.wants("checks"))

    def test_names_pick(self):
        chosen = plan.parse(["unit_json", "checks"])
        self.assertEqual(chosen.programs, {"unit_json"})
        self.assertEqual(chosen.suites, {"checks"})

    def test_a_sanitizer_runs_the_programs_only(self):
        chosen = plan.parse(["--tsan"])
        self.assertFalse(chosen.wants("checks"))
        self.assertEqual(chosen.programs, plan.CPP_KINDS)

    def test_an_unknown_suite_is_refused(self):
        with self.assertRaises(SystemExit), contextlib.redirect_stderr(io.StringIO()):
            plan.parse(["nothing"])


if __name__ == "__main__":
    unittest.main()
