"""A light bracket tree of C++ code: enough to tell blocks from braced values and lambdas, and to cut a block into full expressions.
It reads code_only() text. It is a heuristic for code in the house style, not a C++ parser."""

import re
from dataclasses import dataclass, field

_TOKEN = re.compile(r'[A-Za-z_]\w*|\d[\w.\']*|"\s*"|\'\s*\'|::|->\*?|&&|\|\||[<>=!+\-*/%&|^]=|<<|>>|[^\s\w]')
_CLOSER = {"(": ")", "[": "]", "{": "}"}
_LAMBDA_SPECIFIERS = {"mutable", "noexcept", "constexpr", "static"}
_NOT_BEFORE_LAMBDA = {")", "]", ">"}
_KEYWORDS_BEFORE_LAMBDA = {"return", "co_return", "co_await", "co_yield", "case", "else", "in"}
_BLOCK_HEADS = {"else", "do", "try", "extern", "namespace", "export"}
_BLOCK_ENDS = {";", ":", "&", "&&", "const", "override", "final", "noexcept"}
_ACCESS = {"public", "private", "protected"}
CONTROL_WORDS = {"if", "while", "for", "switch", "catch"}


@dataclass
class Node:
    """One token, or one bracketed group (text is its opener). kind: token | paren | square | block | braced."""

    text: str
    offset: int
    kind: str = "token"
    children: list["Node"] = field(default_factory=list)
    is_lambda_body: bool = False
    captures: str = ""  # of a lambda body

    def words(self) -> str:
        return " ".join([self.text] + [child.words() for child in self.children])


def parse(code: str) -> Node:
    root = Node("", 0, "block")
    stack = [root]
    for match in _TOKEN.finditer(code):
        text, offset = match.group(), match.start()
        if text in _CLOSER:
            kind = {"(": "paren", "[": "square", "{": "block"}[text]
            node = Node(text, offset, kind)
            if text == "{":
                _classify_brace(node, stack[-1])
            stack[-1].children.append(node)
            stack.append(node)
        elif text in _CLOSER.values():
            if len(stack) > 1 and _CLOSER[stack[-1].text] == text:
                stack.pop()
        else:
            stack[-1].children.append(Node(text, offset))
    return root


def _classify_brace(brace: Node, parent: Node) -> None:
    before = parent.children
    capture = _lambda_introducer(before)
    if capture is not None:
        brace.is_lambda_body, brace.captures = True, capture.strip()
        return
    if parent.kind in ("paren", "square", "braced"):
        brace.kind = "braced"
        return
    if not before:
        return
    last = before[-1]
    if last.kind != "token" or last.text in _BLOCK_HEADS | _BLOCK_ENDS:
        return
    if _is_type_definition(before) or _has_trailing_return(before):
        return
    brace.kind = "braced"


def _statement(before: list[Node]) -> list[Node]:
    """The nodes since the last statement boundary."""
    for index in range(len(before) - 1, -1, -1):
        if before[index].text == ";" or (before[index].kind == "block" and not before[index].is_lambda_body):
            return before[index + 1 :]
    return before


def _is_type_definition(before: list[Node]) -> bool:
    words = [node.text for node in _statement(before)]
    while words and (words[0] == "[" or (words[0] in _ACCESS | {":"})):
        words = words[1:]
    if words[:1] == ["template"]:
        return any(word in ("struct", "class", "union", "enum", "concept") for word in words) and "=" not in words
    return bool(words) and (words[0] in ("struct", "class", "union", "enum", "namespace", "inline", "extern")) and "=" not in words


def _has_trailing_return(before: list[Node]) -> bool:
    """`auto f() -> Type {`: a function's body. An arrow before a braced value would follow an object, not a parameter list."""
    statement = _statement(before)
    for index in range(1, len(statement)):
        previous = statement[index - 1]
        if statement[index].text == "->" and (previous.kind == "paren" or previous.text in _LAMBDA_SPECIFIERS | {"const"}):
            rest = [node.text for node in statement[index + 1 :]]
            return not any(word in ("=", "return", "co_return", "co_await") for word in rest)
    return False


def _lambda_introducer(before: list[Node]) -> str | None:
    """The captures when `before` ends in a lambda's head, else None."""
    index = len(before) - 1
    while index >= 0 and before[index].kind == "token" and before[index].text not in {";", ",", "=", "(", "return", "co_return", "co_await", "?"}:
        if before[index].text == "->":
            break
        index -= 1
    if index >= 0 and before[index].text == "->":
        index -= 1
    else:
        index = len(before) - 1
    while index >= 0 and before[index].text in _LAMBDA_SPECIFIERS:
        index -= 1
    if index >= 0 and before[index].kind == "paren":
        index -= 1
    if index < 0 or before[index].kind != "square":
        return None
    square = before[index]
    if square.children[:1] and square.children[0].kind == "square":
        return None  # an [[attribute]]
    previous = before[index - 1] if index > 0 else None
    is_subscript = previous is not None and (
        previous.kind in ("paren", "square")
        or (re.fullmatch(r"[A-Za-z_]\w*", previous.text) is not None and previous.text not in _KEYWORDS_BEFORE_LAMBDA)
        or previous.text in _NOT_BEFORE_LAMBDA
    )
    return None if is_subscript else " ".join(child.words() for child in square.children)


def full_expressions(block: Node) -> list[list[Node]]:
    """The statements of a block, control headers apart, blocks inside looked at on their own by the caller."""
    found, current = [], []

    def close() -> None:
        nonlocal current
        if current:
            found.append(current)
        current = []

    for node in block.children:
        if node.text == ";" and node.kind == "token":
            close()
        elif node.kind == "block" and not node.is_lambda_body:
            close()
        elif node.kind == "paren" and current and current[-1].text in CONTROL_WORDS | {"constexpr"} and _is_control(current):
            close()
            found += _split_header(node)
        elif node.text == ":" and current and current[0].text in ("case", "default", "public", "private", "protected"):
            close()
        else:
            current.append(node)
    close()
    return found


def _is_control(current: list[Node]) -> bool:
    return any(node.text in CONTROL_WORDS for node in current[-2:])


def _split_header(paren: Node) -> list[list[Node]]:
    parts, current = [], []
    for node in paren.children:
        if node.text == ";" and node.kind == "token":
            parts.append(current)
            current = []
        else:
            current.append(node)
    parts.append(current)
    return [part for part in parts if part]


def walk(nodes: list[Node], enter_lambdas: bool):
    """Every node below, in order; the bodies of lambdas only when asked."""
    for node in nodes:
        yield node
        if node.is_lambda_body and not enter_lambdas:
            continue
        yield from walk(node.children, enter_lambdas)
