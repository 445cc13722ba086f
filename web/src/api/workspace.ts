/** Which workspace this tab is about. Kept for the tab, and as the one to begin with in the next. */
const KEY = "tocsin.workspace";

let current: string | null = null;

export function workspaceId(): string | null {
  if (current === null && typeof window !== "undefined") {
    current = sessionStorage.getItem(KEY) ?? localStorage.getItem(KEY);
  }
  return current;
}

export function chooseWorkspace(id: number | null): void {
  current = id === null ? null : String(id);
  for (const storage of [sessionStorage, localStorage]) {
    if (current === null) storage.removeItem(KEY);
    else storage.setItem(KEY, current);
  }
}
