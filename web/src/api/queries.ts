import { MutationCache, QueryCache, QueryClient } from "@tanstack/react-query";
import { Refusal, refusalOf } from "./problem";

const MOST_TRIES = 3;

/** `onSignedOut`: the session has ended, whoever has noticed. */
export function newQueryClient(onSignedOut: () => void): QueryClient {
  const notice = (error: unknown) => {
    if (error instanceof Refusal && error.status === 401) onSignedOut();
  };
  return new QueryClient({
    queryCache: new QueryCache({
      // That nobody is signed in is the session's own answer: asking again because of it would never end.
      onError: (error, query) => query.queryKey[0] !== "session" && notice(error),
    }),
    mutationCache: new MutationCache({ onError: notice }),
    defaultOptions: {
      queries: {
        staleTime: 10_000,
        gcTime: 30 * 60_000,
        retry: (count, error) => count < MOST_TRIES && refusalOf(error).isPassing,
        refetchOnWindowFocus: true,
      },
    },
  });
}

/** For `useInfiniteQuery` over a list of pages. */
export const byCursor = {
  initialPageParam: null as string | null,
  getNextPageParam: (page: { readonly next_cursor: string | null }) => page.next_cursor,
};
