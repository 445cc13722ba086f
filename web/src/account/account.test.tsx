import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { HttpResponse, http } from "msw";
import { beforeEach, expect, it } from "vitest";
import type { AccountAnswer } from "@/api/schema";
import { StepUpProvider } from "@/credentials/step-up";
import { at, letIn, onPost, refusal, SESSION } from "@/door/testing";
import { navigation } from "@/testing/navigation";
import { renderInside } from "@/testing/render";
import { server } from "@/testing/server";
import { AccountPage } from "./account-page";

const ACCOUNT: AccountAnswer = {
  id: 1,
  email: "ada@example.com",
  is_email_verified: true,
  name: "Ada",
  created_at: "2029-01-01T00:00:00Z",
  last_sign_in_at: null,
  has_password: true,
  password_changed_at: "2029-01-01T00:00:00Z",
  has_totp: false,
  recovery_codes_left: 0,
  passkeys: 0,
  identities: 0,
};
const NONE = { items: [], next_cursor: null };
const STALE = refusal("reauthentication_required", "Confirm that it is you.");
const ENROLMENT = { secret: "ABCD", provisioning_uri: "otpauth://totp/x", qr_svg: "<svg/>" };

function open(tab: string, account: Partial<AccountAnswer> = {}) {
  server.use(http.get(at("/account"), () => HttpResponse.json({ ...ACCOUNT, ...account })));
  return renderInside(
    <StepUpProvider>
      <AccountPage />
    </StepUpProvider>,
    { search: `tab=${tab}` },
  );
}

/** Refused until somebody has proved who they are. */
function wantsProof(answer: object) {
  let isProved = false;
  server.use(
    http.post(at("/session/confirm"), async ({ request }) => {
      const { password } = (await request.json()) as { password: string };
      isProved = password === "right";
      return isProved
        ? HttpResponse.json(SESSION)
        : HttpResponse.json(refusal("confirmation_failed", "no"), { status: 422 });
    }),
    http.post(at("/account/totp"), () =>
      isProved ? HttpResponse.json(answer) : HttpResponse.json(STALE, { status: 403 }),
    ),
  );
}

beforeEach(() => {
  letIn({ providers: [{ id: "google", name: "Google" }] });
  server.use(
    http.get(at("/account/passkeys"), () => HttpResponse.json(NONE)),
    http.get(at("/account/identities"), () => HttpResponse.json(NONE)),
  );
});

it("what is sensitive asks who it is, and is done then", async () => {
  wantsProof(ENROLMENT);
  open("sign-in");
  await userEvent.click(await screen.findByRole("button", { name: "Set up an app" }));
  const dialog = await screen.findByRole("dialog", { name: "Is it still you?" });
  await userEvent.type(await within(dialog).findByLabelText("Password"), "right{Enter}");
  expect(await screen.findByText("ABCD")).toBeVisible();
  expect(screen.queryByText("Is it still you?")).toBeNull();
});

it("a wrong password proves nothing", async () => {
  wantsProof(ENROLMENT);
  open("sign-in");
  await userEvent.click(await screen.findByRole("button", { name: "Set up an app" }));
  const dialog = await screen.findByRole("dialog", { name: "Is it still you?" });
  const field = await within(dialog).findByLabelText("Password");
  await userEvent.type(field, "wrong{Enter}");
  await waitFor(() => expect(field).toBeInvalid());
  expect(screen.queryByText("ABCD")).toBeNull();
});

it("whoever closes the question has changed nothing, and may ask again", async () => {
  wantsProof(ENROLMENT);
  open("sign-in");
  await userEvent.click(await screen.findByRole("button", { name: "Set up an app" }));
  const dialog = await screen.findByRole("dialog", { name: "Is it still you?" });
  await userEvent.click(within(dialog).getByRole("button", { name: "Close" }));
  await waitFor(() => expect(screen.getByRole("button", { name: "Set up an app" })).toBeEnabled());
  expect(screen.queryByText("ABCD")).toBeNull();
});

it("who has neither password nor passkey signs in again to prove who they are", async () => {
  wantsProof(ENROLMENT);
  open("sign-in", { has_password: false, password_changed_at: null });
  await userEvent.click(await screen.findByRole("button", { name: "Set up an app" }));
  expect(await screen.findByText(/Sign out and in again/)).toBeVisible();
});

it("the recovery codes are shown once the app is confirmed", async () => {
  onPost("/account/totp/confirm", { recovery_codes: ["AAAA-BBBB", "CCCC-DDDD"] });
  server.use(http.post(at("/account/totp"), () => HttpResponse.json(ENROLMENT)));
  open("sign-in");
  await userEvent.click(await screen.findByRole("button", { name: "Set up an app" }));
  await userEvent.type(await screen.findByLabelText("The code that the app shows"), "123456{Enter}");
  const codes = await screen.findByRole("list", { name: "Recovery codes" });
  expect(within(codes).getAllByRole("listitem")).toHaveLength(2);
  await userEvent.click(screen.getByRole("button", { name: "I have kept them" }));
  await waitFor(() => expect(screen.queryByText("AAAA-BBBB")).toBeNull());
});

it("the last way in stays, and the server says why", async () => {
  const why = "This is the last way into your account.";
  server.use(
    http.delete(at("/account/password"), () => HttpResponse.json(refusal("conflict", why), { status: 409 })),
  );
  open("sign-in");
  await userEvent.click(await screen.findByRole("button", { name: "Remove" }));
  const dialog = await screen.findByRole("dialog", { name: "Remove the password?" });
  await userEvent.click(within(dialog).getByRole("button", { name: "Remove" }));
  expect(await within(dialog).findByText(why)).toBeVisible();
});

it("why a provider was not linked is told", async () => {
  navigation.search = "error=conflict";
  open("sign-in");
  expect(await screen.findByRole("alert")).toHaveTextContent("linked to somebody already");
});

it("another session can be ended, the one at hand cannot", async () => {
  const ended: string[] = [];
  const session = {
    device: "Firefox on Linux",
    address: "192.0.2.1",
    way: "password+totp",
    created_at: "2029-01-01T00:00:00Z",
    last_seen_at: "2029-01-01T00:00:00Z",
  };
  const items = [
    { ...session, id: 1, is_current: true },
    { ...session, id: 2, is_current: false },
  ];
  server.use(
    http.get(at("/account/sessions"), () => HttpResponse.json({ items, next_cursor: null })),
    http.delete(at("/account/sessions/:id"), ({ params }) => {
      ended.push(String(params.id));
      return new HttpResponse(null, { status: 204 });
    }),
  );
  open("sessions");
  await userEvent.click(await screen.findByRole("button", { name: "Sign out: Firefox on Linux" }));
  await waitFor(() => expect(ended).toEqual(["2"]));
  expect(screen.getAllByText(/by password and code of an app/)).toHaveLength(2);
});

it("the account is deleted by typing its address", async () => {
  open("profile");
  await userEvent.click(await screen.findByRole("button", { name: "Delete my account" }));
  const dialog = await screen.findByRole("dialog", { name: "Delete your account?" });
  const confirm = within(dialog).getByRole("button", { name: "Delete my account" });
  expect(confirm).toBeDisabled();
  await userEvent.type(within(dialog).getByRole("textbox"), "ada@example.com");
  expect(confirm).toBeEnabled();
});
