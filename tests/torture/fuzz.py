"""Damages files and answers, and sees that nothing but the documented errors comes out.

    python -m tests.torture.fuzz --inputs 1000000 [--seed 1] [--one-way] [--keep FOLDER]

Seeded, plain mutation of `seeds`: the same seed gives the same inputs. Each input goes through
recognition, `read` and `parse` of both consoles, and what a sync does with the rows; answers go
through the readers of answers. What raises anything else than a StoreError is kept.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import logging
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from pathlib import Path
from random import Random

from storelink.domain.bounds import Bounds
from storelink.domain.errors import StoreError
from storelink.domain.report import Family, Grain, Partition, Period, Version
from storelink.providers import understand
from storelink.providers.app_store_connect import documents as apple_documents
from storelink.providers.app_store_connect.apple_id.said import clean
from storelink.providers.app_store_connect.reviews import _review as review_of
from storelink.providers.contract import Fetched, Part, StoreApp
from storelink.providers.google_play import documents as google_documents
from storelink.providers.google_play.reviews import of_api
from storelink.providers.json_text import plain_json
from storelink.providers.registry import providers
from storelink.warehouse.admit import admit
from tests.torture.seeds import WRAPPINGS, Seed, answers, seeds

BOUNDS = Bounds(content_bytes=4 << 20, held_bytes=1 << 20, page_bytes=1 << 20, page_values=50_000)
APPS = (StoreApp("1234567890", "A", sku="US"), StoreApp("example.app", "B"))
WORDS = (
    b'"', b'""', b"\t", b",", b"\n", b"\r", b"\0", b"\xff", b"\xef\xbb\xbf", b"\xff\xfe",
    b"\x1f\x8b", b"PK\x03\x04", b"PK\x05\x06", b"PK\x01\x02", b"{", b"[", b"}", b"]", b":", b"null",
    b"NaN", b"Infinity", b"1e999", b"1e9999999999999999999", b"-1e-400", b"0x1F", b"9" * 40,
    b"9223372036854775807", b"99999999999999999", b"1.0000001", b"9999-12-31", b"0001-01-01",
    b"13/13/2026", b"03/04/2026", b"31/12/2026", b"0/0/0000", b"Nov 31, 2026", b"Total_Rows\t1",
    b"Total_Amount\tx", b"Country Of Sale", b"Date", b"Package Name", b"Start Date",
    b"\xe2\x80\xa8", b"\xc2\x85", b"\xed\xa0\x80", b"\xf0\x9f\x98\x80", b"\\ud800", b'"rows"',
    b'"results"', b"-9223372036854775808", b"1_000", b" ", b"\x0b", b"\x1a",
)  # fmt: skip


def mutated(content: bytes, random: Random, others: tuple[Seed, ...]) -> bytes:
    """The content with a few things changed."""
    for _ in range(random.choice((1, 1, 1, 2, 3, 8))):
        content = random.choice(_MUTATIONS)(content, random, others)
    return content


def _flipped(content: bytes, random: Random, others: tuple[Seed, ...]) -> bytes:
    changed = bytearray(content or b"\0")
    for _ in range(random.choice((1, 1, 4))):
        changed[random.randrange(len(changed))] ^= 1 << random.randrange(8)
    return bytes(changed)


def _overwritten(content: bytes, random: Random, others: tuple[Seed, ...]) -> bytes:
    """Whole fields of four bytes, as headers of containers have."""
    at = random.randrange(len(content) + 1)
    wrong = random.choice((b"\0\0\0\0", b"\xff\xff\xff\xff", b"\xff\xff\xff\x7f", b"\1\0\0\0"))
    return content[:at] + wrong + content[at + 4 :]


def _inserted(content: bytes, random: Random, others: tuple[Seed, ...]) -> bytes:
    at = random.randrange(len(content) + 1)
    return content[:at] + random.choice(WORDS) + content[at:]


def _replaced(content: bytes, random: Random, others: tuple[Seed, ...]) -> bytes:
    at, length = random.randrange(len(content) + 1), random.randrange(12)
    return content[:at] + random.choice(WORDS) + content[at + length :]


def _cell_replaced(content: bytes, random: Random, others: tuple[Seed, ...]) -> bytes:
    delimiter = b"\t" if b"\t" in content else b","
    cells = content.split(delimiter)
    cells[random.randrange(len(cells))] = random.choice(WORDS)
    return delimiter.join(cells)


def _cut(content: bytes, random: Random, others: tuple[Seed, ...]) -> bytes:
    return content[: random.randrange(len(content) + 1)]


def _without(content: bytes, random: Random, others: tuple[Seed, ...]) -> bytes:
    at = random.randrange(len(content) + 1)
    return content[:at] + content[at + random.randrange(40) :]


def _repeated(content: bytes, random: Random, others: tuple[Seed, ...]) -> bytes:
    at, end = sorted(random.randrange(len(content) + 1) for _ in range(2))
    return content[:end] + content[at:end] * random.choice((1, 2, 9)) + content[end:]


def _spliced(content: bytes, random: Random, others: tuple[Seed, ...]) -> bytes:
    other = random.choice(others).content
    return content[: random.randrange(len(content) + 1)] + other[random.randrange(len(other)) :]


def _lines_mixed(content: bytes, random: Random, others: tuple[Seed, ...]) -> bytes:
    lines = content.split(b"\n")
    random.shuffle(lines)
    return b"\n".join(lines)


_MUTATIONS: tuple[Callable[[bytes, Random, tuple[Seed, ...]], bytes], ...] = (
    _flipped, _flipped, _overwritten, _inserted, _replaced, _cell_replaced, _cell_replaced, _cut,
    _without, _repeated, _spliced, _lines_mixed,
)  # fmt: skip


@dataclass
class Fuzzer:
    """Inputs, one after another, and what became of them."""

    random: Random
    folder: Path
    one_way: bool = False
    """Each input is read in one of the ways, drawn by lot, instead of in all: many more inputs."""
    outcomes: Counter[str] = field(default_factory=Counter)
    found: dict[str, bytes] = field(default_factory=dict)
    """Where something else was raised → the first input that did it."""

    def __post_init__(self) -> None:
        self._seeds = seeds(self.random)
        self._answers = answers()

    def run(self, inputs: int) -> None:
        """That many inputs."""
        for _ in range(inputs):
            if self.random.random() < 0.15:
                content = mutated(self.random.choice(self._answers), self.random, self._seeds)
                self.take(content, partial(read_answer, content))
            else:
                seed = self.random.choice(self._seeds)
                content = self._file(seed)
                self.take(content, partial(self._read_file, content, seed))

    def _file(self, seed: Seed) -> bytes:
        content = seed.content
        if self.random.random() < 0.8:
            content = mutated(content, self.random, self._seeds)
        packed = self.random.choice(WRAPPINGS)(content)
        return mutated(packed, self.random, self._seeds) if self.random.random() < 0.4 else packed

    def take(self, content: bytes, read: Callable[[], None]) -> None:
        """Read one input, and note what became of it."""
        try:
            read()
        except StoreError as error:
            if error.reason == understand.OWN_ERROR:
                self._note(error.__cause__ or error, content)
            else:
                self.outcomes["refused"] += 1
        except Exception as error:
            self._note(error, content)
        else:
            self.outcomes["read"] += 1

    def _note(self, error: BaseException, content: bytes) -> None:
        ours = [f for f in traceback.extract_tb(error.__traceback__) if "storelink" in f.filename]
        frame = (ours or traceback.extract_tb(error.__traceback__))[-1]
        place = f"{type(error).__name__} at {Path(frame.filename).name}:{frame.lineno}"
        self.outcomes["raised"] += 1
        self.found.setdefault(place, content)

    def _read_file(self, content: bytes, seed: Seed) -> None:
        """Every way of reading is gone, whatever became of the others before it."""
        refused: StoreError | None = None
        name = self.random.choice(("a.csv", f"{seed.report.key}_202611_x.csv", "S_20261120.txt"))
        steps: Iterable[Callable[[], object]] = self._steps(content, seed, name)
        if self.one_way:
            steps = [self.random.choice(list(steps))]
        for step in steps:
            try:
                step()
            except StoreError as error:
                if error.reason == understand.OWN_ERROR:
                    raise
                refused = error
        if refused is not None:
            raise refused

    def _steps(self, content: bytes, seed: Seed, name: str) -> Iterator[Callable[[], object]]:
        for console in providers():
            yield partial(understand.recognise, console, content, name, bounds=BOUNDS)
            yield partial(understand.instead, console, content, name, bounds=BOUNDS)
        yield lambda: understand.read(seed.console, seed.report, content, name, bounds=BOUNDS)
        yield lambda: self._load(content, seed, name)

    def _load(self, content: bytes, seed: Seed, name: str) -> None:
        path = self.folder / "input"
        path.write_bytes(content)
        partition = Partition(seed.report.key, "example.app", _period_of(seed))
        fetched = Fetched(partition, Version(1, date(2026, 12, 1)), (Part(name, path),))
        console = seed.console
        for batch in understand.batches(console, seed.report, fetched, APPS, bounds=BOUNDS):
            admit(seed.report, batch).validate(full=True)
            if console.reviews_in is not None:
                list(console.reviews_in(seed.report, batch))
            if console.apps_in is not None:
                list(console.apps_in(seed.report, batch))


def _period_of(seed: Seed) -> str:
    """As partitions of the report have it."""
    if seed.report.family is Family.FINANCE and seed.report.grain is Grain.ACCOUNT:
        return "2026-11/ZZ"
    if seed.report.period is Period.MONTH:
        return "2026-11"
    return "2026-11-20/ongoing" if seed.report.family is Family.ANALYTICS else "2026-11-20"


def read_answer(content: bytes) -> None:
    """As what the stores' APIs answer."""
    apple_documents.complaint_of(content)
    clean(content.decode("utf-8", "replace"))
    said = plain_json(content)
    if isinstance(said, dict):
        for review in google_documents.objects_in(said, "reviews"):
            of_api(review, "example.app")
    document = apple_documents.document_of(content, "GET /v1/apps")
    for found in document.resources:
        review_of(found, APPS[0], None)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--inputs", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--one-way", action="store_true", help="read an input in one way, not in all"
    )
    parser.add_argument("--keep", type=Path, help="folder for inputs that raise something else")
    parser.add_argument("--every", type=int, default=10_000, help="inputs between two lines")
    asked = parser.parse_args()
    logging.disable()
    began = time.process_time()
    with tempfile.TemporaryDirectory() as folder:
        fuzzer = Fuzzer(Random(asked.seed), Path(folder), one_way=asked.one_way)
        for start in range(0, asked.inputs, asked.every):
            fuzzer.run(min(asked.every, asked.inputs - start))
            _say(fuzzer, began)
            if asked.keep and fuzzer.found:
                _keep(fuzzer, asked.keep)
    return 1 if fuzzer.found else 0


def _say(fuzzer: Fuzzer, began: float) -> None:
    seconds = round(time.process_time() - began)
    found = {place: content[:200].hex() for place, content in fuzzer.found.items()}
    print(json.dumps({**fuzzer.outcomes, "cpu_seconds": seconds, "found": found}), flush=True)


def _keep(fuzzer: Fuzzer, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for content in fuzzer.found.values():
        (folder / hashlib.sha256(content).hexdigest()[:12]).write_bytes(content)


if __name__ == "__main__":
    sys.exit(main())
