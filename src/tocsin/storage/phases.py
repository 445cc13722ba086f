"""Phase timings as a few bytes: a MessagePack array, ten times as fast to make in Python as anything shorter."""

from __future__ import annotations

import msgspec

from tocsin.core.result import Phases

_NOTHING = Phases()
_ENCODER = msgspec.msgpack.Encoder()
_DECODER = msgspec.msgpack.Decoder(Phases)


def pack(phases: Phases | None) -> bytes | None:
    """None when no phase took time."""
    return None if phases is None or phases == _NOTHING else _ENCODER.encode(phases)


def unpack(packed: bytes | None) -> Phases | None:
    """Raise msgspec.DecodeError for bytes that `pack` cannot have made."""
    return None if packed is None else _DECODER.decode(packed)
