"""Every setting of a server, typed and described where it is declared; the reference page is generated from here.

Read by `cli` and `api.app` alone: everything below is given values. A setting comes from an environment variable
(`TOCSIN_` and its name in capitals), else from the TOML file, else from its default.
"""

from __future__ import annotations

import ipaddress
import os
import re
import tomllib
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, ValidationInfo, WithJsonSchema, field_validator
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, InitSettingsSource, NoDecode, PydanticBaseSettingsSource, SettingsConfigDict

from tocsin.auth.oauth.addresses import is_loopback_address
from tocsin.auth.oauth.provider import GITHUB_URL, GOOGLE_ISSUER, Provider
from tocsin.core.accounts import DAY_MS, AccountPolicy, SignUp
from tocsin.core.netpolicy import Network, NetworkPolicy
from tocsin.mail.server import Security, is_overheard
from tocsin.setting_faults import expectation, shown
from tocsin.setting_mail import CaFile, MailServer, Sender
from tocsin.setting_providers import OidcIssuer, github, google, issuers, oidc, trusted

PREFIX = "TOCSIN_"
CONFIG_FILE_VARIABLE = "TOCSIN_CONFIG_FILE"
DEFAULT_CONFIG_FILE = "tocsin.toml"
SHORTEST_SECRET_KEY = 32

CLIENT_VARIABLES = {
    "TOCSIN_URL": "Where the server answers, for the client commands (default http://127.0.0.1:8000).",
    "TOCSIN_API_KEY": "The API key that the client commands present.",
    "TOCSIN_TIMEOUT": "Seconds that a client command waits for an answer (default 30).",
    "TOCSIN_PING_URL": "The ping key or address of `tocsin exec` and `tocsin ping`, and of the job that `exec` runs.",
    "TOCSIN_RUN_ID": "The run that a `tocsin ping` belongs to; `tocsin exec` sets it for its job.",
    CONFIG_FILE_VARIABLE: f"The TOML file to read settings from (default ./{DEFAULT_CONFIG_FILE}, when it exists).",
}
"""Variables with our prefix that are no settings of a server."""

_DATABASE_URL = re.compile(r"sqlite(\+aiosqlite)?:///(?!:memory:).|postgres(ql)?(\+asyncpg)?://.")
_REDIS_URL = re.compile(r"rediss?://[^\s/?#]+(/\d{0,4})?")

Networks = Annotated[tuple[Network, ...], NoDecode]
Issuers = Annotated[tuple[OidcIssuer, ...], NoDecode, WithJsonSchema({"type": "array", "items": {"type": "object"}})]


class LogLevel(StrEnum):
    """The least severe line that is written."""

    DEBUG = "debug"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


class LogFormat(StrEnum):
    """How a log line looks."""

    AUTO = "auto"
    CONSOLE = "console"
    JSON = "json"


