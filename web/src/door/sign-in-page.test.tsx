import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { HttpResponse, http } from "msw";
import { beforeEach, expect, it } from "vitest";
import { navigation } from "@/testing/navigation";
import { renderInside } from "@/testing/render";
import { server } from "@/testing/server";
import { SignInPage } from "./sign-in-page";
import { at, letIn, onPost, refusal, SESSION } from "./testing";

const CODE_WANTED = {
  second_factor: { handle: "h1", methods: ["totp", "recovery_code"], expires_at: "2030-01-01T00:00:00Z" },
};

async function signIn(password = "four unrelated words") {
  await userEvent.type(await screen.findByLabelText("E-mail address"), "ada@example.com");
  await userEvent.type(screen.getByLabelText("Password"), password);
  await userEvent.click(screen.getByRole("button", { name: "Sign in" }));
}

beforeEach(() => {
  history.replaceState(null, "", "/sign-in");
  letIn();
});

it("whoever has signed in goes on to where they wanted to go", async () => {
  navigation.search = "next=/incident%3Fid%3D3";
  const sent = onPost("/session", SESSION);
  renderInside(<SignInPage />);
  await signIn();
  await waitFor(() => expect(navigation.visited).toContain("/incident?id=3"));
  expect(sent).toEqual([{ email: "ada@example.com", password: "four unrelated words" }]);
});

it("a link to another site leads to the start", async () => {
  navigation.search = "next=//evil.example";
  onPost("/session", SESSION);
  renderInside(<SignInPage />);
  await signIn();
  await waitFor(() => expect(navigation.visited).toContain("/"));
  expect(new Set(navigation.visited)).toEqual(new Set(["/"]));
});

it("a wrong password is told at its field, which is in focus", async () => {
  onPost("/session", refusal("sign_in_failed", "wrong"), { status: 401 });
  renderInside(<SignInPage />);
  await signIn();
  const field = screen.getByLabelText("Password");
  await waitFor(() => expect(field).toHaveFocus());
  expect(field).toHaveAccessibleDescription(/E-mail or password are wrong/);
  expect(navigation.visited).toEqual([]);
});

it("empty fields are told without asking the server", async () => {
  renderInside(<SignInPage />);
  await userEvent.click(await screen.findByRole("button", { name: "Sign in" }));
  expect(screen.getByLabelText("E-mail address")).toHaveFocus();
  expect(screen.getAllByText("This is needed.")).toHaveLength(2);
});

it("too many tries are told with the wait", async () => {
  onPost("/session", refusal("too_many_requests", "slow"), { status: 429, headers: { "Retry-After": "90" } });
  renderInside(<SignInPage />);
  await signIn();
  expect(await screen.findByRole("alert")).toHaveTextContent("Wait for 1 min 30 s");
});

it("after the password comes the code of the app", async () => {
  onPost("/session", CODE_WANTED);
  const sent = onPost("/session/second-factor", SESSION);
  renderInside(<SignInPage />);
  await signIn();
  await userEvent.type(await screen.findByLabelText("Code"), " 123456 ");
  await userEvent.click(screen.getByRole("button", { name: "Sign in" }));
  await waitFor(() => expect(navigation.visited).toContain("/"));
  expect(sent).toEqual([{ handle: "h1", code: "123456" }]);
});

it("a wrong code may be followed by another", async () => {
  onPost("/session", CODE_WANTED);
  onPost("/session/second-factor", refusal("code_wrong", "wrong"), { status: 401 });
  renderInside(<SignInPage />);
  await signIn();
  await userEvent.type(await screen.findByLabelText("Code"), "000000{Enter}");
  expect(await screen.findByText("The code is wrong or was used before.")).toBeVisible();
  expect(screen.getByLabelText("Code")).toHaveFocus();
});

it("a sign-in that has ended begins again", async () => {
  onPost("/session", CODE_WANTED);
  onPost("/session/second-factor", refusal("sign_in_failed", "ended"), { status: 401 });
  renderInside(<SignInPage />);
  await signIn();
  await userEvent.type(await screen.findByLabelText("Code"), "000000{Enter}");
  expect(await screen.findByText(/has ended/)).toBeVisible();
  expect(screen.getByLabelText("Password")).toBeVisible();
});

it("a recovery code says how many are left", async () => {
  onPost("/session", CODE_WANTED);
  onPost("/session/second-factor", { ...SESSION, recovery_codes_left: 1 });
  renderInside(<SignInPage />);
  await signIn();
  await userEvent.click(await screen.findByRole("button", { name: /recovery code/ }));
  await userEvent.type(screen.getByLabelText("Recovery code"), "abcd-efgh{Enter}");
  expect(await screen.findByText(/One recovery code is left/)).toBeVisible();
});

it("whoever comes back from a provider is asked for the code, and the address bar holds nothing of it", async () => {
  history.replaceState(null, "", "/sign-in?next=%2F#second_factor=from-provider");
  const sent = onPost("/session/second-factor", SESSION);
  renderInside(<SignInPage />);
  await userEvent.type(await screen.findByLabelText("Code"), "123456{Enter}");
  await waitFor(() => expect(sent).toEqual([{ handle: "from-provider", code: "123456" }]));
  expect(location.href).toBe("http://tocsin.test/sign-in?next=%2F");
});

it("there is a link for each provider", async () => {
  navigation.search = "next=/monitors";
  letIn({ providers: [{ id: "example inc", name: "Example Inc." }] });
  renderInside(<SignInPage />);
  const link = await screen.findByRole("link", { name: "Sign in with Example Inc." });
  expect(link).toHaveAttribute("href", "/api/v1/oauth/example%20inc?next=%2Fmonitors");
});

it("what went wrong at a provider is told in words of ours", async () => {
  navigation.search = "error=sign_up_closed";
  renderInside(<SignInPage />);
  expect(await screen.findByRole("alert")).toHaveTextContent("Ask for an invitation");
});

it("the address bar has no words of its own", async () => {
  navigation.search = "error=Call+0900+at+once&notice=constructor";
  renderInside(<SignInPage />);
  expect(await screen.findByRole("alert")).toHaveTextContent("That did not work.");
});

it("where nobody has an account the first one is made", async () => {
  letIn({ set_up: { is_needed: true, needs_token: false } });
  renderInside(<SignInPage />);
  await waitFor(() => expect(navigation.visited).toEqual(["/set-up"]));
});

it("whoever is signed in goes on at once", async () => {
  // biome-ignore lint/suspicious/noDocumentCookie: jsdom has no cookie store
  document.cookie = "tocsin_csrf=token";
  navigation.search = "next=/monitors";
  server.use(http.get(at("/session"), () => HttpResponse.json(SESSION)));
  renderInside(<SignInPage />);
  await waitFor(() => expect(navigation.visited).toContain("/monitors"));
  // biome-ignore lint/suspicious/noDocumentCookie: jsdom has no cookie store
  document.cookie = "tocsin_csrf=; max-age=0";
});
