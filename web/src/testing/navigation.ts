/** In the place of `next/navigation`: no router runs in tests. Says where a page wanted to go. */
export const navigation = {
  visited: [] as string[],
  path: "/",
  search: "",
  reset() {
    this.visited = [];
    this.path = "/";
    this.search = "";
  },
};

const router = {
  push: (href: string) => void navigation.visited.push(href),
  replace: (href: string) => void navigation.visited.push(href),
  back: () => void navigation.visited.push("back"),
  prefetch: () => undefined,
  refresh: () => undefined,
};

export const useRouter = () => router;
export const usePathname = () => navigation.path;
export const useSearchParams = () => new URLSearchParams(navigation.search);
