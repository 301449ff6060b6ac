#!/usr/bin/env python3
"""The request bodies of the bench: the same bytes in every run, with the key order of the official OpenAI SDKs
(messages first, then model, then options), because that order decides how early a server can know the model.

A  about 1 KB        B  A, streaming with usage
C  about 60 KB       CS C, streaming with usage
D  about 1.5 MB, one base64 image   DS D, streaming with usage
"""
import base64
import json
import random
import sys
from pathlib import Path

WORDS = """\
a able about above after again all also always and another answer any are around as ask at away back be because been before began
below between both bring build but by call can change city close cold come could country course cover day did different do does
door down draw each early earth east eat end enough even every example eye face family far father feel few field find fire first
five follow food foot form found four from full gave get give go good great green ground group grow had half hand hard has have he
head hear help her here high him his hold home horse hour house how idea if important in into is it its just keep kind king knew
know land language large last late learn leave left letter life light like line list listen little live long look made main make
man many map mark may me mean measure men might mile moon more morning most mother mountain move much music must my name near need
never new next night no north not note nothing notice now number of off often old on once one only open or order other our out
over own page paper part pass people perhaps person picture piece place plan plant play point press problem pull put question
quick rain ran reach read real red remember rest right river road rock room round rule run said same saw say school science sea
second see seem sentence set seven several she ship short should show side simple since sing size sleep slow small snow so some
song soon sound south space spell stand star start state stay step still stop story street strong study such sun sure table take
talk teach tell ten than that the their them then there these they thing think this those though thought thousand three through
time to together told too took top toward town travel tree true try turn two under unit until up us use very voice vowel wait walk
want war warm was watch water way we week well went were west what wheel when where which while white who whole why will wind with
wonder wood word work world would write year yes yet you young your
""".split()

OPTIONS = {
    "model": "gpt-4o-mini", "temperature": 0.7, "top_p": 0.95, "max_tokens": 512, "presence_penalty": 0.1, "frequency_penalty": 0,
    "user": "user-4711", "stop": ["###", "END"], "n": 1,
}
STREAMING = {"stream": True, "stream_options": {"include_usage": True}}


def prose(rng: random.Random, length: int) -> str:
    """Words with the quotes, line ends and accents that make JSON strings cost something."""
    words, size = [], 0
    while size < length:
        word = rng.choice(WORDS)
        chance = rng.random()
        if chance < 0.06:
            word = f'"{word}"'
        elif chance < 0.10:
            word += "\n"
        elif chance < 0.11:
            word += " caf\u00e9"
        words.append(word)
        size += len(word) + 1
    return " ".join(words)[:length]


def message(role: str, content) -> dict:
    return {"role": role, "content": content}


def make_bodies() -> dict[str, bytes]:
    rng = random.Random(20251)
    system = message("system", prose(rng, 320))
    small = [system, message("user", prose(rng, 250)), message("assistant", prose(rng, 110)), message("user", prose(rng, 120))]
    long = [system]
    for _ in range(24):
        long += [message("user", prose(rng, 880)), message("assistant", prose(rng, 1430))]
    long.append(message("user", prose(rng, 400)))
    image = "data:image/png;base64," + base64.b64encode(rng.randbytes(1_125_000)).decode()
    parts = [{"type": "text", "text": prose(rng, 200)}, {"type": "image_url", "image_url": {"url": image, "detail": "high"}}]
    seen = [system, message("user", parts)]
    plain = {"stream": False}
    requests = {
        "A": (small, plain), "B": (small, STREAMING), "C": (long, plain), "CS": (long, STREAMING),
        "D": (seen, plain), "DS": (seen, STREAMING),
    }
    return {name: dump({"messages": messages, **OPTIONS, **rest}) for name, (messages, rest) in requests.items()}


def dump(value) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def write_bodies(directory: Path) -> dict[str, Path]:
    files = {}
    for name, body in make_bodies().items():
        files[name] = directory / f"body-{name}.json"
        files[name].write_bytes(body)
    return files


if __name__ == "__main__":
    for written in write_bodies(Path(sys.argv[1] if len(sys.argv) > 1 else ".")).values():
        print(written, written.stat().st_size)
