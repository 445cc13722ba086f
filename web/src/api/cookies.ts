/** The token that a browser sends back with whatever changes something; behind TLS the name has a prefix. */
export function csrfToken(): string {
  for (const part of document.cookie.split("; ")) {
    const [name, value] = part.split("=", 2);
    if (name === "__Host-tocsin_csrf" || name === "tocsin_csrf") return value ?? "";
  }
  return "";
}
