"""A mergeable quantile sketch of latencies, so that percentiles over any range come from stored summaries.

DDSketch (Masson, Rim, Lee: "DDSketch: a fast and fully-mergeable quantile sketch with relative-error guarantees",
VLDB 2019): value v falls into bucket ceil(log_gamma v), and a quantile's estimate is within `RELATIVE_ERROR` of an
actual value of that rank.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Iterable
from itertools import accumulate

RELATIVE_ERROR = 0.01
_GAMMA = (1 + RELATIVE_ERROR) / (1 - RELATIVE_ERROR)
_PER_BUCKET = 1 / math.log(_GAMMA)
_LAST_BUCKET = math.ceil(63 * math.log(2) * _PER_BUCKET)
_LONGEST_VARINT = 9


class Sketch:
    """Counts of integers below 2**63 (microseconds) by logarithmic bucket: some 2,200 buckets at most."""

    __slots__ = ("counts",)

    def __init__(self, counts: dict[int, int] | None = None) -> None:
        self.counts = counts if counts is not None else {}

    def add(self, value: int) -> None:
        """Count one value; 0 counts as 1."""
        bucket = math.ceil(math.log(value) * _PER_BUCKET) if value > 1 else 0
        self.counts[bucket] = self.counts.get(bucket, 0) + 1

    def merge(self, other: Sketch) -> None:
        """Take in the other's counts: the same as having counted both's values in one."""
        counts = self.counts
        for bucket, number in other.counts.items():
            counts[bucket] = counts.get(bucket, 0) + number

    @property
    def count(self) -> int:
        return sum(self.counts.values())

    def quantile(self, fraction: float) -> float | None:
        """The least value that this fraction of all values does not exceed, within 1 %; None when empty."""
        return self.quantiles((fraction,))[0]

    def quantiles(self, fractions: tuple[float, ...]) -> tuple[float | None, ...]:
        """Several quantiles at the cost of one pass; `fractions` in ascending order, each within 0 and 1."""
        total = self.count
        if total == 0:
            return tuple(None for _ in fractions)
        buckets = sorted(self.counts)
        seen = list(accumulate(map(self.counts.__getitem__, buckets)))
        ranks = (min(max(1, math.ceil(fraction * total)), total) for fraction in fractions)
        return tuple(_middle(buckets[bisect_left(seen, rank)]) for rank in ranks)

    def to_bytes(self) -> bytes:
        """Varints (LEB128): per bucket in ascending order its distance from the one before, then its count."""
        out = bytearray()
        before = 0
        for bucket, number in sorted(self.counts.items()):
            _put_varint(out, bucket - before)
            _put_varint(out, number)
            before = bucket
        return bytes(out)

    @classmethod
    def from_bytes(cls, data: bytes) -> Sketch:
        """Raise ValueError for bytes that `to_bytes` cannot have made."""
        numbers = _varints(data)
        if len(numbers) % 2:
            raise ValueError("a sketch holds pairs of varints")
        distances, counts = numbers[::2], numbers[1::2]
        buckets = list(accumulate(distances))
        if 0 in counts or 0 in distances[1:] or (buckets and buckets[-1] > _LAST_BUCKET):
            raise ValueError("a sketch holds ascending buckets, none of them empty")
        return cls(dict(zip(buckets, counts, strict=True)))

    @classmethod
    def of(cls, values: Iterable[int]) -> Sketch:
        """A sketch of these values."""
        sketch = cls()
        for value in values:
            sketch.add(value)
        return sketch


def _middle(bucket: int) -> float:
    """The estimate for a bucket: at most RELATIVE_ERROR from both of its ends."""
    return float(2 * _GAMMA**bucket / (_GAMMA + 1))


def _put_varint(out: bytearray, number: int) -> None:
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    out.append(number)


def _varints(data: bytes) -> list[int]:
    numbers: list[int] = []
    number, length = 0, 0
    for position, byte in enumerate(data):
        if not length and data[position:].isascii():
            # The usual case behind the first bucket's number: every byte is a varint. A hundred times as fast.
            numbers.extend(data[position:])
            return numbers
        number |= (byte & 0x7F) << 7 * length
        length += 1
        if byte & 0x80:
            if length == _LONGEST_VARINT:
                raise ValueError("a varint is longer than any count")
        elif byte == 0 and length > 1:
            raise ValueError("a varint is longer than its number needs")
        else:
            numbers.append(number)
            number, length = 0, 0
    if length:
        raise ValueError("the last varint is cut off")
    return numbers
