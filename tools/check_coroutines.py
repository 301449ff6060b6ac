#!/usr/bin/env python3
"""Coroutine patterns that GCC 12.2 compiles wrongly or that dangle, and library parts that it lacks.

In a full expression that contains co_await GCC 12.2 destroys some temporaries twice: a lambda that captures values, an aggregate or braced
list, the values of a ?:. Name such a value first: `auto work = [x] {...}; co_await run(std::move(work));`. It also miscompiles loops whose
condition awaits: it counts wrongly after `&&`, and made illegal instructions of others. Await in the body: `bool more = true; while (more)
more = co_await next();`. A range that a temporary owns (`for (x : *list())`) is dead there before the loop begins; Clang 19 keeps it, as C++23
says. A coroutine that is itself a lambda with
captures outlives them; pass what it needs as parameters. A line that is right all the same says so: `// coroutine-ok: reason`."""

import argparse
import re
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from checks.cpp_text import code_only, line_of, sources
from checks.cpp_tree import Node, full_expressions, parse, walk
from checks.report import Finding, finish, relative

_AWAITS = {"co_await", "co_yield"}
_COROUTINE_WORDS = _AWAITS | {"co_return"}
_ABSENT = re.compile(r"\bstd::(v?format(_to|_to_n)?|print|println|vprint_unicode|generator|stacktrace)\b")
_ABSENT_HEADERS = re.compile(r"^[ \t]*#\s*include\s*<(format|print|generator|stacktrace|flat_map|flat_set|mdspan)>", re.MULTILINE)
_STRUCT = re.compile(r"\bstruct\s+([A-Z]\w*)\s*(?:final\s*)?\{")
_EXCUSE = re.compile(r"//\s*coroutine-ok:\s*\S")
# Literal types: GCC gets them right, and `seconds{5}` is how they are written.
_TRIVIAL_TYPES = {"seconds", "milliseconds", "microseconds", "nanoseconds", "minutes", "Milliseconds", "string_view"}


def aggregates(texts: list[str]) -> set[str]:
    """Names of structs in which no constructor is declared."""
    found = set()
    for text in texts:
        code = code_only(text)
        for match in _STRUCT.finditer(code):
            body = code[match.end() : _matching_brace(code, match.end())]
            if not re.search(rf"(?<![\w~:.]){match.group(1)}\s*\(", body) and "virtual" not in body:
                found.add(match.group(1))
    return found


def _matching_brace(code: str, start: int) -> int:
    depth = 1
    for index in range(start, len(code)):
        depth += {"{": 1, "}": -1}.get(code[index], 0)
        if depth == 0:
            return index
    return len(code)


def check_text(path: str, text: str, known_aggregates: set[str], in_tests: bool = False) -> list[Finding]:
    code = code_only(text)
    tree = parse(code)
    raw: list[tuple[int, str]] = []
    for block in _blocks(tree):
        if block.is_lambda_body and block.captures and not in_tests and _is_coroutine(block):
            raw.append((block.offset, f"coroutine lambda captures [{block.captures}]: captures die with the lambda; pass parameters"))
        raw += _check_loops(block.children)
        raw += _check_ranges(block.children)
        for expression in full_expressions(block):
            raw += _check_expression(expression, known_aggregates)
    raw += [(m.start(), f"{m.group()} is missing in GCC 12's library: use fmt") for m in _ABSENT.finditer(code)]
    raw += [(m.start(1), f"<{m.group(1)}> is missing in GCC 12's library") for m in _ABSENT_HEADERS.finditer(text)]
    lines = text.split("\n")
    findings = {Finding(path, line_of(text, offset), message) for offset, message in raw}
    return sorted(finding for finding in findings if not _excused(lines, finding.line))


def _excused(lines: list[str], line: int) -> bool:
    return any(_EXCUSE.search(lines[index]) for index in (line - 2, line - 1) if 0 <= index < len(lines))


def _blocks(tree: Node):
    yield tree
    for node in walk(tree.children, enter_lambdas=True):
        if node.kind == "block":
            yield node


def _is_coroutine(body: Node) -> bool:
    return any(node.text in _COROUTINE_WORDS for node in walk(body.children, enter_lambdas=False))


