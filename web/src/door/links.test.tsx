import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, it } from "vitest";
import { navigation } from "@/testing/navigation";
import { renderInside } from "@/testing/render";
import { InvitationPage } from "./invitation-page";
import { ResetPasswordPage } from "./reset-password-page";
import { SetUpPage } from "./set-up-page";
import { letIn, onPost, refusal, SESSION } from "./testing";

const PASSWORD = "four unrelated words";
const OFFER = {
  workspace: "Example",
  role: "editor",
  email: "grace@example.com",
  inviter: "ada@example.com",
  expires_at: "2030-01-01T00:00:00Z",
};

beforeEach(() => letIn());

it("the token of a link is taken out of the address, and sent", async () => {
  history.replaceState(null, "", "/reset-password#token=secret");
  const sent = onPost("/password-reset/confirm", {});
  renderInside(<ResetPasswordPage />);
  await userEvent.type(await screen.findByLabelText("New password"), `${PASSWORD}{Enter}`);
  await waitFor(() => expect(navigation.visited).toEqual(["/sign-in?notice=password_set"]));
  expect(sent).toEqual([{ token: "secret", password: PASSWORD }]);
  expect(location.href).toBe("http://tocsin.test/reset-password");
});

it("a weak password is told at its field", async () => {
  history.replaceState(null, "", "/reset-password#token=secret");
  const errors = [{ pointer: "/password", message: "is soon guessed" }];
  onPost("/password-reset/confirm", refusal("validation_failed", "no", { errors }), { status: 422 });
  renderInside(<ResetPasswordPage />);
  await userEvent.type(await screen.findByLabelText("New password"), `${PASSWORD}{Enter}`);
  expect(await screen.findByText("Is soon guessed.")).toBeVisible();
  expect(screen.getByLabelText("New password")).toBeInvalid();
});

it("a link that is used up leads to another one", async () => {
  history.replaceState(null, "", "/reset-password#token=secret");
  onPost("/password-reset/confirm", refusal("reset_refused", "gone"), { status: 422 });
  renderInside(<ResetPasswordPage />);
  await userEvent.type(await screen.findByLabelText("New password"), `${PASSWORD}{Enter}`);
  expect(await screen.findByRole("link", { name: "Ask for another link" })).toBeVisible();
});

it("how long a password has to be is told while it is typed", async () => {
  history.replaceState(null, "", "/reset-password#token=secret");
  renderInside(<ResetPasswordPage />);
  await screen.findByText(/At least 10 characters/);
  await userEvent.type(screen.getByLabelText("New password"), "sixsix");
  expect(screen.getByText("4 more characters")).toBeVisible();
});

it("the first owner needs no token at the server's own machine", async () => {
  history.replaceState(null, "", "/set-up");
  letIn({ set_up: { is_needed: true, needs_token: false } });
  const sent = onPost("/setup", SESSION, { status: 201 });
  renderInside(<SetUpPage />);
  await userEvent.type(await screen.findByLabelText("Your name"), "Ada");
  await userEvent.type(screen.getByLabelText("E-mail address"), "ada@example.com");
  await userEvent.type(screen.getByLabelText("New password"), `${PASSWORD}{Enter}`);
  await waitFor(() => expect(navigation.visited).toContain("/"));
  expect(sent).toEqual([
    { name: "Ada", email: "ada@example.com", password: PASSWORD, workspace: null, token: null },
  ]);
});

it("a wrong token of the link can be typed anew", async () => {
  history.replaceState(null, "", "/set-up#token=old");
  letIn({ set_up: { is_needed: true, needs_token: true } });
  onPost("/setup", refusal("setup_token_required", "This is not the token."), { status: 403 });
  renderInside(<SetUpPage />);
  await userEvent.type(await screen.findByLabelText("Your name"), "Ada");
  await userEvent.type(screen.getByLabelText("E-mail address"), "ada@example.com");
  await userEvent.type(screen.getByLabelText("New password"), `${PASSWORD}{Enter}`);
  expect(await screen.findByLabelText("Set-up token")).toHaveFocus();
  expect(location.hash).toBe("");
});

it("who has an account already signs in where the invitation stands", async () => {
  history.replaceState(null, "", "/invitation#token=secret");
  onPost("/invitations/look", OFFER);
  onPost("/invitations/accept", refusal("conflict", "There is an account."), { status: 409 });
  onPost("/session", SESSION);
  renderInside(<InvitationPage />);
  await userEvent.type(await screen.findByLabelText("Your name"), "Grace");
  await userEvent.type(screen.getByLabelText("New password"), `${PASSWORD}{Enter}`);
  await userEvent.type(await screen.findByLabelText("Password"), `${PASSWORD}{Enter}`);
  expect(await screen.findByRole("button", { name: "Accept" })).toBeVisible();
});

it("a new account joins", async () => {
  history.replaceState(null, "", "/invitation#token=secret");
  onPost("/invitations/look", OFFER);
  const accepted = { workspace_id: 7, workspace: "Example", role: "editor", session: SESSION };
  const sent = onPost("/invitations/accept", accepted);
  renderInside(<InvitationPage />);
  await userEvent.type(await screen.findByLabelText("Your name"), "Grace");
  await userEvent.type(screen.getByLabelText("New password"), `${PASSWORD}{Enter}`);
  await waitFor(() => expect(navigation.visited).toContain("/"));
  expect(sent).toEqual([{ token: "secret", name: "Grace", password: PASSWORD, email: null }]);
});

it("an invitation that is gone says so", async () => {
  history.replaceState(null, "", "/invitation#token=secret");
  onPost("/invitations/look", refusal("not_found", "This invitation was withdrawn."), { status: 404 });
  renderInside(<InvitationPage />);
  expect(await screen.findByText("This invitation was withdrawn.")).toBeVisible();
});
