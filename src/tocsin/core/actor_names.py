"""Who did something, in words: records say `user:ada@example.com`, sentences say it as people do."""

from __future__ import annotations

_SPOKEN = {
    "user": "{}",
    "key": "the API key {}",
    "link": "somebody with the link sent to {}",
}


def spoken(actor: str) -> str:
    """For the middle of a sentence. What is no such name is said as it is."""
    way, _, name = actor.partition(":")
    return _SPOKEN[way].format(name) if name and way in _SPOKEN else actor
