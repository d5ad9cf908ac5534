"""A stream of bytes as blocks of whole lines, each knowing the number of its first line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from storelink.domain.bounds import DEFAULT_BOUNDS, Bounds
from storelink.domain.errors import NotUnderstood

BLOCK_BYTES: Final = 4 << 20
"""Large enough to keep two cores busy, small enough to hold a few."""
BLOCK_CELLS: Final = 3_000_000
_FIRST_BYTES: Final = 64 << 10
_BLOCK_LINES: Final = 150_000
"""Lines of a few bytes each would make tables far larger than the block."""


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

    def __init__(
        self,
        pieces: Iterable[bytes],
        file: str,
        block_bytes: int = BLOCK_BYTES,
        bounds: Bounds = DEFAULT_BOUNDS,
    ) -> None:
        self._pieces = iter(pieces)
        self._file = file
        self._block_bytes = block_bytes
        self._bounds = bounds
        self._block_lines = _BLOCK_LINES
        self._next_bytes = block_bytes
        self._rest = b""
        self._given: Block | None = None
        self._next_line = 1

    def __iter__(self) -> Iterator[Block]:
        while (block := self.next()) is not None:
            yield block

    def for_columns(self, count: int) -> None:
        """Blocks to come have few enough lines that tables of so many columns stay small."""
        self._block_lines = min(_BLOCK_LINES, max(1000, BLOCK_CELLS // max(count, 1)))

    def next(self) -> Block | None:
        """The next block; None at the end of the file."""
        if self._given is not None:
            self.passed(self._given.count_lines())
        content = self._few_lines(self._take())
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

    def begin_after(self, line: int) -> None:
        """Give what follows `line`, a line of the block that was given last."""
        block = self._given
        assert block is not None  # noqa: S101 - the line comes from it
        # Another such line may follow soon: what is looked at until then is looked at again.
        self._next_bytes = min(self._block_bytes, _FIRST_BYTES)
        self.begin_at(block, _end_of(block.content, line - block.first_line + 1), line + 1)

    def _few_lines(self, content: bytes) -> bytes:
        if content.count(b"\n") <= self._block_lines:
            return content
        end = _end_of(content, self._block_lines)
        self._rest = content[end:] + self._rest
        return content[:end]

    def _take(self) -> bytes:
        size, self._next_bytes = self._next_bytes, min(2 * self._next_bytes, self._block_bytes)
        if len(self._rest) >= size:
            cut = self._rest.rfind(b"\n", 0, size) + 1 or self._rest.find(b"\n") + 1
            if cut:
                content, self._rest = self._rest[:cut], self._rest[cut:]
                return content
        parts, size = [self._rest], len(self._rest)
        open_bytes = size - self._rest.rfind(b"\n") - 1
        self._rest = b""
        for piece in self._pieces:
            open_bytes = self._measured(piece, open_bytes)
            size += len(piece)
            cut = piece.rfind(b"\n") + 1 if size >= self._block_bytes else 0
            if cut:
                parts.append(piece[:cut])
                self._rest = piece[cut:]
                break
            parts.append(piece)
        return b"".join(parts)

    def _measured(self, piece: bytes, open_bytes: int) -> int:
        """How many bytes the last line of the piece has so far; `open_bytes` stand before it."""
        first = piece.find(b"\n")
        if open_bytes + (first if first >= 0 else len(piece)) > self._bounds.line_bytes:
            raise NotUnderstood(
                f"has a line of more than {self._bounds.line_bytes >> 10:,} KiB. "
                "STORELINK_FILE_LINE_KIB allows more",
                file=self._file,
                line=self._next_line,
            )
        return len(piece) - piece.rfind(b"\n") - 1 if first >= 0 else open_bytes + len(piece)


def _end_of(content: bytes, count: int) -> int:
    """Where so many lines end."""
    at = 0
    for _ in range(count):
        at = content.find(b"\n", at) + 1
        if not at:
            return len(content)
    return at
