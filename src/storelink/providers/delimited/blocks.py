"""A stream of bytes as blocks of whole lines, each knowing the number of its first line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from storelink.domain.errors import NotUnderstood

BLOCK_BYTES: Final = 4 << 20
"""Large enough to keep two cores busy, small enough to hold a few."""
MAX_LINE_BYTES: Final = 4 << 20


@dataclass(frozen=True, slots=True)
class Block:
    """Whole lines, the last one ended by a line feed (but for the end of the file)."""

    content: bytes
    first_line: int

    def count_lines(self) -> int:
        """Physical lines in it."""
        count = self.content.count(b"\n")
        return count if self.content.endswith(b"\n") else count + 1


class Blocks:
    """Hands out blocks one after another; a reader in doubt can ask for more lines."""

    def __init__(self, pieces: Iterable[bytes], file: str, block_bytes: int = BLOCK_BYTES) -> None:
        self._pieces = iter(pieces)
        self._file = file
        self._block_bytes = block_bytes
        self._rest = b""
        self._given: Block | None = None
        self._next_line = 1

    def __iter__(self) -> Iterator[Block]:
        while (block := self.next()) is not None:
            yield block

    def next(self) -> Block | None:
        """The next block; None at the end of the file."""
        if self._given is not None:
            self.passed(self._given.count_lines())
        content = self._take()
        self._given = Block(content, self._next_line) if content else None
        return self._given

    def passed(self, line_count: int) -> None:
        """The block given last had so many lines: spares counting them."""
        self._next_line += line_count
        self._given = None

    def begin_at(self, block: Block, length: int, line: int) -> None:
        """Give the block again from its byte `length` on, which is the start of `line`."""
        self._rest = block.content[length:] + self._rest
        self._given = None
        self._next_line = line

    def _take(self) -> bytes:
        parts, size = [self._rest], len(self._rest)
        self._rest = b""
        for piece in self._pieces:
            size += len(piece)
            cut = piece.rfind(b"\n") + 1 if size >= self._block_bytes else 0
            if cut:
                parts.append(piece[:cut])
                self._rest = piece[cut:]
                break
            parts.append(piece)
            if size > self._block_bytes + MAX_LINE_BYTES:
                raise NotUnderstood(
                    f"has a line of more than {MAX_LINE_BYTES >> 20} MiB",
                    file=self._file,
                    line=self._next_line,
                )
        return b"".join(parts)
