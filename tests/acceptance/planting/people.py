"""People on the stage: they are set up, sign in, are asked for codes, forget their passwords and invite one another."""

from __future__ import annotations

import re

import httpx
import pyotp

from tests.acceptance.planting.plants import Plant, grown, planted
from tests.acceptance.planting.stage import Stage

ADA, EVE, MAX = "ada@example.com", "eve@example.com", "max@example.com"
FIRST, SECOND, THIRD, JOINED, TYPED = (
    planted(f"{whose} password") for whose in ("Ada's first", "Ada's second", "Ada's third", "Eve's", "Max's")
)
PASSWORDS = (FIRST, SECOND, THIRD, JOINED, TYPED)
COOKIES = ("tocsin_access", "tocsin_refresh", "tocsin_device")
TOKEN = re.compile(r"#token=([A-Za-z0-9_-]{20,})")
API = "/api/v1"


class Browser:
    """Keeps cookies, and sends the token that pages send. `stage.grown` gets what it is given."""

    def __init__(self, stage: Stage, whose: str) -> None:
        self.stage, self.whose, self.number = stage, whose, 0
        self.client = stage.outlets.client(stage.tower.url, {"Origin": stage.tower.url})

    def ask(self, method: str, path: str, body: object = None, *, status: int) -> httpx.Response:
        token = next((one.value for one in self.client.cookies.jar if one.name == "tocsin_csrf"), None)
        headers = {"X-CSRF-Token": token} if token else {}
        answer = self.client.request(method, f"{API}{path}", json=body, headers=headers)
        assert answer.status_code == status, f"{method} {path}: {answer.status_code} {answer.text}"
        self._keep(answer)
        return answer

    def _keep(self, answer: httpx.Response) -> None:
        for name in COOKIES:
            if value := answer.cookies.get(name):
                self.number += 1
                self.stage.grown.append(grown(f"{name} {self.number} of {self.whose}", value))


def live_as_people(stage: Stage) -> None:
    ada = Browser(stage, "Ada")
    set_up(stage, ada)
    sign_in_and_fail(stage, ada)
    add_an_app(stage, ada)
    forget_the_password(stage, ada)
    invite(stage, ada)
    help_from_the_command_line(stage)
    ada.ask("GET", "/account/sessions", status=200)
    ada.ask("GET", "/audit", status=200)
    ada.ask("DELETE", "/session", status=204)
    ada.client.close()


def set_up(stage: Stage, ada: Browser) -> None:
    draft = {"email": ADA, "name": "Ada", "password": FIRST.text}
    for name, wrong in (
        ("a list", {"password": ["{}"]}),
        ("an e-mail", {"email": "{}"}),
        ("a field", {"pasword": "{}"}),
    ):
        plant = a_wrong(stage, f"a password in {name}")
        bad = {field: [plant.text] if isinstance(value, list) else plant.text for field, value in wrong.items()}
        ada.ask("POST", "/setup", {**draft, **bad}, status=422)
    ada.ask("POST", "/setup", draft, status=201)
    ada.ask("POST", "/setup", draft, status=409)


def sign_in_and_fail(stage: Stage, ada: Browser) -> None:
    ada.ask("DELETE", "/session", status=204)
    ada.ask("POST", "/session", {"email": ADA, "password": a_wrong(stage, "a wrong password").text}, status=401)
    ada.ask("POST", "/session", {"email": MAX, "password": a_wrong(stage, "a stranger's password").text}, status=401)
    ada.ask("POST", "/session", {"email": ADA, "password": FIRST.text}, status=200)
    ada.ask("POST", "/session/refresh", status=200)
    ada.ask("GET", "/session", status=200)
    ada.ask("POST", "/session/confirm", {"password": a_wrong(stage, "a wrong proof").text}, status=422)
    ada.ask("POST", "/session/confirm", {"password": FIRST.text}, status=200)
    ada.ask("PUT", "/account/password", {"password": SECOND.text}, status=200)
    forged = a_wrong(stage, "a forged cookie", "{}.{}")
    for name in ("tocsin_access", "tocsin_refresh"):
        assert stage.stranger.get(f"{API}/session", headers={"Cookie": f"{name}={forged.text}"}).status_code == 401


def add_an_app(stage: Stage, ada: Browser) -> None:
    enrolment = ada.ask("POST", "/account/totp", status=200).json()
    stage.grown.append(grown("the secret of an app", enrolment["secret"]))
    app = pyotp.TOTP(enrolment["secret"])
    codes = ada.ask("POST", "/account/totp/confirm", {"code": app.now()}, status=200).json()["recovery_codes"]
    stage.grown += [_recovery(f"recovery code {number}", code) for number, code in enumerate(codes)]
    ada.ask("DELETE", "/session", status=204)
    wanted = ada.ask("POST", "/session", {"email": ADA, "password": SECOND.text}, status=200).json()["second_factor"]
    stage.grown.append(grown("the handle of a sign-in", wanted["handle"]))
    ada.ask("POST", "/session/second-factor", {"handle": wanted["handle"], "code": "000000x"}, status=401)
    ada.ask("POST", "/session/second-factor", {"handle": wanted["handle"], "code": codes[0]}, status=200)


def _recovery(name: str, code: str) -> Plant:
    return Plant(name, code, (code,))


def forget_the_password(stage: Stage, ada: Browser) -> None:
    ada.ask("POST", "/password-reset", {"email": ADA}, status=202)
    stage.tower.until(lambda: TOKEN.search(stage.post.text_to(ADA)), "the link has come")
    found = TOKEN.search(stage.post.text_to(ADA))
    assert found
    stage.grown.append(grown("the token of a reset", found[1]))
    for status in (204, 422):
        ada.ask("POST", "/password-reset/confirm", {"token": found[1], "password": THIRD.text}, status=status)


def invite(stage: Stage, ada: Browser) -> None:
    wanted = ada.ask("POST", "/session", {"email": ADA, "password": THIRD.text}, status=200).json()["second_factor"]
    unused = next(plant.text for plant in stage.grown if plant.name == "recovery code 1")
    ada.ask("POST", "/session/second-factor", {"handle": wanted["handle"], "code": unused}, status=200)
    made = ada.ask("POST", "/invitations", {"role": "viewer"}, status=201).json()
    stage.grown.append(grown("the token of an invitation", made["token"]))
    ada.ask("GET", "/invitations", status=200)
    eve = Browser(stage, "Eve")
    eve.ask("POST", "/invitations/look", {"token": made["token"]}, status=200)
    account = {"name": "Eve", "email": EVE, "password": JOINED.text}
    eve.ask("POST", "/invitations/accept", {"token": made["token"], **account}, status=200)
    eve.ask("GET", "/ping-key", status=403)
    eve.client.close()


def help_from_the_command_line(stage: Stage) -> None:
    stage.server_command("user", "create", MAX, "--password-stdin", code=0, stdin=f"{TYPED.text}\n")
    stage.server_command("user", "list", code=0)
    link = stage.server_command("user", "reset-password", MAX, code=0).out
    found = TOKEN.search(link)
    assert found
    stage.grown.append(grown("the token that the operator got", found[1]))
    stage.server_command("user", "disable", MAX, code=0)


def a_wrong(stage: Stage, name: str, shape: str = '{}/+ %41"<&é{}') -> Plant:
    stage.wrong.append(planted(f"wrong: {name}", shape))
    return stage.wrong[-1]
