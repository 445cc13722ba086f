"""An issuer's public keys (RFC 7517). Keys that cannot sign an ID token for us are left out, not complained about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from joserfc.errors import JoseError
from joserfc.jwk import ECKey, KeySet, RSAKey

from tocsin.core.result import Json

MOST_KEYS = 100
SHORTEST_MODULUS = 342
"""Characters of base64 for 2,048 bits. Shorter ones can be factored."""
LONGEST_MODULUS = 1400
"""For 8,192 bits. A longer one only takes long to use."""
_CURVES = frozenset({"P-256", "P-384", "P-521"})
_PUBLIC = ("kty", "kid", "alg", "n", "e", "crv", "x", "y")


def key_set(listed: Iterable[Mapping[str, Json]]) -> KeySet:
    """The keys among those listed that may verify an ID token; there may be none."""
    return KeySet([key for one in list(listed)[:MOST_KEYS] for key in _usable(one)])


def _usable(listed: Mapping[str, Json]) -> Iterator[RSAKey | ECKey]:
    public: dict[str, str | list[str]] = {name: value for name in _PUBLIC if isinstance(value := listed.get(name), str)}
    if listed.get("use", "sig") != "sig":
        return
    try:
        if public.get("kty") == "RSA" and SHORTEST_MODULUS <= len(public.get("n", "")) <= LONGEST_MODULUS:
            yield RSAKey.import_key(public)
        elif public.get("kty") == "EC" and public.get("crv") in _CURVES:
            yield ECKey.import_key(public)
    except (JoseError, ValueError):
        return
