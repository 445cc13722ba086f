"""Settings: where they come from, and what is said when one is wrong."""

from pathlib import Path

import pytest

from tocsin.settings import Settings, SettingsInvalid, load, unknown_variables

EXAMPLE = Path(__file__).parents[3] / "examples" / "tocsin.toml"


def _problem(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> str:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsInvalid) as caught:
        load()
    [problem] = caught.value.problems
    return problem


def test_every_setting_is_described() -> None:
    undescribed = [name for name, field in Settings.model_fields.items() if not field.description]
    assert undescribed == []


def test_defaults_listen_on_loopback_with_sqlite_in_the_data_directory(tmp_path: Path) -> None:
    found = load()
    assert (found.host, found.port, found.is_loopback) == ("127.0.0.1", 8000, True)
    assert found.database == f"sqlite:///{tmp_path}/data/tocsin.db"
    assert found.key_file == Path("data/secret.key")


def test_environment_wins_over_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("tocsin.toml").write_text('port = 9000\nregion = "from-file"\n')
    monkeypatch.setenv("TOCSIN_PORT", "9001")
    found = load()
    assert (found.port, found.region) == (9001, "from-file")


def test_an_option_wins_over_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOCSIN_PORT", "9001")
    assert load(port=9002, host=None).port == 9002


def test_the_file_may_lie_elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    elsewhere = tmp_path / "other.toml"
    elsewhere.write_text("port = 9003\n")
    monkeypatch.setenv("TOCSIN_CONFIG_FILE", str(elsewhere))
    assert load().port == 9003


def test_an_empty_variable_is_an_unset_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOCSIN_PORT", "")
    assert load().port == 8000


def test_an_allowed_network_is_exempt_from_the_policy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOCSIN_DENY_PRIVATE_ADDRESSES", "true")
    monkeypatch.setenv("TOCSIN_ALLOWED_NETWORKS", "10.1.0.0/16")
    policy = load().network_policy
    assert policy.refusal("10.1.2.3") is None
    assert policy.refusal("10.2.2.3") is not None


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("TOCSIN_PORT", "abc", "TOCSIN_PORT is 'abc' but must be a whole number from 0 to 65535."),
        ("TOCSIN_PORT", "70000", "TOCSIN_PORT is '70000' but must be a whole number from 0 to 65535."),
        ("TOCSIN_METRICS_OPEN", "maybe", "TOCSIN_METRICS_OPEN is 'maybe' but must be true or false."),
        (
            "TOCSIN_LOG_LEVEL",
            "loud",
            "TOCSIN_LOG_LEVEL is 'loud' but must be one of debug, info, warning or error.",
        ),
        (
            "TOCSIN_MAX_BODY_BYTES",
            "1",
            "TOCSIN_MAX_BODY_BYTES is '1' but must be a whole number from 1024 to 104857600.",
        ),
        (
            "TOCSIN_DENIED_NETWORKS",
            "hq",
            "TOCSIN_DENIED_NETWORKS is 'hq' but must be networks such as 10.0.0.0/8 or fd00::/8, and 'hq' is none.",
        ),
        (
            "TOCSIN_PUBLIC_URL",
            "tocsin.example.com",
            "TOCSIN_PUBLIC_URL is 'tocsin.example.com' but must be an address such as https://example.com.",
        ),
        (
            "TOCSIN_PING_HOST",
            "https://ping.example.com",
            "TOCSIN_PING_HOST is 'https://ping.example.com' but must be a host name such as ping.example.com.",
        ),
        ("TOCSIN_API_RATE", "-1", "TOCSIN_API_RATE is '-1' but must be a number from 0 to 100000."),
        (
            "TOCSIN_REGION",
            "New York",
            "TOCSIN_REGION is 'New York' but must be lower case letters, digits and hyphens (63 at most).",
        ),
        ("TOCSIN_SECRET_KEY", "hunter2", "TOCSIN_SECRET_KEY must be at least 32 characters long."),
        (
            "TOCSIN_SECRET_KEY",
            "0123456789abcdef0123456789abcdef,old",
            "TOCSIN_SECRET_KEY must be at least 32 characters long, and so must each of several.",
        ),
        ("TOCSIN_BOOTSTRAP_API_KEY", "hunter2", "TOCSIN_BOOTSTRAP_API_KEY must be at least 16 characters long."),
        (
            "TOCSIN_DATABASE_URL",
            "mysql://root:hunter2@db/x",
            "TOCSIN_DATABASE_URL must be sqlite:///path or postgresql://user:password@host/name.",
        ),
        (
            "TOCSIN_DATABASE_URL",
            "sqlite",
            "TOCSIN_DATABASE_URL must be sqlite:///path or postgresql://user:password@host/name.",
        ),
        (
            "TOCSIN_BOOTSTRAP_API_KEY",
            "schlüssel-schlüssel",
            "TOCSIN_BOOTSTRAP_API_KEY must be ASCII letters, digits and signs without blanks at its ends.",
        ),
    ],
)
def test_a_wrong_value_is_one_sentence_that_says_what_would_be_right(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, sentence: str
) -> None:
    assert _problem(monkeypatch, name, value) == sentence


