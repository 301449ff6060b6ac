import json
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from testing.cpp_suites import programs_of
from testing.result import Result, closing_line, from_gtest, from_junit, from_vitest


class Reports(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.file = Path(folder.name) / "report"

    def counts(self, read, text):
        self.file.write_text(text)
        result = read("x", self.file)
        return result.passed, result.failed, result.skipped

    def test_gtest(self):
        cases = [
            {"name": "a", "status": "RUN", "result": "COMPLETED"},
            {"name": "b", "status": "RUN", "result": "COMPLETED", "failures": [{"failure": "no"}]},
            {"name": "c", "status": "RUN", "result": "SKIPPED"},
            {"name": "d", "status": "NOTRUN", "result": "SUPPRESSED"},
        ]
        report = json.dumps({"testsuites": [{"testsuite": cases[:2]}, {"testsuite": cases[2:]}]})
        self.assertEqual(self.counts(from_gtest, report), (1, 1, 2))

    def test_junit(self):
        report = (
            '<testsuites><testsuite><testcase name="a"/><testcase name="b"><failure/></testcase>'
            '<testcase name="c"><error/></testcase><testcase name="d"><skipped/></testcase></testsuite></testsuites>'
        )
        self.assertEqual(self.counts(from_junit, report), (1, 2, 1))

    def test_vitest(self):
        report = {"numPassedTests": 5, "numFailedTests": 1, "numPendingTests": 2, "numTodoTests": 1, "success": False}
        self.assertEqual(self.counts(from_vitest, json.dumps(report)), (5, 1, 3))

    def test_a_vitest_file_that_cannot_be_loaded_is_a_failure(self):
        report = {"numPassedTests": 5, "numFailedTests": 0, "numPendingTests": 0, "numFailedTestSuites": 2, "success": False}
        self.assertEqual(self.counts(from_vitest, json.dumps(report)), (5, 2, 0))


class Sums(unittest.TestCase):
    def test_the_closing_line_adds_up_cases(self):
        self.assertEqual(closing_line([Result("a", 1, 2, 3), Result("b", 10, 0, 1)]), "11 passed, 2 failed, 4 skipped")


class Listing(unittest.TestCase):
    def test_cases_of_one_program_become_one_start(self):
        tests = [
            {"name": "A.one", "command": ["/b/unit_json", "--gtest_filter=A.one"], "properties": [{"name": "WORKING_DIRECTORY", "value": "/b"}]},
            {"name": "A.two", "command": ["/b/unit_json", "--gtest_filter=A.two"]},
            {"name": "unit_base", "command": ["/b/unit_base"], "properties": [{"name": "ENVIRONMENT", "value": ["A=b=c"]}]},
            {"name": "never_built"},
        ]
        programs = programs_of({"tests": tests}, Path("/b"))
        self.assertEqual([program.name for program in programs], ["unit_base", "unit_json"])
        self.assertEqual(programs[0].env, {"A": "b=c"})
        self.assertTrue(programs[0].is_in({"unit"}))
        self.assertTrue(programs[0].is_in({"unit_base"}))
        self.assertFalse(programs[0].is_in({"unit_bas", "integration"}))


if __name__ == "__main__":
    unittest.main()
