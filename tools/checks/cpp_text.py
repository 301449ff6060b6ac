"""C++ source as text that is safe to search: comments and literals blanked, every offset and line number kept."""

import re
from pathlib import Path

SUFFIXES = {".hpp", ".cpp", ".h", ".cc"}

_COMMENT_OR_LITERAL = re.compile(
    r"""
    (?P<line_comment>//(?:\\\n|[^\n])*)
  | (?P<block_comment>/\*.*?\*/)
  | (?P<raw>\b(?:u8|u|U|L)?R"(?P<delimiter>[^()\\\s]{0,16})\(.*?\)(?P=delimiter)")
  | (?P<string>"(?:\\.|[^"\\\n])*")
  | (?P<character>(?<![0-9A-Fa-f])'(?:\\.|[^'\\\n])+')
    """,
    re.VERBOSE | re.DOTALL,
)


def _blank(text: str) -> str:
    return re.sub(r"[^\n]", " ", text)


def without_comments(text: str) -> str:
    """Comments become spaces; literals stay."""

    def replace(match: re.Match) -> str:
        is_comment = match.group("line_comment") or match.group("block_comment")
        return _blank(match.group()) if is_comment else match.group()

    return _COMMENT_OR_LITERAL.sub(replace, text)


def code_only(text: str) -> str:
    """Comments, the contents of literals, and preprocessor lines become spaces; a literal keeps its quotes."""

    def replace(match: re.Match) -> str:
        found = match.group()
        if match.group("line_comment") or match.group("block_comment"):
            return _blank(found)
        quote = "'" if match.group("character") else '"'
        return quote + _blank(found[1:-1]) + quote

    text = _COMMENT_OR_LITERAL.sub(replace, text)
    return re.sub(r"^[ \t]*#(?:\\\n|[^\n])*", lambda m: _blank(m.group()), text, flags=re.MULTILINE)


def line_of(text: str, offset: int) -> int:
    return text.count("\n", 0, offset) + 1


def sources(root: Path, *folders: str) -> list[Path]:
    """The C++ files below root/folder, sorted; a missing folder has none."""
    found = []
    for folder in folders:
        found += [path for path in (root / folder).rglob("*") if path.suffix in SUFFIXES and path.is_file()]
    return sorted(found)
