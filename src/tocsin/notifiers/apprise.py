"""Reaches any of 170 further services, each by an address of Apprise's.

[Apprise](https://appriseit.com/services/) is a library that knows how to reach services, each named by an address such
as `ntfys://ntfy.example.com/alerts`, `zulip://bot@org/token/` or `mailtos://user:password@mail.example.com`. Its page
of a service says what the address is made of. Where Tocsin has a channel of its own for a service, take that: it knows
threads, acknowledgements and what a refusal means.

## What arrives
Title and text, plain, cut to what the service takes. Of several addresses each gets the message once: those that have
it are not written to again when another has to be tried again.

## What is refused
Services that act on the machine that Tocsin runs on (`dbus`, `gnome`, `macosx`, `windows`, `syslog`…), and those that
need further libraries (`mqtt`, `xmpp`, `smpp`, `growl`). Attachments, templates and keys in files do not work: every
message is sent by a process of its own, which may read no files, start nothing, and connect only to where the
operator's network policy lets it, whatever an address or an answer leads to.

## Limits
Apprise says of a failure at most which status the service answered; its own words are not kept, since they may hold
the address. Starting a process takes about half a second of one core for each message.
"""

from __future__ import annotations

import asyncio
import hashlib
import math
import os
import sys
from collections.abc import Mapping
from difflib import get_close_matches
from http import HTTPStatus
from typing import Annotated, ClassVar

import msgspec
from pydantic import Field, SecretStr, field_validator

from tocsin.core.alerting.announcement import Announcement, Purpose
from tocsin.core.alerting.concern import Severity
from tocsin.core.notifier import DeliveryFailed, Message, Notifier, NotifierConfig, Receipt, Tools
from tocsin.core.plugins import Deadline
from tocsin.core.result import Json
from tocsin.net.addressees import Addressees
from tocsin.net.apprise_errand import Errand, Report
from tocsin.net.fitting import fitted, in_one_line, readable

AT_ONCE = 2
"""Processes, of about 50 MB each."""
LONGEST_TITLE, LONGEST_BODY = 250, 30_000
SENDER = "tocsin.net.apprise_sender"
_SERVICES = """
46elks amqp amqps apprise apprises aprs atalk azure bark barks betterstack bluesky brevo bsky bulksms bulkvs burstsms
chanify clickatell clicksend cliq cm d7sms dapnet deltachat deltachats dingtalk discord dot eight00com elks emby embys
enigma2 enigma2s evolution evolutions exotel fcm feishu firehydrant flock flowtriq flowtriqs fluxer fluxers form forms
freemobile gchat github goalert goalerts gorush gorushs gotify gotifys groundmail groupme guilded gupshup hassio
hassios httpsms humhub humhubs ifttt ilert incidentio infobip irc ircs jellyfin jellyfins jira join json jsons kakao
kakaotalk kaleyra kavenegar klr kodi kodis kook kudosity kumulos lametric lametrics lark lauther lfg line mailersend
mailgun mailto mailtos mastodon mastodons matrix matrixs misskey misskeys mmost mmosts mobilemessage mobilemsg msg91
msgbird ncloud nclouds nctalk nctalks nexmo nostr notica noticas notifiarr notifico notificos notifyre ntfy ntfys o365
octopush onebot onebots onesignal opsgenie pagerduty pagertree parsep parseps pbul pinglet pinglets pingram pjet pjets
plivo postmark pover prowl psafer psafers push pushdeer pushdeers pushed pushme pushplus pushward pushy qq reddit
resend revolt ringc rocket rockets ryver schan sendgrid sendpulse serwersms ses session sessions seven sfr signal
signalgrid signals signl4 simplepush sinch slack smsc smseagle smseagles smsmanager smsmgr smstunnel smtp2go sns sogs
sparkpost spike splunk spugpush spush squadcast stackfield strmlabs synology synologys telesign telnyx tgram threema
toot toots trigv trigvs tweet twilio twist twitter vapid viber victorops voipms vonage webex wechat wecom wecombot
whapi whatsapp workflow workflows wpush wxpusher wxteams x xbmc xbmcs xmatters xml xmls youlmk zalo zcliq zohocliq
zoom zulip
"""
_REFUSED = """
blink1 dbus file gio glib gnome growl include kde macosx mqtt mqtts qt rsyslog smpp smpps syslog windows xmpp xmpps
"""
SERVICES = frozenset(_SERVICES.split())
"""Named one by one: what a newer Apprise brings is looked at before it may be used."""
REFUSED = frozenset(_REFUSED.split())
_PATIENT = frozenset({HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_EARLY, HTTPStatus.TOO_MANY_REQUESTS})
_KEPT = ("SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE", "LD_LIBRARY_PATH", "TZ")
"""Of the environment, which holds the secrets of the whole server."""


