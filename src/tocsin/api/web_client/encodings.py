"""Which of a file's forms a client takes (RFC 9110 §12.5.3)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

IDENTITY = "identity"


def chosen(accepted: Iterable[str], offered: Sequence[str]) -> str:
    """The first of `offered` that the values of `Accept-Encoding` allow; the plain form where they allow none."""
    weights = _weights(",".join(accepted))
    others = weights.get("*", 0.0)
    return next((one for one in offered if weights.get(one, others) > 0), IDENTITY)


def _weights(text: str) -> dict[str, float]:
    weights = {}
    for part in text.split(","):
        name, _, parameter = part.partition(";")
        weights[name.strip().lower()] = _weight(parameter)
    return weights


def _weight(parameter: str) -> float:
    """Of `q=0.5`; what cannot be read is as good as nothing said."""
    name, _, value = parameter.partition("=")
    try:
        return float(value) if name.strip().lower() == "q" else 1.0
    except ValueError:
        return 1.0
