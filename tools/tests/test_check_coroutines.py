import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import check_coroutines

AGGREGATES = {"Options"}

BAD = {
    "a lambda with a capture": "co_await f([s] { use(s); });",
    "a lambda with everything copied": "co_await f([=] { return x; });",
    "a value among references": "co_await f([&a, b] { return a + b; });",
    "an initialised capture, deep inside": "auto r = co_await spawn(loop, wrap([p = std::move(p)]() mutable -> Task<void> { co_return; }), 1);",
    "an aggregate": "co_await f(Agg{a, b});",
    "an empty aggregate": "co_await f(Agg{});",
    "an aggregate in parentheses": "co_await f(Options(1, 2));",
    "designated initialisers": "co_await f({.a = 1});",
    "a braced list": 'co_await f({"a", "b"});',
    "a vector of results": "std::vector<int> v{co_await a(), co_await b()};",
    "an aggregate of results": "co_return Agg{co_await x(), y};",
    "awaiting an aggregate": "co_await Awaitable{socket};",
    "a condition before": "auto v = ready ? co_await f() : 0;",
    "a condition of a result": "auto v = (co_await f()) ? a : b;",
    "a condition in an argument": "co_await f(c ? a : b);",
    "inside an if": "if (auto r = co_await f(Agg{a}); !r) { co_return; }",
    "inside a while": "while (co_await f(c ? a : b)) { step(); }",
    "a range inside of an expected value": "for (const auto& x : *list(folder)) {\n  use(x);\n}",
    "a range behind a temporary pointer": "for (const auto& x : services.current()->items) use(x);",
    "a range behind a temporary pointer, by a call": "for (const auto& x : current()->items()) {\n  use(x);\n}",
    "a loop's condition": "while (co_await more()) continue;",
    "a loop's condition behind another": "while (count < 20 && co_await next() > 0) {\n  ++count;\n}",
    "the condition at the end": "do {\n  step();\n} while (!co_await done());",
    "the condition of a for": "for (int i = 0; co_await more(i); ++i) {\n  step();\n}",
    "a loop inside a lambda": "auto g = [&]() -> Task<void> { while (co_await more()) continue; };",
    "inside a lambda's body": "auto g = []() -> Task<void> { co_await f(Agg{1}); };",
    "over several lines": "co_await f(\n    first,\n    Agg{\n        second});",
}

GOOD = {
    "a named lambda": "auto work = [s] { use(s); };\nco_await f(std::move(work));",
    "a lambda that captures references": "co_await f([&] { return x; }, [&x, this] { return x; });",
    "a lambda without captures": "co_await f([](int a) { return Agg{a}; });",
    "a named aggregate": "Agg options{1, 2};\nco_await f(options);",
    "parentheses": "co_await f(Type(x), std::string(text));",
    "a condition elsewhere": "auto x = c ? a : b;\nco_await f(x);",
    "an aggregate returned without await": "co_return Agg{a, b};",
    "an error returned": "co_return std::unexpected(Error{1});",
    "control flow": "if (!co_await f()) {\n  g(Agg{1});\n} else {\n  h(c ? 1 : 2);\n}",
    "a loop": "for (auto& x : co_await list()) {\n  g({x});\n}",
    "a range inside of a named value": "const auto items = list(folder);\nfor (const auto& x : *items) {\n  use(x);\n}",
    "a range behind a named pointer": "for (const auto& x : snapshot->items) {\n  use(x);\n}",
    "a range that is a temporary": "for (const auto& x : snapshot->items()) {\n  use(x);\n}",
    "awaiting in a loop's body": "bool more = true;\nwhile (more && count < 20) more = co_await next();",
    "awaiting in a loop's step": "for (int i = 0; i < 5; i += co_await next()) {\n  step();\n}",
    "a loop until a lambda says so": "while (holds([&]() -> Task<bool> { co_return co_await next(); })) {\n  step();\n}",
    "both sides of and": "auto ok = co_await a() && co_await b();",
    "literal types": "co_await timer.wait(std::chrono::seconds{5});",
    "a subscript": "co_await f(values[index], [](auto) {});",
    "a structured binding": "auto [error, count] = co_await read(buffer);",
    "a comment and a text": 'co_await f("c ? {a}"); // ?: [x]{ }',
    "a switch": "switch (co_await f()) {\n  case 1: {\n    g({1});\n    break;\n  }\n  default: break;\n}",
}


def findings(statements, in_tests=False):
    text = f"Task<void> run(int c) {{\n{statements}\n}}\n"
    return check_coroutines.check_text("src/x/x.cpp", text, AGGREGATES, in_tests)


class Awaits(unittest.TestCase):
    def test_each_bad_pattern_is_found(self):
        for name, text in BAD.items():
            with self.subTest(name):
                self.assertTrue(findings(text, in_tests=True), text)

    def test_each_good_pattern_passes(self):
        for name, text in GOOD.items():
            with self.subTest(name):
                self.assertEqual([str(f) for f in findings(text, in_tests=True)], [])

    def test_the_line_is_the_culprits(self):
        (finding,) = findings("first();\nco_await f(\n    x,\n    Agg{1});")
        self.assertEqual(finding.line, 5)

    def test_class_members_and_constructors_are_no_expressions(self):
        text = """
class Pump final : public Source {
 public:
  explicit Pump(Loop& loop) : loop_{loop}, buffer_(16) {}
  Task<int> next() && override {
    co_return co_await loop_.wait();
  }
 private:
  struct State { int count{0}; };
  State state_{1};
};
"""
        self.assertEqual(check_coroutines.check_text("src/x/x.hpp", text, AGGREGATES), [])


class Lambdas(unittest.TestCase):
    TEXT = "scope.spawn([this, id]() -> Task<void> { co_await run(id); });"

    def test_a_coroutine_lambda_with_captures_is_found(self):
        self.assertEqual(len(findings(self.TEXT)), 1)

    def test_not_in_tests_where_the_frame_outlives_it(self):
        self.assertEqual(findings(self.TEXT, in_tests=True), [])

    def test_a_plain_lambda_with_captures_passes(self):
        self.assertEqual(findings("scope.defer([this] { close(); });"), [])

    def test_a_coroutine_lambda_without_captures_passes(self):
        self.assertEqual(findings("scope.spawn([](Pump& p) -> Task<void> { co_await p.run(); }, pump);"), [])

    def test_a_reason_excuses_the_line(self):
        self.assertEqual(findings("// coroutine-ok: the scope is a member and joins first\n" + self.TEXT), [])
        self.assertEqual(len(findings("// coroutine-ok:\n" + self.TEXT)), 1)


class Library(unittest.TestCase):
    def test_what_gcc_12_lacks_is_found(self):
        for text in ("#include <format>\n", "#include <print>\n", "auto s = std::format(x);\n", "std::println(x);\n"):
            with self.subTest(text):
                self.assertEqual(len(check_coroutines.check_text("src/x/x.cpp", text, set())), 1)

    def test_fmt_passes(self):
        self.assertEqual(check_coroutines.check_text("src/x/x.cpp", '#include <fmt/format.h>\nauto s = fmt::format("{}", 1);\n', set()), [])


class Aggregates(unittest.TestCase):
    def test_a_struct_without_a_constructor(self):
        text = "struct Bare { int a; };\nstruct Built {\n  explicit Built(int);\n  int a;\n};\n"
        self.assertEqual(check_coroutines.aggregates([text]), {"Bare"})


if __name__ == "__main__":
    unittest.main()