def _check_expression(expression: list[Node], known_aggregates: set[str]) -> list[tuple[int, str]]:
    nodes = list(walk(expression, enter_lambdas=False))
    if not any(node.text in _AWAITS for node in nodes):
        return []
    found = []
    for group in [expression] + [node.children for node in nodes if node.kind != "token" and not node.is_lambda_body]:
        for index, node in enumerate(group):
            before = group[index - 1] if index else None
            if node.is_lambda_body and _owns_something(node.captures):
                found.append((node.offset, f"lambda that captures [{node.captures}] in an expression with co_await: name it first"))
            elif node.kind == "braced" and not (before and before.text in _TRIVIAL_TYPES):
                found.append((node.offset, "braced value in an expression with co_await: name it first"))
            elif node.text == "?" and node.kind == "token":
                found.append((node.offset, "?: in an expression with co_await: use if, or name the value first"))
            elif node.kind == "paren" and before and before.text in known_aggregates and _starts_value(group, index - 1):
                found.append((before.offset, f"temporary aggregate {before.text}(...) in an expression with co_await: name it first"))
    return found


def _check_loops(nodes: list[Node]) -> list[tuple[int, str]]:
    found = []
    for word, header in zip(nodes, nodes[1:]):
        if word.text not in ("while", "for") or word.kind != "token" or header.kind != "paren":
            continue
        condition = header.children if word.text == "while" else _second_part(header.children)
        if any(node.text in _AWAITS for node in walk(condition, enter_lambdas=False)):
            found.append((word.offset, "co_await in the condition of a loop: await in the body and test a named value"))
    return found


def _check_ranges(nodes: list[Node]) -> list[tuple[int, str]]:
    found = []
    for word, header in zip(nodes, nodes[1:]):
        if word.text != "for" or word.kind != "token" or header.kind != "paren":
            continue
        colons = [index for index, node in enumerate(header.children) if node.text == ":" and node.kind == "token"]
        if colons and _looks_into_temporary(header.children[colons[-1] + 1 :]):
            found.append((word.offset, "a range inside of a temporary, which GCC 12 destroys before the loop: name the temporary first"))
    return found


def _looks_into_temporary(range_: list[Node]) -> bool:
    """`call()->part` or `*call()`: a pointer-like value that dies with its expression."""
    after_call = any(call.kind == "paren" and arrow.text in ("->", "->*") for call, arrow in zip(range_, range_[1:]))
    dereferences = len(range_) > 1 and range_[0].text == "*" and range_[-1].kind == "paren"
    return after_call or dereferences


def _second_part(nodes: list[Node]) -> list[Node]:
    """The condition of a `for (init; condition; step)`; nothing for one over a range."""
    ends = [index for index, node in enumerate(nodes) if node.text == ";" and node.kind == "token"]
    return nodes[ends[0] + 1 : ends[1]] if len(ends) == 2 else []


def _owns_something(captures: str) -> bool:
    """References and `this` leave the closure trivial to destroy, which GCC gets right."""
    return any(not re.fullmatch(r"\s*(&.*|this)?\s*", capture) for capture in captures.split(","))


def _starts_value(group: list[Node], index: int) -> bool:
    """Not `Name name(...)` declarations of functions: an aggregate's name directly before its parenthesis, after an operator or a comma."""
    previous = group[index - 1].text if index else ""
    return not re.fullmatch(r"[A-Za-z_]\w*", previous) or previous in _COROUTINE_WORDS | {"return"}


def check_tree(root: Path) -> tuple[list[Finding], int]:
    files = sources(root, "src", "include", "tests")
    texts = {file: file.read_text(errors="replace") for file in files}
    known = aggregates(list(texts.values()))
    findings = []
    for file, text in texts.items():
        path = relative(file, root)
        findings += check_text(path, text, known, in_tests=path.startswith("tests/"))
    return findings, len(files)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("root", nargs="?", type=Path, default=Path(__file__).resolve().parent.parent)
    findings, files = check_tree(parser.parse_args().root)
    return finish("coroutines", findings, files)


if __name__ == "__main__":
    sys.exit(main())
