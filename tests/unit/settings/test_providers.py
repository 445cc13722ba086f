"""Settings of those whom people sign in with."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tocsin.auth.oauth.provider import ProviderKind
from tocsin.settings import Settings, SettingsInvalid, load

SECRET = "hunter2-hunter2"
KEYCLOAK = {
    "id": "keycloak",
    "name": "Keycloak",
    "issuer": "https://id.example.com/realms/ops",
    "client_id": "tocsin",
    "client_secret": SECRET,
}


@pytest.fixture(autouse=True)
def _at_home(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOCSIN_PUBLIC_URL", "https://tocsin.example.com")


def _loaded(monkeypatch: pytest.MonkeyPatch, **variables: str) -> Settings:
    for name, value in variables.items():
        monkeypatch.setenv(f"TOCSIN_{name}", value)
    return load()


def _problem(monkeypatch: pytest.MonkeyPatch, **variables: str) -> str:
    with pytest.raises(SettingsInvalid) as caught:
        _loaded(monkeypatch, **variables)
    [problem] = caught.value.problems
    return problem


def _oidc(**changes: Any) -> str:
    return json.dumps([KEYCLOAK | changes])


def test_there_is_no_provider_by_default() -> None:
    assert load().providers == ()


def test_google_is_an_issuer_like_any_other(monkeypatch: pytest.MonkeyPatch) -> None:
    [google] = _loaded(monkeypatch, GOOGLE_CLIENT_ID="id", GOOGLE_CLIENT_SECRET=SECRET).providers
    assert (google.id, google.kind) == ("google", ProviderKind.OIDC)
    assert (google.issuer, google.client_secret) == ("https://accounts.google.com", SECRET)


def test_github_has_its_api_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    [github] = _loaded(monkeypatch, GITHUB_CLIENT_ID="id", GITHUB_CLIENT_SECRET=SECRET).providers
    assert (github.kind, github.issuer) == (ProviderKind.GITHUB, "https://github.com")
    assert github.api_url == "https://api.github.com"


def test_a_github_enterprise_server_has_its_api_below_its_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOCSIN_GITHUB_URL", "https://git.example.com/")
    [github] = _loaded(monkeypatch, GITHUB_CLIENT_ID="id", GITHUB_CLIENT_SECRET=SECRET).providers
    assert (github.issuer, github.api_url) == ("https://git.example.com", "https://git.example.com/api/v3")


def test_the_api_of_github_may_be_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOCSIN_GITHUB_API_URL", "https://api.acme.ghe.com/")
    [github] = _loaded(monkeypatch, GITHUB_CLIENT_ID="id", GITHUB_CLIENT_SECRET=SECRET).providers
    assert github.api_url == "https://api.acme.ghe.com"


def test_issuers_come_as_json_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    [issuer] = _loaded(monkeypatch, OIDC=_oidc()).providers
    assert (issuer.id, issuer.name, issuer.scopes) == ("keycloak", "Keycloak", "openid email profile")
    assert issuer.client_secret == SECRET


def test_issuers_come_as_tables_from_the_file() -> None:
    lines = "\n".join(f'{name} = "{value}"' for name, value in KEYCLOAK.items())
    Path("tocsin.toml").write_text(f"[[oidc]]\n{lines}\n")
    assert [provider.id for provider in load().providers] == ["keycloak"]


def test_no_secret_shows_in_a_repr(monkeypatch: pytest.MonkeyPatch) -> None:
    found = _loaded(monkeypatch, OIDC=_oidc(), GITHUB_CLIENT_ID="id", GITHUB_CLIENT_SECRET=SECRET)
    assert SECRET not in repr(found)
    assert SECRET not in repr(found.oidc)
    assert SECRET not in repr(found.providers)


@pytest.mark.parametrize("who", ["GOOGLE", "GITHUB"])
def test_an_id_without_its_secret_is_refused(monkeypatch: pytest.MonkeyPatch, who: str) -> None:
    assert _problem(monkeypatch, **{f"{who}_CLIENT_ID": "x"}) == (
        f"TOCSIN_{who}_CLIENT_ID is 'x' but goes together with TOCSIN_{who}_CLIENT_SECRET: set both, or neither."
    )


@pytest.mark.parametrize("who", ["GOOGLE", "GITHUB"])
def test_a_secret_without_its_id_is_refused(monkeypatch: pytest.MonkeyPatch, who: str) -> None:
    problem = _problem(monkeypatch, **{f"{who}_CLIENT_SECRET": SECRET})
    assert f"goes together with TOCSIN_{who}_CLIENT_SECRET: set both, or neither." in problem
    assert SECRET not in problem


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("{", "must be a list of issuers, each with id"),
        ("[" * 100_000, "must be a list of issuers, each with id"),
        ('"keycloak"', "must be a list of issuers, each with id"),
        ("[1]", "must be a list of issuers, each with id"),
        (json.dumps([KEYCLOAK] * 21), "must list at most 20 issuers."),
        (_oidc(issuer="http://id.example.com"), "entry 1: issuer must begin with https://, or with http:// and a"),
        (_oidc(issuer="https://a@id.example.com"), "entry 1: issuer must begin with https://"),
        (_oidc(issuer="https://id.example.com?x=1"), "entry 1: issuer must not contain a query."),
        (_oidc(id="Key cloak"), "entry 1: id must be lower case letters, digits and hyphens (63 at most)."),
        (_oidc(id="google"), "entry 1: id 'google' is taken"),
        (_oidc(id="github"), "entry 1: id 'github' is taken"),
        (json.dumps([KEYCLOAK, KEYCLOAK]), "entry 2: id 'keycloak' is taken"),
        (_oidc(scopes="email"), "entry 1: scopes must contain openid."),
        (_oidc(client_secret=""), "entry 1: client_secret must be text, and not empty."),
        (_oidc(client_secret={"a": SECRET}), "entry 1: client_secret must be text, and not empty."),
        (_oidc(client_id="x" * 501), "entry 1: client_id must be at most 500 characters long."),
        (_oidc(client_id="schlüssel"), "entry 1: client_id must be visible ASCII characters."),
        (_oidc(secret="x"), "entry 1: 'secret' is not a field of an issuer, which are id, name, issuer, client_id"),
        (json.dumps([{"id": "a"}]), "entry 1: name is missing."),
    ],
)
def test_a_wrong_issuer_is_one_sentence_without_its_secret(
    monkeypatch: pytest.MonkeyPatch, text: str, sentence: str
) -> None:
    problem = _problem(monkeypatch, OIDC=text)
    assert problem.startswith("TOCSIN_OIDC ")
    assert sentence in problem
    assert SECRET not in problem


def test_a_wrong_issuer_in_the_file_names_the_file_without_its_secret() -> None:
    Path("tocsin.toml").write_text(f'[[oidc]]\nid = "a"\nclient_secret = "{SECRET}"\n')
    with pytest.raises(SettingsInvalid, match=r"^oidc in tocsin\.toml is wrong at entry 1: name is missing\.$"):
        load()


@pytest.mark.parametrize(
    "variables",
    [
        {"OIDC": _oidc()},
        {"GOOGLE_CLIENT_ID": "id", "GOOGLE_CLIENT_SECRET": SECRET},
        {"GITHUB_CLIENT_ID": "id", "GITHUB_CLIENT_SECRET": SECRET},
        {"OIDC": _oidc(issuer="http://127.0.0.1:9000"), "HOST": "0.0.0.0"},
    ],
)
def test_without_a_public_url_no_far_provider_is_taken(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str]
) -> None:
    monkeypatch.delenv("TOCSIN_PUBLIC_URL")
    assert "needs TOCSIN_PUBLIC_URL as well: the provider sends people back" in _problem(monkeypatch, **variables)


def test_where_all_is_on_this_machine_no_public_url_is_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TOCSIN_PUBLIC_URL")
    monkeypatch.setenv("TOCSIN_GITHUB_URL", "http://127.0.0.1:9001")
    found = _loaded(
        monkeypatch, OIDC=_oidc(issuer="http://localhost:9000"), GITHUB_CLIENT_ID="id", GITHUB_CLIENT_SECRET=SECRET
    )
    assert len(found.providers) == 2


@pytest.mark.parametrize("name", ["GITHUB_URL", "GITHUB_API_URL"])
def test_github_is_spoken_to_in_secret_only(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    problem = _problem(monkeypatch, **{name: "http://git.example.com"})
    assert problem.endswith("must begin with https://, or with http:// and a loopback address.")