def test_every_wrong_value_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOCSIN_PORT", "abc")
    monkeypatch.setenv("TOCSIN_LOG_FORMAT", "xml")
    with pytest.raises(SettingsInvalid) as caught:
        load()
    assert len(caught.value.problems) == 2


def test_a_wrong_option_is_named_as_an_option() -> None:
    with pytest.raises(SettingsInvalid, match=r"^--port is 70000 but must"):
        load(port=70000)


def test_a_wrong_value_in_the_file_names_the_file() -> None:
    Path("tocsin.toml").write_text('port = "abc"\n')
    with pytest.raises(SettingsInvalid, match=r"^port in tocsin\.toml is 'abc'"):
        load()


def test_an_unknown_name_in_the_file_is_refused_with_the_nearest() -> None:
    Path("tocsin.toml").write_text("prot = 1\n")
    with pytest.raises(SettingsInvalid, match=r"prot is not a setting \(did you mean port\?\)"):
        load()


def test_a_broken_file_is_named_with_its_line() -> None:
    Path("tocsin.toml").write_text("port = \n")
    with pytest.raises(SettingsInvalid, match=r"tocsin\.toml is not valid TOML: .*line 1"):
        load()


def test_a_missing_named_file_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOCSIN_CONFIG_FILE", "/nowhere/tocsin.toml")
    with pytest.raises(SettingsInvalid, match="could not be read: No such file"):
        load()


def test_an_unknown_variable_is_noticed_with_the_nearest() -> None:
    found = unknown_variables({"TOCSIN_PROT": "1", "TOCSIN_URL": "x", "TOCSIN_PORT": "1", "HOME": "/"})
    assert found == ["TOCSIN_PROT is not a setting and is ignored (did you mean TOCSIN_PORT?)."]


def test_the_monitors_api_is_not_opened_to_other_machines_unconfirmed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOCSIN_HOST", "0.0.0.0")
    assert _problem(monkeypatch, "TOCSIN_COMPAT_MONITORS_OPEN", "true") == (
        "TOCSIN_COMPAT_MONITORS_OPEN is 'true' but would let whoever reaches 0.0.0.0 post states without a key: "
        "if that is meant, set TOCSIN_COMPAT_MONITORS_OPEN_PUBLIC=true as well."
    )


@pytest.mark.parametrize(("host", "confirmation"), [("127.0.0.1", "false"), ("::1", "false"), ("0.0.0.0", "true")])
def test_the_monitors_api_is_opened_on_loopback_or_when_confirmed(
    monkeypatch: pytest.MonkeyPatch, host: str, confirmation: str
) -> None:
    monkeypatch.setenv("TOCSIN_HOST", host)
    monkeypatch.setenv("TOCSIN_COMPAT_MONITORS_OPEN", "true")
    monkeypatch.setenv("TOCSIN_COMPAT_MONITORS_OPEN_PUBLIC", confirmation)
    assert load().compat_monitors_open


def test_secrets_do_not_show_in_a_repr(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOCSIN_DATABASE_URL", "postgresql://tocsin:hunter2@db/tocsin")
    monkeypatch.setenv("TOCSIN_BOOTSTRAP_API_KEY", "hunter2hunter2hunter2")
    assert "hunter2" not in repr(load())


def test_the_example_fits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOCSIN_CONFIG_FILE", str(EXAMPLE))
    assert load().retention_hour_days == 365
