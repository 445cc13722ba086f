import { QueryClientProvider } from "@tanstack/react-query";
import { type RenderResult, render } from "@testing-library/react";
import { NuqsTestingAdapter } from "nuqs/adapters/testing";
import type { ReactElement } from "react";
import { IntlProvider } from "use-intl";
import { newQueryClient } from "@/api/queries";
import type { Permission, SessionAnswer } from "@/api/schema";
import { messages } from "@/i18n/en";
import { SessionProvider } from "@/session/session";
import { ToastProvider } from "@/ui/toast";

interface Circumstances {
  /** What whoever looks may do; everything, unless a test says less. */
  can?: (permission: Permission) => boolean;
  /** What stands behind `?` in the address. */
  search?: string;
}

const session: SessionAnswer = {
  user: { id: 1, email: "ada@example.com", name: "Ada" },
  workspaces: [{ id: 1, name: "Example", role: "owner", permissions: [] }],
  csrf_token: "token",
  expires_at: "2030-01-01T00:00:00Z",
  authenticated_at: "2029-12-01T00:00:00Z",
  way: "password",
};

/** In English, in UTC, signed in; requests go to `server`, and fail at once when it refuses. */
export function renderInside(
  element: ReactElement,
  { can = () => true, search = "" }: Circumstances = {},
): RenderResult {
  const client = newQueryClient(() => undefined);
  client.setDefaultOptions({ queries: { retry: false } });
  const value = {
    session,
    workspace: { id: 1, name: "Example", role: "owner" as const, permissions: [] },
    can,
    switchTo: () => undefined,
    signOut: async () => undefined,
  };
  return render(
    <QueryClientProvider client={client}>
      <IntlProvider locale="en" messages={messages} timeZone="UTC">
        <ToastProvider>
          <NuqsTestingAdapter searchParams={search} hasMemory>
            <SessionProvider value={value}>{element}</SessionProvider>
          </NuqsTestingAdapter>
        </ToastProvider>
      </IntlProvider>
    </QueryClientProvider>,
  );
}
