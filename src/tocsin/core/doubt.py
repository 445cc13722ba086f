"""Doubt ourselves first: is it the targets that fail, or the place from which we look?

While unrelated targets that were well begin to fail together with failures that our own network would cause as well,
the region is suspect, and no monitor goes down on its word.
"""

from __future__ import annotations

from enum import StrEnum
from functools import lru_cache
from ipaddress import IPv4Address, ip_address

from tocsin.core.netpolicy import PRIVATE


class Part(StrEnum):
    """What looking from a region rests on, each doubted by those targets alone that need it."""

    LOCAL = "local network"
    """For targets on this side of the uplink."""
    UPLINK = "uplink"
    NAMES = "name servers"
    CERTIFICATES = "clock, or trust in certificates"


WINDOW_MS = 30_000
MIN_FAILING = 3
SUSPECT_SHARE = 0.5
TRUSTED_SHARE = 0.35
MEMORY_WHILE_SUSPECT_MS = 600_000
SETTLED_MS = 300_000
SETTLED_SHARE = 0.25
SETTLED_GOOD = 2
"""Who has reached so many of the others for so long is not offline: what still fails, fails by itself."""
MOST_TARGETS = 20_000
SHARED_LABELS = frozenset({"ac", "co", "com", "edu", "go", "gov", "ne", "net", "or", "org"})
"""Below a country's domain these are everybody's: example.co.uk is related to no other name in co.uk."""
LOCAL_DOMAINS = frozenset({"corp", "home", "internal", "intranet", "lan", "local", "localdomain", "localhost"})


class RegionDoubt:
    """What was heard of unrelated targets from one region within the window. Nothing is kept while all is well."""

    def __init__(self) -> None:
        self.is_suspect = False
        self.suspect_since: int | None = None
        self._heard: dict[str, tuple[int, bool]] = {}
        self._theirs: frozenset[str] = frozenset()
        self._theirs_until = 0

    @property
    def is_watching(self) -> bool:
        """Something has failed lately, or is still held against the region, so that good results count too."""
        return bool(self._heard) or self.is_suspect

    def hear(self, target: str, at: int, *, is_failure: bool) -> None:
        """Note one result: a good one, or a fresh failure of the network class of a target that was well.

        Of related targets the newest result counts.
        """
        group = relation(target)
        if is_failure and group in self._theirs and at < self._theirs_until:
            return
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
        on good news; hearing nothing is none. Targets that went on failing while others answered are not held against
        it once more.
        """
        was_suspect = self.is_suspect
        memory = MEMORY_WHILE_SUSPECT_MS if was_suspect else WINDOW_MS
        self._heard = {group: heard for group, heard in self._heard.items() if abs(now - heard[0]) <= memory}
        failing = sum(is_failure for _, is_failure in self._heard.values())
        heard = len(self._heard)
        if was_suspect:
            if self.suspect_since is None or now < self.suspect_since:
                self.suspect_since = now
            good = heard - failing
            has_good_news = good > 0 and failing <= TRUSTED_SHARE * heard
            is_settled = good >= max(SETTLED_GOOD, SETTLED_SHARE * heard) and now - self.suspect_since >= SETTLED_MS
            self.is_suspect = not (has_good_news or is_settled)
            if not self.is_suspect:
                self._hand_back(now)
        else:
            self.is_suspect = failing >= MIN_FAILING and failing >= SUSPECT_SHARE * heard
        if not failing and not self.is_suspect:
            self._heard.clear()
        if self.is_suspect != was_suspect:
            self.suspect_since = now if self.is_suspect else None
        return self.is_suspect != was_suspect

    def _hand_back(self, now: int) -> None:
        """What fails although the region is trusted is the targets' own trouble, and has time to be concluded."""
        self._theirs = frozenset(group for group, (_, is_failure) in self._heard.items() if is_failure)
        self._theirs_until = now + MEMORY_WHILE_SUSPECT_MS
        self._heard = {group: heard for group, heard in self._heard.items() if group not in self._theirs}

    def account(self) -> str:
        """What the decision rests on, as a sentence's part."""
        failing = sum(is_failure for _, is_failure in self._heard.values())
        return f"{failing} of {len(self._heard)} unrelated targets failed together"


@lru_cache(maxsize=MOST_TARGETS)
def relation(target: str) -> str:
    """What a target shares its fate with: its /24 or /48 network, or the domain that its name is in.

    Names without a dot are all of one domain: this machine's own.
    """
    host = _host(target)
    try:
        address = ip_address(host)
    except ValueError:
        labels = host.rstrip(".").lower().split(".")
        if len(labels) == 1:
            return "."
        is_shared = len(labels[-1]) == 2 and labels[-2] in SHARED_LABELS
        return ".".join(labels[-3 if is_shared else -2 :])
    width = 8 if isinstance(address, IPv4Address) else 80
    return f"{address.version}/{int(address) >> width:x}"


@lru_cache(maxsize=MOST_TARGETS)
def is_local(target: str) -> bool:
    """Whether a target lies on this side of the uplink, as far as can be told from how it is written."""
    host = _host(target)
    try:
        address = ip_address(host)
    except ValueError:
        labels = host.rstrip(".").lower().split(".")
        return len(labels) == 1 or labels[-1] in LOCAL_DOMAINS or labels[-2:] == ["home", "arpa"]
    return any(address in network for network in PRIVATE if network.version == address.version)


@lru_cache(maxsize=MOST_TARGETS)
def parts_of(target: str) -> frozenset[Part]:
    """What a look at this target rests on."""
    host = _host(target)
    try:
        ip_address(host)
    except ValueError:
        is_looked_up = "." in host.rstrip(".")
    else:
        is_looked_up = False
    needed = {Part.CERTIFICATES, Part.LOCAL if is_local(target) else Part.UPLINK}
    return frozenset(needed | {Part.NAMES} if is_looked_up else needed)


def _host(target: str) -> str:
    host = target.rsplit("]", 1)[0].lstrip("[") if target.startswith("[") else target
    return host.split(":", 1)[0] if host.count(":") == 1 else host