class Settings(BaseSettings):
    """The settings of a server process."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_ignore_empty=True, extra="ignore", frozen=True, hide_input_in_errors=True
    )

    host: str = Field(
        default="127.0.0.1",
        min_length=1,
        description="Address to listen on. Anything but a loopback address lets other machines reach the API over "
        "plain HTTP: put a reverse proxy with TLS in front.",
    )
    port: int = Field(default=8000, ge=0, le=65535, description="TCP port to listen on; 0 takes any free one.")
    data_dir: Path = Field(
        default=Path("data"), description="Folder for the database, the key file and the lock; created when missing."
    )
    database_url: SecretStr | None = Field(
        default=None,
        description="`sqlite:///path` or `postgresql://user:password@host/name`. Default: `tocsin.db` in the data "
        "directory.",
    )
    database_timeout_seconds: float = Field(
        default=30.0, ge=1, le=600, description="Longest time that one database statement may take."
    )
    database_pool_size: int = Field(
        default=8,
        ge=2,
        le=100,
        description="Connections kept to PostgreSQL; with SQLite, the number of readers is fixed.",
    )

    bootstrap_api_key: SecretStr | None = Field(
        default=None,
        min_length=16,
        max_length=256,
        description="Fixes the first API key (16 characters or more). Without it, one is generated at the first start "
        "and printed once.",
    )
    secret_key: SecretStr | None = Field(
        default=None,
        min_length=SHORTEST_SECRET_KEY,
        description="Encrypts credentials at rest: 32 characters or more. To change it, put the new one first and keep "
        "the old ones behind it, separated by commas. Default: the key file.",
    )
    secret_key_file: Path | None = Field(
        default=None,
        description="File that holds the key in place of `TOCSIN_SECRET_KEY`. Default: `secret.key` in the data "
        "directory, created with mode 0600 at the first start.",
    )
    sign_up: SignUp = Field(
        default=SignUp.INVITATION,
        description="Who may get an account: `closed`, whom the operator makes one for (`tocsin user create`); "
        "`invitation`, also who is invited into a workspace; `open`, everybody with an e-mail address, by mail.",
    )
    session_idle_days: float = Field(
        default=30, ge=0.01, le=365, description="Days without a visit after which a session ends."
    )
    session_days: float = Field(
        default=90, ge=0.01, le=3650, description="Days after which a session ends, used or not."
    )
    workspaces_per_user: int = Field(
        default=5, ge=0, le=1000, description="Workspaces that one user may own; 0 lets nobody make one."
    )
    deleted_workspace_days: int = Field(
        default=7, ge=0, le=365, description="Days for which a deleted workspace can be restored."
    )
    retention_audit_days: int = Field(
        default=1095, ge=1, le=36_500, description="Days that entries of the audit trail are kept."
    )
    trusted_proxies: Networks = Field(
        default=(ipaddress.ip_network("127.0.0.0/8"), ipaddress.ip_network("::1/128")),
        validate_default=False,
        description="Networks of the reverse proxies whose `X-Forwarded-For` and `X-Forwarded-Proto` are believed, as "
        "CIDR, separated by commas: only through them is the client's own address known. A comma alone trusts none.",
    )
    metrics_open: bool = Field(
        default=False, description="Serve `/metrics` without an API key. It shows the name of every monitor."
    )
    compat_monitors_open_public: bool = Field(
        default=False,
        description="Confirms `TOCSIN_COMPAT_MONITORS_OPEN` where `TOCSIN_HOST` lets other machines in.",
    )
    compat_monitors_open: bool = Field(
        default=False,
        description="Let clients of the monitors API (`/api/v1/monitor`, and nothing else) in without an API key. They "
        "make monitors, and post and read states, in the first workspace.",
    )
    public_url: str | None = Field(
        default=None,
        pattern=r"^https?://[^\s/?#@]+(/[^\s?#]*)?$",
        description="Where others reach this server, such as `https://tocsin.example.com`: what shown addresses begin "
        "with. Default: the address that the request at hand came to.",
    )
    ping_host: str | None = Field(
        default=None,
        pattern=r"^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?$",
        description="Host name, such as `ping.example.com`, under which `/<key>` is pinged as `/ping/<key>` is.",
    )
    ping_body_limit: int = Field(
        default=10_000, ge=0, le=1_048_576, description="How many of a ping's first bytes are kept."
    )
    ping_rate: float = Field(
        default=20.0,
        ge=0.1,
        le=100_000,
        description="Pings a second that one monitor may get, five seconds' worth of them at once; its log pings are "
        "counted apart.",
    )
    ping_create_limit: int = Field(
        default=1000,
        ge=0,
        le=100_000,
        description="Pings with `?create=1` make no more monitors once the workspace has so many that are pushed to.",
    )
    max_body_bytes: int = Field(
        default=1_048_576, ge=1024, le=104_857_600, description="Largest request body that the API takes, in bytes."
    )
    max_apply_body_bytes: int = Field(
        default=33_554_432,
        ge=1024,
        le=1_073_741_824,
        description="Largest body of `POST /api/v1/apply`, which carries a whole file of monitors, in bytes.",
    )

    google_client_secret: SecretStr | None = Field(
        default=None, max_length=4096, description="The secret that belongs to `TOCSIN_GOOGLE_CLIENT_ID`."
    )
    google_client_id: str | None = Field(
        default=None,
        max_length=500,
        validate_default=True,
        description="Lets people sign in with Google. Register the redirect address "
        "`<public URL>/api/v1/oauth/google/callback` there, and set `TOCSIN_PUBLIC_URL`.",
    )
    github_client_secret: SecretStr | None = Field(
        default=None, max_length=4096, description="The secret that belongs to `TOCSIN_GITHUB_CLIENT_ID`."
    )
    github_url: str = Field(
        default=GITHUB_URL,
        description="Address of the GitHub Enterprise Server to sign in with, in place of github.com.",
    )
    github_api_url: str | None = Field(
        default=None,
        description="Where the API of that GitHub answers. Default: `https://api.github.com`, or `/api/v3` below "
        "`TOCSIN_GITHUB_URL`.",
    )
    github_client_id: str | None = Field(
        default=None,
        max_length=500,
        validate_default=True,
        description="Lets people sign in with GitHub. Register the redirect address "
        "`<public URL>/api/v1/oauth/github/callback` there, and set `TOCSIN_PUBLIC_URL`.",
    )
    oidc: Issuers = Field(
        default=(),
        repr=False,
        description="OpenID Connect issuers to sign in with: a list of `{id, name, issuer, client_id, client_secret, "
        "scopes}`, as JSON or as tables `[[oidc]]` of the file. `issuer` is exactly what the issuer calls itself; "
        "`scopes` is `openid email profile` by default. Register `<public URL>/api/v1/oauth/<id>/callback` there.",
    )

    mail_from: Sender | None = Field(
        default=None,
        description="Address that mail comes from, such as `tocsin@example.com`. Needed with `TOCSIN_SMTP_HOST`.",
    )
    smtp_security: Security = Field(
        default=Security.STARTTLS,
        description="`starttls` (the connection must become TLS before anything is said), `tls` (from its first byte) "
        "or `none` (in clear: no password is sent so, except to this machine itself).",
    )
    smtp_host: MailServer | None = Field(
        default=None,
        description="Mail server to hand mail to, such as `smtp.example.com`. Without it and without "
        "`TOCSIN_MAIL_FOLDER` nobody can sign up, reset a password or be invited by mail.",
    )
    smtp_port: int = Field(
        default=0,
        ge=0,
        le=65535,
        description="The mail server's port; 0 is the usual one: 587 for `starttls`, 465 for `tls`, 25 for `none`.",
    )
    smtp_password: SecretStr | None = Field(
        default=None, min_length=1, max_length=1024, description="The password that belongs to `TOCSIN_SMTP_USER`."
    )
    smtp_user: str | None = Field(
        default=None,
        min_length=1,
        max_length=320,
        validate_default=True,
        description="Name to sign in to the mail server with, where it asks for one.",
    )
    smtp_ca_file: CaFile | None = Field(
        default=None,
        description="File of the authorities (PEM) that vouch for the mail server, in place of the system's.",
    )
    mail_folder: Path | None = Field(
        default=None,
        description="For development: write each mail into this folder, as a file that its owner alone may read, and "
        "send it to nobody. Not with `TOCSIN_SMTP_HOST`.",
    )

    redis_url: SecretStr | None = Field(
        default=None,
        description="`redis://user:password@host:6379/0`, or `rediss://` for TLS: where several processes count "
        "together what is limited. Without it, and while it does not answer, each process counts by itself.",
    )
    api_rate: float = Field(
        default=100.0,
        ge=0,
        le=100_000,
        description="Requests a second of one API key or session, ten seconds' worth of them at once; 0 for no limit.",
    )

    log_level: LogLevel = Field(default=LogLevel.INFO, description="The least severe line that is written.")
    log_format: LogFormat = Field(
        default=LogFormat.AUTO,
        description="`console` for people, `json` for machines, `auto` by whether a terminal reads.",
    )

    region: str = Field(
        default="local",
        pattern=r"^[a-z0-9][a-z0-9-]{0,62}$",
        description="Name of the region that this server's own runner looks from.",
    )
    runner_concurrency: int = Field(
        default=2000, ge=1, le=20_000, description="Checks that one runner has in flight at most."
    )
    deny_private_addresses: bool = Field(
        default=False,
        description="Refuse to check loopback, link-local and private addresses. Cloud metadata services are refused "
        "in any case, unless allowed below.",
    )
    denied_networks: Networks = Field(
        default=(), description="Networks that are never connected to, as CIDR, separated by commas."
    )
    allowed_networks: Networks = Field(
        default=(), description="Networks that may be connected to although a rule above denies them, as CIDR."
    )

    ingest_batch_size: int = Field(
        default=2000, ge=1, le=50_000, description="Most results that are committed in one transaction."
    )
    ingest_linger_ms: int = Field(
        default=50, ge=0, le=5000, description="How long a result may wait for others to share its transaction, in ms."
    )

    retention_raw_days: int = Field(default=14, ge=1, le=3650, description="Days that single results are kept.")
    retention_hour_days: int = Field(default=180, ge=1, le=7300, description="Days that hourly rollups are kept.")
    retention_day_days: int = Field(default=1825, ge=1, le=36_500, description="Days that daily rollups are kept.")
    retention_evidence_days: int = Field(
        default=30, ge=1, le=3650, description="Days that the evidence of failures is kept."
    )
    shutdown_seconds: float = Field(
        default=10.0, ge=0, le=300, description="How long a stop waits for checks and requests in flight."
    )

    @field_validator("denied_networks", "allowed_networks", "trusted_proxies", mode="before")
    @classmethod
    def _split_networks(cls, value: object) -> object:
        if not isinstance(value, str | list | tuple):
            raise ValueError("must be networks such as 10.0.0.0/8, separated by commas")
        parts = value.split(",") if isinstance(value, str) else value
        return tuple(_network(str(part).strip()) for part in parts if str(part).strip())

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not _DATABASE_URL.match(value.get_secret_value()):
            raise ValueError("must be sqlite:///path or postgresql://user:password@host/name")
        return value

    @field_validator("redis_url")
    @classmethod
    def _known_redis(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not _is_redis(value.get_secret_value()):
            raise ValueError("must be redis://user:password@host:port/number, or rediss:// for TLS")
        return value

    @field_validator("secret_key")
    @classmethod
    def _long_keys(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and any(
            len(key.strip()) < SHORTEST_SECRET_KEY for key in value.get_secret_value().split(",")
        ):
            raise ValueError(f"must be at least {SHORTEST_SECRET_KEY} characters long, and so must each of several")
        return value

    @field_validator("bootstrap_api_key")
    @classmethod
    def _sendable(cls, value: SecretStr | None) -> SecretStr | None:
        """A key stands in a header of the requests that present it."""
        if value is not None and not re.fullmatch(r"[!-~]([ -~]*[!-~])?", value.get_secret_value()):
            raise ValueError("must be ASCII letters, digits and signs without blanks at its ends")
        return value

    @field_validator("compat_monitors_open")
    @classmethod
    def _open_among_friends(cls, value: bool, info: ValidationInfo) -> bool:
        host = info.data.get("host", "")
        if value and not info.data.get("compat_monitors_open_public") and not _is_loopback(host):
            raise ValueError(
                f"would let whoever reaches {host} post states without a key: if that is meant, "
                f"set {variable('compat_monitors_open_public')}=true as well"
            )
        return value

    @field_validator("google_client_id", "github_client_id")
    @classmethod
    def _with_secret(cls, value: str | None, info: ValidationInfo) -> str | None:
        secret_field = str(info.field_name).replace("_id", "_secret")
        if secret_field in info.data and bool(value) != bool(info.data[secret_field]):
            raise ValueError(f"goes together with {variable(secret_field)}: set both, or neither")
        if value:
            is_github = info.field_name == "github_client_id"
            _require_public_url(info, info.data.get("github_url", "") if is_github else GOOGLE_ISSUER)
        return value

    @field_validator("github_url", "github_api_url")
    @classmethod
    def _trusted(cls, value: str | None) -> str | None:
        return trusted(value) if value is not None else None

    @field_validator("oidc", mode="before")
    @classmethod
    def _issuers(cls, value: object) -> object:
        return issuers(value)

    @field_validator("oidc")
    @classmethod
    def _reachable(cls, value: tuple[OidcIssuer, ...], info: ValidationInfo) -> tuple[OidcIssuer, ...]:
        _require_public_url(info, *(issuer.issuer for issuer in value))
        return value

    @property
    def providers(self) -> tuple[Provider, ...]:
        """Those whom people may sign in with, in the order of their buttons."""
        known_google = google(self.google_client_id, self.google_client_secret)
        known_github = github(self.github_client_id, self.github_client_secret, self.github_url, self.github_api_url)
        return (*known_google, *known_github, *oidc(self.oidc))

    @field_validator("smtp_host")
    @classmethod
    def _with_sender(cls, value: str | None, info: ValidationInfo) -> str | None:
        if value and info.data.get("mail_from", "") is None:
            raise ValueError(f"needs {variable('mail_from')} as well: the address that mail comes from")
        if value and info.data.get("public_url", "") is None and not _is_loopback(value):
            raise ValueError(f"needs {variable('public_url')} as well: mails hold links to this server")
        return value

    @field_validator("smtp_user")
    @classmethod
    def _unheard(cls, value: str | None, info: ValidationInfo) -> str | None:
        if "smtp_password" in info.data and bool(value) != bool(info.data["smtp_password"]):
            raise ValueError(f"must be set together with {variable('smtp_password')}, or neither")
        host, security = info.data.get("smtp_host"), info.data.get("smtp_security", Security.STARTTLS)
        if value and host and is_overheard(security, host):
            raise ValueError(
                f"would sign in to {host} without TLS: set {variable('smtp_security')} to starttls or tls, "
                f"or unset {variable('smtp_user')} and {variable('smtp_password')}"
            )
        return value

    @field_validator("mail_folder")
    @classmethod
    def _in_place_of_a_server(cls, value: Path | None, info: ValidationInfo) -> Path | None:
        if value and info.data.get("smtp_host"):
            raise ValueError(f"excludes {variable('smtp_host')}: mail is written into a folder, or sent")
        return value

    @property
    def database(self) -> str:
        """The database's URL, with its password in clear: not for logs."""
        if self.database_url is not None:
            return self.database_url.get_secret_value()
        return f"sqlite:///{self.data_dir.absolute() / 'tocsin.db'}"

    @property
    def key_file(self) -> Path:
        """Where the key for secrets at rest lies when `secret_key` is not set."""
        return self.secret_key_file or self.data_dir / "secret.key"

    @property
    def account_policy(self) -> AccountPolicy:
        """What is decided about accounts."""
        return AccountPolicy(
            sign_up=self.sign_up,
            session_idle_ms=round(self.session_idle_days * DAY_MS),
            session_ms=round(self.session_days * DAY_MS),
            workspaces_per_user=self.workspaces_per_user,
            deleted_workspace_days=self.deleted_workspace_days,
            public_url=self.public_url.rstrip("/") if self.public_url else None,
        )

    @property
    def is_loopback(self) -> bool:
        """Whether only this machine can reach the API."""
        return _is_loopback(self.host)

    @property
    def network_policy(self) -> NetworkPolicy:
        """What the probes may connect to."""
        return NetworkPolicy(
            deny_private=self.deny_private_addresses, deny=self.denied_networks, allow=self.allowed_networks
        )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return init_settings, env_settings, InitSettingsSource(settings_cls, _read_file(config_file()))


