#!/usr/bin/env python3
"""The layer rule: a folder of src/ includes only the folders that src/CMakeLists.txt lists after its DEPENDS, and a pure layer
touches no socket, thread, clock, environment or randomness. Prints path:line and the reason; exit 1 on any finding."""

import argparse
import re
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from checks.cpp_text import code_only, line_of, sources, without_comments
from checks.report import Finding, finish, relative

PURE = ("base", "json", "codec", "canonical", "protocols", "catalog", "config", "routing")

PURITY = (
    (r"#\s*include\s*<(thread|mutex|shared_mutex|condition_variable|future|stop_token|semaphore|latch|barrier)>", "threads"),
    (r"#\s*include\s*<(unistd\.h|sys/(socket|epoll|un|wait|select|poll|eventfd|timerfd|time)\.h|netinet/\S+|netdb\.h|poll\.h)>", "sockets"),
    (r"#\s*include\s*<(pthread\.h|signal\.h|csignal|sys/random\.h|random)>", "threads or randomness"),
    (r"\b(std::)?(secure_)?getenv\s*\(|\bsetenv\s*\(|\benviron\b", "the environment"),
    (r"\b(steady_clock|system_clock|high_resolution_clock)\s*::\s*now\b|\bclock_gettime\s*\(|\bgettimeofday\s*\(|\btime\s*\(\s*(nullptr|NULL|0)\s*\)", "a clock"),
    (r"\bstd::(random_device|mt19937(_64)?|default_random_engine|rand)\b|\bgetrandom\s*\(|\barc4random", "randomness"),
    (r"\bstd::(jthread|thread|mutex|async|condition_variable)\b|\bsleep_(for|until)\s*\(", "threads"),
)

_EDGES = re.compile(r"^\s*patchbay_(?:layer|program)\s*\(([^)]*)\)", re.MULTILINE)
_INCLUDE = re.compile(r'^[ \t]*#\s*include\s*"([^"]+)"', re.MULTILINE)


def parse_edges(cmake_text: str) -> dict[str, set[str]]:
    """Layer name -> the layers that it may include, as written in src/CMakeLists.txt."""
    edges = {}
    for call in _EDGES.finditer(re.sub(r"#[^\n]*", "", cmake_text)):
        words = call.group(1).split()
        allowed, reading = set(), False
        for word in words[1:]:
            if word.isupper():
                reading = word == "DEPENDS"
            elif reading:
                allowed.add(word)
        edges[words[0]] = allowed
    return edges


def check_order(edges: dict[str, set[str]]) -> list[Finding]:
    """A layer may depend only on layers written above it: the list stays readable from the bottom up, and has no cycle."""
    findings, above = [], set()
    for name, allowed in edges.items():
        for unknown in sorted(allowed - above):
            findings.append(Finding("src/CMakeLists.txt", 1, f"layer '{name}' depends on '{unknown}', which is not listed above it"))
        above.add(name)
    return findings


def check_includes(path: str, layer: str, text: str, edges: dict[str, set[str]]) -> list[Finding]:
    findings = []
    for include in _INCLUDE.finditer(without_comments(text)):
        target, line = include.group(1), line_of(text, include.start(1))
        folder = target.split("/", 1)[0]
        if "/" not in target or folder.startswith("."):
            findings.append(Finding(path, line, f'"{target}": include as "folder/file.hpp", so that the layer can be seen'))
        elif folder != layer and folder in edges and folder not in edges[layer]:
            allowed = ", ".join(sorted(edges[layer])) or "nothing"
            findings.append(Finding(path, line, f"layer '{layer}' may not include '{folder}' (it may include {allowed})"))
    return findings


def check_purity(path: str, layer: str, text: str) -> list[Finding]:
    if layer not in PURE:
        return []
    findings, directives, code = [], without_comments(text), code_only(text)
    for pattern, what in PURITY:
        searched = directives if pattern.startswith("#") else code
        for match in re.finditer(pattern, searched):
            message = f"layer '{layer}' is pure, but uses {what}: {match.group().strip()} (take it as an argument)"
            findings.append(Finding(path, line_of(text, match.start()), message))
    return findings


def check_tree(root: Path) -> tuple[list[Finding], int]:
    edges = parse_edges((root / "src/CMakeLists.txt").read_text())
    findings = check_order(edges)
    files = sources(root, "src")
    for file in files:
        path, text = relative(file, root), file.read_text(errors="replace")
        layer = path.split("/")[1]
        if layer not in edges:
            findings.append(Finding(path, 1, f"folder src/{layer} is not listed in src/CMakeLists.txt"))
            continue
        findings += check_includes(path, layer, text, edges) + check_purity(path, layer, text)
    for file in sources(root, "include"):
        findings += check_public_header(relative(file, root), file.read_text(errors="replace"), edges)
    return findings, len(files)


def check_public_header(path: str, text: str, edges: dict[str, set[str]]) -> list[Finding]:
    """A public header must compile for someone who has only include/."""
    findings = []
    for include in _INCLUDE.finditer(without_comments(text)):
        if include.group(1).split("/", 1)[0] in edges:
            findings.append(Finding(path, line_of(text, include.start(1)), f'public header includes the private "{include.group(1)}"'))
    return findings


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("root", nargs="?", type=Path, default=Path(__file__).resolve().parent.parent)
    findings, files = check_tree(parser.parse_args().root)
    return finish("layers", findings, files)


if __name__ == "__main__":
    sys.exit(main())
