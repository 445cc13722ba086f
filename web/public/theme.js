// Before the first paint, so that nothing flashes: the theme that was chosen, or the system's.
{
  const chosen = localStorage.getItem("tocsin.theme");
  const isDark = chosen ? chosen === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  document.documentElement.dataset.theme = isDark ? "dark" : "light";
}
