"""Which suites a command line asks for, and what must be built for them."""

import argparse
from dataclasses import dataclass

QUICK = ("checks", "tools", "unit", "conformance", "integration", "ui")
ALL = (*QUICK, "ui_browser", "gcc", "fuzz", "e2e")
CPP_KINDS = {"unit", "conformance", "integration"}
SANITIZERS = {"asan": "asan-ubsan", "tsan": "tsan"}


@dataclass(frozen=True)
class Plan:
    suites: frozenset[str]  # names out of ALL
    programs: frozenset[str]  # kinds or names of C++ test programs
    sanitizer: str | None  # asan or tsan: only the C++ suites, under that preset
    within: float | None
    totals: str | None

    def wants(self, suite: str) -> bool:
        return self.sanitizer is None and suite in self.suites


def parse(arguments: list[str]) -> Plan:
    parser = argparse.ArgumentParser(prog="./dev test")
    parser.add_argument("suites", nargs="*", metavar="SUITE")
    kind = parser.add_mutually_exclusive_group()
    kind.add_argument("--quick", action="store_true")
    kind.add_argument("--asan", action="store_true")
    kind.add_argument("--tsan", action="store_true")
    parser.add_argument("--within", type=float)
    parser.add_argument("--totals")
    chosen = parser.parse_args(arguments)
    sanitizer = "asan" if chosen.asan else "tsan" if chosen.tsan else None
    named = set(chosen.suites)
    unknown = {name for name in named - set(ALL) if name.split("_")[0] not in CPP_KINDS}
    if unknown:
        parser.error(f"there is no suite {', '.join(sorted(unknown))}; there are {', '.join(ALL)}, and programs such as unit_json")
    suites = (named & set(ALL)) if named else set(QUICK if chosen.quick else ALL)
    programs = {name for name in named if name.split("_")[0] in CPP_KINDS} if named else set(CPP_KINDS)
    return Plan(frozenset(suites), frozenset(programs), sanitizer, chosen.within, chosen.totals)