class SettingsInvalid(Exception):
    """The settings do not fit; `problems` holds one sentence for each, fit to be shown and free of secrets."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__(" ".join(problems))
        self.problems = problems


def load(**overrides: Any) -> Settings:
    """Read environment and file; `overrides` (from options of a command) win. Raise SettingsInvalid."""
    try:
        return Settings(**{name: value for name, value in overrides.items() if value is not None})
    except ValidationError as error:
        problems = [_sentence(detail, overrides) for detail in error.errors(include_url=False)]
        raise SettingsInvalid(problems) from None


def unknown_variables(environ: Mapping[str, str] = os.environ) -> list[str]:
    """A sentence for each variable that looks like ours and is none: most often a slip of the pen."""
    known = {variable(name) for name in Settings.model_fields} | CLIENT_VARIABLES.keys()
    return [
        f"{name} is not a setting and is ignored{_nearest(name, known)}."
        for name in sorted(environ)
        if name.startswith(PREFIX) and name not in known and not name.startswith("TOCSIN_TEST_")
    ]


def variable(field: str) -> str:
    """The environment variable of a setting."""
    return PREFIX + field.upper()


def config_file() -> Path | None:
    """The TOML file that settings are read from, when there is one."""
    named = os.environ.get(CONFIG_FILE_VARIABLE)
    if named:
        return Path(named)
    return Path(DEFAULT_CONFIG_FILE) if Path(DEFAULT_CONFIG_FILE).is_file() else None


def _require_public_url(info: ValidationInfo, *providers: str) -> None:
    """A provider sends people back to an address that was registered with it, which no request may choose."""
    is_all_here = _is_loopback(info.data.get("host", "")) and all(map(is_loopback_address, providers))
    if providers and not is_all_here and info.data.get("public_url", "") is None:
        raise ValueError(
            f"needs {variable('public_url')} as well: the provider sends people back to an address below it"
        )


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _is_redis(url: str) -> bool:
    if not _REDIS_URL.fullmatch(url):
        return False
    try:
        parts = urlsplit(url)
        return bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def _read_file(path: Path | None) -> dict[str, Any]:
    if path is None:
        return {}
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SettingsInvalid([f"{path} could not be read: {error.strerror}."]) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsInvalid([f"{path} is not valid TOML: {error}."]) from None
    known = Settings.model_fields.keys()
    problems = [f"{path}: {key} is not a setting{_nearest(key, known)}." for key in values if key not in known]
    if problems:
        raise SettingsInvalid(problems)
    return values


def _network(text: str) -> Network:
    try:
        return ipaddress.ip_network(text)
    except ValueError:
        raise ValueError(f"must be networks such as 10.0.0.0/8 or fd00::/8, and {text!r} is none") from None


def _nearest(name: str, known: Iterable[str]) -> str:
    nearest = get_close_matches(name, list(known), n=1, cutoff=0.75)
    return f" (did you mean {nearest[0]}?)" if nearest else ""


def _sentence(detail: ErrorDetails, overrides: Mapping[str, Any]) -> str:
    field = str(detail["loc"][0]) if detail["loc"] else ""
    schema = Settings.model_json_schema()["properties"].get(field, {})
    value = "" if _is_secret(field) else f" is {shown(detail.get('input'))} but"
    return f"{_origin(field, overrides)}{value} {expectation(field, detail, schema)}."


def _origin(field: str, overrides: Mapping[str, Any]) -> str:
    if overrides.get(field) is not None:
        return f"--{field.replace('_', '-')}"
    if os.environ.get(variable(field)) or config_file() is None:
        return variable(field)
    return f"{field} in {config_file()}"


def _is_secret(field: str) -> bool:
    """Or holds secrets in its depth, and is not shown for that."""
    return bool(field) and (
        "SecretStr" in str(Settings.model_fields[field].annotation) or not Settings.model_fields[field].repr
    )
