"""Doubt ourselves first: is it the targets that fail, or the place from which we look?

While unrelated targets that were well begin to fail together with failures that our own network would cause as well,
the region is suspect, and no monitor goes down on its word.
"""

from __future__ import annotations

from ipaddress import IPv4Address, ip_address

WINDOW_MS = 30_000
MIN_FAILING = 3
SUSPECT_SHARE = 0.5
TRUSTED_SHARE = 0.35
MEMORY_WHILE_SUSPECT_MS = 600_000
MOST_TARGETS = 20_000
SHARED_LABELS = frozenset({"ac", "co", "com", "edu", "go", "gov", "ne", "net", "or", "org"})
"""Below a country's domain these are everybody's: example.co.uk is related to no other name in co.uk."""


class RegionDoubt:
    """What was heard of unrelated targets from one region within the window. Nothing is kept while all is well."""

    def __init__(self) -> None:
        self.is_suspect = False
        self.suspect_since: int | None = None
        self._heard: dict[str, tuple[int, bool]] = {}

    @property
    def is_watching(self) -> bool:
        """Something has failed lately, or is still held against the region, so that good results count too."""
        return bool(self._heard) or self.is_suspect

    def hear(self, target: str, at: int, *, is_failure: bool) -> None:
        """Note one result: a good one, or a fresh failure of the network class of a target that was well.

        Of related targets the newest result counts.
        """
        group = relation(target)
        known = self._heard.get(group)
        if known is None:
            if len(self._heard) >= MOST_TARGETS:
                return
        elif at < known[0]:
            return
        self._heard[group] = (at, is_failure)

    def judge(self, now: int) -> bool:
        """Forget what is old, decide anew, and say whether the decision changed.

        `now` is the time of the newest results, however late they are judged. A suspect region is trusted again only
        on good news; hearing nothing is none.
        """
        was_suspect = self.is_suspect
        memory = MEMORY_WHILE_SUSPECT_MS if was_suspect else WINDOW_MS
        self._heard = {group: heard for group, heard in self._heard.items() if abs(now - heard[0]) <= memory}
        failing = sum(is_failure for _, is_failure in self._heard.values())
        heard = len(self._heard)
        if was_suspect:
            has_good_news = failing < heard and failing <= TRUSTED_SHARE * heard
            self.is_suspect = not has_good_news
        else:
            self.is_suspect = failing >= MIN_FAILING and failing >= SUSPECT_SHARE * heard
        if not failing and not self.is_suspect:
            self._heard.clear()
        if self.is_suspect != was_suspect:
            self.suspect_since = now if self.is_suspect else None
        return self.is_suspect != was_suspect

    def account(self) -> str:
        """What the decision rests on, as a sentence's part."""
        failing = sum(is_failure for _, is_failure in self._heard.values())
        return f"{failing} of {len(self._heard)} unrelated targets failed together"


def relation(target: str) -> str:
    """What a target shares its fate with: its /24 or /48 network, or the domain that its name is in."""
    host = target.rsplit("]", 1)[0].lstrip("[") if target.startswith("[") else target
    if host.count(":") == 1:
        host = host.split(":", 1)[0]
    try:
        address = ip_address(host)
    except ValueError:
        labels = host.rstrip(".").lower().split(".")
        is_shared = len(labels[-1]) == 2 and labels[-2:-1] and labels[-2] in SHARED_LABELS
        return ".".join(labels[-3 if is_shared else -2 :])
    width = 8 if isinstance(address, IPv4Address) else 80
    return f"{address.version}/{int(address) >> width:x}"
