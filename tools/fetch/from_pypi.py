"""Fetches one pinned wheel from the user's Python package index and continues where a broken download stopped.

Runs inside our own environment with the pinned pip, whose finder and session it uses: the user's index, proxy, certificates and
credentials apply. `pip download` itself forgets a partial file when it is interrupted.
usage: from_pypi.py PIN_FILE DESTINATION"""

import argparse
import hashlib
import re
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from download import Download, Failed, fetch

from pip._internal.commands import create_command
from pip._internal.utils.hashes import Hashes
from pip._vendor.packaging.specifiers import SpecifierSet
from pip._vendor.requests import RequestException


def read_pin(path: Path) -> tuple[str, str, set[str]]:
    """Name, version and the sha256 hashes of a requirements file with one entry."""
    text = re.sub(r"#[^\n]*", "", path.read_text())
    name, version = re.search(r"([\w.-]+)==([\w.]+)", text).groups()
    return name, version, set(re.findall(r"--hash=sha256:([0-9a-f]{64})", text))


class PipDownload(Download):
    def __init__(self, session, url: str) -> None:
        self._session, self._url = session, url

    def open(self, offset: int):
        headers = {"Accept-Encoding": "identity"}
        if offset:
            headers["Range"] = f"bytes={offset}-"
        try:
            response = self._session.get(self._url, headers=headers, stream=True)
        except RequestException as error:
            raise Failed(str(error)) from error
        if response.status_code == 416:
            return offset, offset, iter(())  # all of it is here already
        if response.status_code not in (200, 206):
            raise Failed(f"the package index answered {response.status_code}")
        start = offset if response.status_code == 206 else 0
        return start, start + int(response.headers.get("Content-Length", 0)), self._chunks(response)

    @staticmethod
    def _chunks(response):
        try:
            yield from response.iter_content(1 << 18)
        except (RequestException, OSError) as error:
            raise Failed(str(error)) from error


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pin", type=Path)
    parser.add_argument("destination", type=Path)
    arguments = parser.parse_args()
    name, version, hashes = read_pin(arguments.pin)

    command = create_command("download")
    options, _ = command.parse_args(["--no-cache-dir", "--only-binary", ":all:", "--no-deps", "--quiet"])
    with command.main_context():
        session = command.get_default_session(options)
        finder = command._build_package_finder(options, session)
        wanted = Hashes({"sha256": sorted(hashes)})
        best = finder.find_best_candidate(name, SpecifierSet(f"=={version}"), wanted).best_candidate
        if best is None:
            raise Failed(f"the package index has no {name} {version} for this machine, or could not be reached")

        def is_intact(path: Path) -> bool:
            with path.open("rb") as file:
                return hashlib.file_digest(file, "sha256").hexdigest() in hashes

        fetch(f"{name} {version}", PipDownload(session, best.link.url_without_fragment), arguments.destination, is_intact)
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Failed as error:
        print(f"cannot fetch it: {error}", file=sys.stderr)
        sys.exit(1)
