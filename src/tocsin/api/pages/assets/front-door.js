// Everything here works without this script, but for passkeys: it saves copying, and offers what only a script can ask for.
"use strict";

// What stands behind # in a link gets into no server's log: it is put into the form, and out of the address bar.
function takeFragment() {
  const given = new URLSearchParams(location.hash.slice(1));
  let isTaken = false;
  for (const name of ["token", "second_factor"]) {
    const text = given.get(name);
    if (!text) {
      continue;
    }
    isTaken = true;
    const field = document.querySelector(`[data-fragment="${name}"]`);
    if (!field) {
      continue;
    }
    field.value = text;
    document.querySelectorAll(`[data-without="${name}"]`).forEach((part) => (part.hidden = true));
    document.querySelectorAll(`[data-with="${name}"]`).forEach((part) => (part.hidden = false));
    field.form.querySelector(".field:not([hidden]) input, button").focus();
  }
  if (isTaken) {
    history.replaceState(null, "", location.pathname + location.search);
  }
}

async function post(path, body) {
  const answer = await fetch(path, {
    method: "POST",
    headers: body ? { "Content-Type": "application/json" } : {},
    body: body ? JSON.stringify(body) : undefined,
  });
  const said = await answer.json();
  if (!answer.ok) {
    throw new Error(said.detail);
  }
  return said;
}

async function signInByPasskey() {
  const { handle, options } = await post("/api/v1/session/passkey/options");
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options);
  const credential = await navigator.credentials.get({ publicKey });
  await post("/api/v1/session/passkey", { handle, credential: credential.toJSON() });
}

function offerPasskey(part) {
  const [button, problem] = [part.querySelector("button"), part.querySelector("[role=alert]")];
  button.addEventListener("click", async () => {
    button.disabled = true;
    problem.textContent = "";
    try {
      await signInByPasskey();
      location.assign(part.dataset.next); // a path, which the server has looked at
    } catch (error) {
      const isGivenUp = error.name === "NotAllowedError" || error.name === "AbortError";
      problem.textContent = isGivenUp ? "No passkey was used." : error.message;
      button.disabled = false;
    }
  });
  part.hidden = false;
}

takeFragment();
addEventListener("hashchange", takeFragment);

const passkey = document.querySelector("[data-passkey]");
if (passkey && window.PublicKeyCredential?.parseRequestOptionsFromJSON) {
  offerPasskey(passkey);
}
