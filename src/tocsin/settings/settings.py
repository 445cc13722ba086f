"""Every setting of a server, as one: from an environment variable (`TOCSIN_` and its name in capitals), else from the
TOML file, else from its default.
"""

from __future__ import annotations

from pydantic_settings import BaseSettings, InitSettingsSource, PydanticBaseSettingsSource, SettingsConfigDict

from tocsin.settings.accounts import AccountSettings
from tocsin.settings.alerting import AlertingSettings
from tocsin.settings.checking import CheckingSettings
from tocsin.settings.file import config_file, read_file
from tocsin.settings.limits import LimitSettings
from tocsin.settings.logs import LogSettings
from tocsin.settings.mail import MailSettings
from tocsin.settings.names import PREFIX
from tocsin.settings.pings import PingSettings
from tocsin.settings.providers import ProviderSettings
from tocsin.settings.retention import RetentionSettings
from tocsin.settings.serving import ServingSettings
from tocsin.settings.storing import StoringSettings


class Settings(
    # The last comes first: Pydantic collects fields from the end of the line.
    RetentionSettings,
    CheckingSettings,
    LogSettings,
    LimitSettings,
    AlertingSettings,
    MailSettings,
    ProviderSettings,
    PingSettings,
    AccountSettings,
    StoringSettings,
    ServingSettings,
    BaseSettings,
):
    """The settings of a server process. A group that looks at the values of another inherits from it."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_ignore_empty=True, extra="ignore", frozen=True, hide_input_in_errors=True
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
        return init_settings, env_settings, InitSettingsSource(settings_cls, read_file(config_file(), cls.model_fields))
