"""From a notification to the far side: its channel's settings in clear, its words, its links."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import msgspec

from tocsin.alerting.announcing import refreshed
from tocsin.auth import configs
from tocsin.auth.response_links import ResponseLinks
from tocsin.auth.secrets import SecretBox
from tocsin.core.alerting.announcement import Announcement, Purpose
from tocsin.core.notifier import DeliveryFailed, Notifier, NotifierConfig, Receipt
from tocsin.core.plugins import Deadline
from tocsin.notifiers.email import EmailConfig
from tocsin.services.notifiers import Notifiers, say
from tocsin.storage.channels import ChannelRepository, StoredChannel
from tocsin.storage.database import Connection
from tocsin.storage.memberships import MembershipRepository
from tocsin.storage.notifications import StoredNotification
from tocsin.wording.message import render_aside

MAIL = "email"
_CAN_BE_TAKEN_ON = frozenset({Purpose.PROBLEM, Purpose.REMINDER, Purpose.WORSE, Purpose.MORE, Purpose.REFRESH})


@dataclass(frozen=True, slots=True)
class Speaker:
    """A notifier with the settings of one destination."""

    notifier: Notifier[Any]
    config: NotifierConfig
    announcement: Announcement
    title_template: str | None
    body_template: str | None
    links: Callable[[StoredNotification], tuple[str, str]]

    @property
    def kind(self) -> str:
        return self.notifier.kind

    @property
    def keeps_incidents(self) -> bool:
        """Whether the far side has to know of what somebody has taken on, too."""
        return self.notifier.follows_acknowledgement or self.notifier.resend_seconds is not None

    @property
    def resend_s(self) -> float | None:
        return self.notifier.resend_seconds

    async def say(self, notification: StoredNotification, seconds: float) -> Receipt:
        """Once. Raise DeliveryFailed."""
        url, acknowledge_url = self.links(notification)
        message = await render_aside(
            self.announcement,
            format=self.notifier.format,
            title_template=self.title_template,
            body_template=self.body_template,
            dedup_key=notification.dedup_key,
            url=url,
            acknowledge_url=acknowledge_url,
        )
        return await say(self.notifier, self.config, message, Deadline.after(seconds))


class Speakers:
    """`public_url` has no slash at its end; without one messages hold no links."""

    def __init__(self, box: SecretBox, notifiers: Notifiers, public_url: str | None, now: Callable[[], int]) -> None:
        self._box = box
        self._notifiers = notifiers
        self._public_url = public_url
        self._responses = ResponseLinks(box)
        self._now = now

    async def of(self, connection: Connection, notification: StoredNotification) -> Speaker | str:
        """A sentence instead where its destination is gone, or switched off.

        Raise DeliveryFailed when the settings of its channel cannot be used.
        """
        if notification.channel_id is None:
            return await self._mail(connection, notification)
        announcement = notification.announcement
        if notification.purpose == Purpose.REFRESH:
            announcement = await refreshed(connection, notification, self._now())
        found = await ChannelRepository(connection).get_many([notification.channel_id])
        if not found:
            return "The channel does not exist any more."
        (channel,) = found
        if not channel.fields.enabled:
            return "The channel is switched off."
        speaker = self._speaker(channel, announcement)
        if notification.purpose == Purpose.ACKNOWLEDGED and not speaker.notifier.follows_acknowledgement:
            return "Channels of this kind are not told of acknowledgements."
        return speaker

    def _speaker(self, channel: StoredChannel, announcement: Announcement) -> Speaker:
        fields = channel.fields
        try:
            notifier = self._notifiers.of(fields.kind)
            config = notifier.config_type.model_validate(configs.unseal(msgspec.json.decode(fields.config), self._box))
        except Exception as error:
            # A key or a kind that is gone, settings of another version: all of it an operator's to mend.
            said = f"The settings of the channel cannot be used: {type(error).__name__}."
            raise DeliveryFailed(said, is_permanent=True) from error
        return Speaker(notifier, config, announcement, fields.title_template, fields.body_template, self._links)

    async def _mail(self, connection: Connection, notification: StoredNotification) -> Speaker | str:
        user_id = notification.user_id or 0
        member = await MembershipRepository(connection).get(notification.workspace_id, user_id)
        if member is None or member.is_disabled:
            return "Who was to be told is no member of the workspace any more."
        config = EmailConfig(to=(member.email,))
        return Speaker(self._notifiers.of(MAIL), config, notification.announcement, None, None, self._links)

    def _links(self, notification: StoredNotification) -> tuple[str, str]:
        """Where to look at it, and where to take it on without signing in."""
        if self._public_url is None or notification.group_id is None:
            return "", ""
        token = self._responses.token(notification.workspace_id, notification.group_id, notification.id, self._now())
        link = f"{self._public_url}/respond/{token}"
        return link, link if notification.purpose in _CAN_BE_TAKEN_ON else ""
