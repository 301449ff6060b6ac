"""What a suite came to, and how test reports of other tools become that."""

import json
import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass
from pathlib import Path


@dataclass
class Result:
    """The counts are test cases. `output` is shown when something failed; `note` always."""

    suite: str
    passed: int = 0
    failed: int = 0
    skipped: int = 0
    seconds: float = 0.0
    output: str = ""
    note: str = ""

    def line(self) -> str:
        mark = "FAIL" if self.failed else "ok  "
        counts = f"{self.passed:5d} passed {self.failed:4d} failed {self.skipped:4d} skipped"
        return f"{mark} {self.suite:<28} {counts} {self.seconds:7.1f} s" + (f"  {self.note}" if self.note else "")


def closing_line(results: list[Result]) -> str:
    passed, failed, skipped = (sum(getattr(result, field) for result in results) for field in ("passed", "failed", "skipped"))
    return f"{passed} passed, {failed} failed, {skipped} skipped"


def from_gtest(suite: str, report: Path) -> Result:
    result = Result(suite)
    for group in json.loads(report.read_text())["testsuites"]:
        for case in group["testsuite"]:
            if case.get("failures"):
                result.failed += 1
            elif case.get("result") == "SKIPPED" or case.get("status") == "NOTRUN":
                result.skipped += 1
            else:
                result.passed += 1
    return result


def from_junit(suite: str, report: Path) -> Result:
    """As pytest writes it: an error while a test is set up or torn down counts as its failure."""
    result = Result(suite)
    for case in ElementTree.parse(report).getroot().iter("testcase"):
        if case.find("failure") is not None or case.find("error") is not None:
            result.failed += 1
        elif case.find("skipped") is not None:
            result.skipped += 1
        else:
            result.passed += 1
    return result


def from_vitest(suite: str, report: Path) -> Result:
    data = json.loads(report.read_text())
    result = Result(suite, data["numPassedTests"], data["numFailedTests"], data["numPendingTests"] + data.get("numTodoTests", 0))
    if not data["success"] and not result.failed:
        result.failed = max(1, data.get("numFailedTestSuites", 1))  # a file that cannot be loaded has no test to count
    return result
