import type {
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
} from "@simplewebauthn/browser";
import { api, told } from "@/api/client";
import type { JsonValue, PasskeyOptionsAnswer, SessionAnswer } from "@/api/schema";

type Credential = Record<string, JsonValue>;

/** Nobody has chosen a passkey: it was cancelled, or took too long. */
export class PasskeyGivenUp extends Error {}

/** This browser knows of passkeys; whether this site may have any, `GET /api/v1/auth` says. */
export const hasPasskeys = () => typeof window.PublicKeyCredential === "function";

export async function signInByPasskey(): Promise<SessionAnswer> {
  const asked = await told(api.POST("/api/v1/session/passkey/options"));
  const body = { handle: asked.handle, credential: await signed(asked) };
  return told(api.POST("/api/v1/session/passkey", { body }));
}

export async function confirmByPasskey(): Promise<SessionAnswer> {
  const asked = await told(api.POST("/api/v1/session/confirm/passkey/options"));
  const body = { handle: asked.handle, credential: await signed(asked) };
  return told(api.POST("/api/v1/session/confirm/passkey", { body }));
}

/** By what browsers offer in the field for the e-mail address. Never done where they offer nothing. */
export async function signInByOffer(signal: AbortSignal): Promise<SessionAnswer | null> {
  const { browserSupportsWebAuthnAutofill } = await import("@simplewebauthn/browser");
  if (!(await browserSupportsWebAuthnAutofill()) || signal.aborted) return null;
  const asked = await told(api.POST("/api/v1/session/passkey/options", { signal }));
  const body = { handle: asked.handle, credential: await signed(asked, true) };
  return told(api.POST("/api/v1/session/passkey", { body }));
}

/** A fresh one on this device or on another; it is to be sent with a name. */
export async function madePasskey(asked: PasskeyOptionsAnswer): Promise<Credential> {
  const { startRegistration } = await import("@simplewebauthn/browser");
  const optionsJSON = asked.options as unknown as PublicKeyCredentialCreationOptionsJSON;
  return asCredential(() => startRegistration({ optionsJSON }));
}

/** Ends an offer that still waits. */
export async function withdrawOffer(): Promise<void> {
  const { WebAuthnAbortService } = await import("@simplewebauthn/browser");
  WebAuthnAbortService.cancelCeremony();
}

async function signed(asked: PasskeyOptionsAnswer, useBrowserAutofill = false): Promise<Credential> {
  const { startAuthentication } = await import("@simplewebauthn/browser");
  const optionsJSON = asked.options as unknown as PublicKeyCredentialRequestOptionsJSON;
  return asCredential(() => startAuthentication({ optionsJSON, useBrowserAutofill }));
}

async function asCredential(ceremony: () => Promise<object>): Promise<Credential> {
  try {
    return (await ceremony()) as Credential;
  } catch (error) {
    const name = error instanceof Error ? error.name : "";
    if (name === "NotAllowedError" || name === "AbortError") throw new PasskeyGivenUp();
    throw error;
  }
}
