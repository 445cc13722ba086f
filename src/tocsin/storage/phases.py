"""Phase timings as a few bytes: varints (LEB128) of all phases but the last, which is the rest of the latency."""

from __future__ import annotations

from tocsin.core.result import Phases


def pack(phases: Phases | None) -> bytes | None:
    """None when nothing but the transfer took time: then there is nothing that the latency does not say."""
    if phases is None:
        return None
    out = bytearray()
    for number in (phases.dns, phases.connect, phases.tls, phases.first_byte):
        while number > 0x7F:
            out.append(number & 0x7F | 0x80)
            number >>= 7
        out.append(number)
    return bytes(out) if any(out) else None


def unpack(packed: bytes | None, latency_us: int | None) -> Phases | None:
    """Raise ValueError for bytes that `pack` cannot have made."""
    if packed is None:
        return None
    numbers: list[int] = []
    number, shift = 0, 0
    for byte in packed:
        number |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            numbers.append(number)
            number, shift = 0, 0
    dns, connect, tls, first_byte = numbers
    return Phases(dns, connect, tls, first_byte, max(0, (latency_us or 0) - sum(numbers)))
