import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import check_layers

CMAKE = """
# patchbay_layer(ghost DEPENDS everything)
patchbay_layer(base LIBRARIES fmt::fmt)
patchbay_layer(json DEPENDS base LIBRARIES simdjson::simdjson)
patchbay_layer(transport DEPENDS base
               LIBRARIES OpenSSL::SSL)
patchbay_layer(gateway DEPENDS transport json)
patchbay_program(app DEPENDS gateway base)
"""


class Edges(unittest.TestCase):
    def test_reads_the_words_after_depends_only(self):
        edges = check_layers.parse_edges(CMAKE)
        self.assertEqual(edges["json"], {"base"})
        self.assertEqual(edges["transport"], {"base"})
        self.assertEqual(edges["app"], {"gateway", "base"})
        self.assertNotIn("ghost", edges)

    def test_a_layer_below_must_be_listed_above(self):
        edges = check_layers.parse_edges("patchbay_layer(json DEPENDS base)\npatchbay_layer(base)\n")
        self.assertEqual(len(check_layers.check_order(edges)), 1)
        self.assertEqual(check_layers.check_order(check_layers.parse_edges(CMAKE)), [])


class Includes(unittest.TestCase):
    def findings(self, layer, text):
        return check_layers.check_includes(f"src/{layer}/x.cpp", layer, text, check_layers.parse_edges(CMAKE))

    def test_listed_and_own_layers_pass(self):
        self.assertEqual(self.findings("json", '#include "json/x.hpp"\n#include "base/error.hpp"\n#include <vector>\n'), [])

    def test_a_layer_not_listed_fails_with_its_line(self):
        (finding,) = self.findings("json", '#include "base/error.hpp"\n\n#  include "transport/client.hpp"\n')
        self.assertEqual(finding.line, 3)
        self.assertIn("'json' may not include 'transport'", finding.message)

    def test_what_a_listed_layer_may_use_is_no_licence(self):
        self.assertEqual(len(self.findings("gateway", '#include "base/error.hpp"\n')), 1)

    def test_a_bare_file_name_hides_its_layer(self):
        self.assertEqual(len(self.findings("json", '#include "x.hpp"\n#include "../base/error.hpp"\n')), 2)

    def test_a_comment_is_no_include(self):
        self.assertEqual(self.findings("json", '// #include "transport/client.hpp"\n/*\n#include "gateway/x.hpp"\n*/\n'), [])

    def test_a_public_header_may_not_use_a_private_one(self):
        edges = check_layers.parse_edges(CMAKE)
        self.assertEqual(len(check_layers.check_public_header("include/patchbay/client.hpp", '#include "base/error.hpp"\n', edges)), 1)
        self.assertEqual(check_layers.check_public_header("include/patchbay/client.hpp", '#include "patchbay/error.hpp"\n', edges), [])


class Purity(unittest.TestCase):
    BAD = (
        "#include <thread>\n",
        "#include <mutex>\n",
        "#include <unistd.h>\n",
        "#include <sys/socket.h>\n",
        'auto home = std::getenv("HOME");\n',
        "std::random_device source;\n",
        "auto t = std::chrono::steady_clock::now();\n",
        "auto t = Clock::system_clock :: now();\n",
        "auto t = time(nullptr);\n",
        "std::this_thread::sleep_for(delay);\n",
    )

    def test_each_impure_use_is_found_once_or_more_in_a_pure_layer(self):
        for text in self.BAD:
            with self.subTest(text):
                self.assertTrue(check_layers.check_purity("src/json/x.cpp", "json", text))
                self.assertEqual(check_layers.check_purity("src/transport/x.cpp", "transport", text), [])

    def test_names_and_words_are_no_use(self):
        text = (
            "using SteadyTime = std::chrono::steady_clock::time_point;  // never steady_clock::now()\n"
            'auto message = "getenv(HOME)";\n'
            "#include <chrono>\n"
            "int first_time(int zero);\n"
        )
        self.assertEqual(check_layers.check_purity("src/json/x.cpp", "json", text), [])


if __name__ == "__main__":
    unittest.main()
