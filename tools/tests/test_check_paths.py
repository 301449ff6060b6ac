import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import check_paths

HOME = "/" + "home/someone/"
SUPERUSER = "/" + "root/.cache"


class Paths(unittest.TestCase):
    def test_home_folders_are_found_with_their_line(self):
        (finding,) = check_paths.check_text("x.md", f"first\nsee {HOME}notes\n", [])
        self.assertEqual(finding.line, 2)
        self.assertEqual(len(check_paths.check_text("x.md", f"see {SUPERUSER}\n", [])), 1)

    def test_the_checkout_itself_is_found(self):
        self.assertEqual(len(check_paths.check_text("x.md", "in /srv/checkout/build\n", ["/srv/checkout/"])), 1)

    def test_urls_variables_and_system_folders_pass(self):
        text = f"$HOME/x ${{root}}/root/x /usr/bin/env https://example.com{HOME} build/home/x /etc/passwd\n"
        self.assertEqual(check_paths.check_text("x.md", text, ["/srv/checkout/"]), [])

    def test_a_lock_file_names_no_registry(self):
        line = '"resolved": "https://registry.example/x.tgz"\n'
        self.assertEqual(len(check_paths.check_text("ui/package-lock.json", line, [])), 1)
        self.assertEqual(check_paths.check_text("notes.json", line, []), [])


if __name__ == "__main__":
    unittest.main()