class AppriseConfig(NotifierConfig):
    urls: tuple[Annotated[SecretStr, Field(max_length=2048)], ...] = Field(
        min_length=1,
        max_length=10,
        title="Addresses",
        description="One address of Apprise's for each service that is written to.",
    )

    @field_validator("urls")
    @classmethod
    def _check_services(cls, urls: tuple[SecretStr, ...]) -> tuple[SecretStr, ...]:
        for number, url in enumerate(urls, start=1):
            if fault := _fault(url.get_secret_value()):
                raise ValueError(f"number {number} {fault}")
        if len({url.get_secret_value() for url in urls}) < len(urls):
            raise ValueError("one address stands there twice")
        return urls


class AppriseNotifier(Notifier[AppriseConfig]):
    kind = "apprise"
    title = "Apprise"
    config_type = AppriseConfig
    example: ClassVar[dict[str, Json]] = {"urls": ["ntfys://ntfy.example.com/tocsin-alerts"]}

    def __init__(self, tools: Tools) -> None:
        super().__init__(tools)
        self._addressees = Addressees()
        self._places = asyncio.Semaphore(AT_ONCE)

    @classmethod
    def recipient(cls, config: Mapping[str, Json]) -> object:
        """Each address is its own secret, which is shown to whom it names."""
        return None

    async def send(self, config: AppriseConfig, message: Message, deadline: Deadline) -> Receipt:
        urls = [url.get_secret_value() for url in config.urls]
        # By number, since an address is a secret; so a list that was changed is another list.
        named = {f"number {number} ({_service(url)})": url for number, url in enumerate(urls, start=1)}
        key = hashlib.sha256("\n".join((message.dedup_key, *urls)).encode("utf-8", "replace")).hexdigest()

        async def write(name: str) -> Receipt:
            errand = self._errand(named[name], message, deadline)
            async with self._places:
                return _receipt(_service(named[name]), await _run(errand))

        return await self._addressees.tell(key, list(named), deadline, write)

    def _errand(self, url: str, message: Message, deadline: Deadline) -> Errand:
        policy = self.tools.policy
        return Errand(
            url=url,
            title=fitted(in_one_line(message.title), LONGEST_TITLE) or "Tocsin",
            body=fitted(readable(message.body).strip(), LONGEST_BODY) or "Tocsin",
            type=_type(message.announcement),
            denied=tuple(map(str, policy.denied)),
            allowed=tuple(map(str, policy.allowed)),
            seconds=math.ceil(deadline.remaining()) + 1,
        )


async def _run(errand: Errand) -> Report:
    """The process has ended when this returns or raises."""
    try:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            *("-I", "-B", "-m", SENDER),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            env={"LANG": "C.UTF-8"} | {name: os.environ[name] for name in _KEPT if name in os.environ},
            cwd="/",
        )
    except OSError as error:
        raise DeliveryFailed(f"No process could be started: {error.strerror}", is_permanent=False) from None
    try:
        told, _ = await process.communicate(msgspec.json.encode(errand))
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    try:
        return msgspec.json.decode(told, type=Report)
    except msgspec.DecodeError:
        said = f"Apprise ended without a word, with the status {process.returncode}"
        raise DeliveryFailed(said, is_permanent=False) from None


def _receipt(service: str, report: Report) -> Receipt:
    if report.refusal:
        raise DeliveryFailed(report.refusal, is_permanent=True)
    if not report.is_understood:
        said = "Apprise does not understand this address: compare it with https://appriseit.com/services/"
        raise DeliveryFailed(said, is_permanent=True)
    if report.is_sent:
        return Receipt(f"{service} has taken it")
    if report.status is None:
        raise DeliveryFailed("The service did not answer, or did not take it and did not say why", is_permanent=False)
    is_permanent = report.status < HTTPStatus.INTERNAL_SERVER_ERROR and report.status not in _PATIENT
    raise DeliveryFailed(f"It answered {report.status}", is_permanent=is_permanent, status=report.status)


def _type(told: Announcement) -> str:
    if told.purpose is Purpose.RECOVERY:
        return "success"
    if told.purpose in {Purpose.ACKNOWLEDGED, Purpose.NOTICE, Purpose.TEST, Purpose.CANARY}:
        return "info"
    return "failure" if told.severity is Severity.CRITICAL else "warning"


def _service(url: str) -> str:
    return url.partition("://")[0].strip().lower()


def _fault(url: str) -> str:
    """What is wrong with an address, without its secrets: as far as can be said without loading Apprise."""
    service = _service(url)
    if "://" not in url or not url.isprintable():
        return "is no address of Apprise's, such as ntfys://ntfy.example.com/alerts"
    if service in REFUSED:
        return f"is refused: {service} acts on the machine that Tocsin runs on, or needs what is not there"
    if service in SERVICES:
        return ""
    similar = get_close_matches(service[:20], sorted(SERVICES), n=1)
    hint = f": is it {similar[0]}://?" if similar else ": see https://appriseit.com/services/"
    return f"names no service that Apprise knows{hint}"
