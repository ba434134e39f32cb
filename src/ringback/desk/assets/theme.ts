/** Sets light or dark before the first paint: what was chosen here, else what the system says. */

const dark = window.matchMedia("(prefers-color-scheme: dark)");

function chosen(): string | null {
  try {
    return localStorage.getItem("ringback-theme");
  } catch {
    return null;
  }
}

function apply(): void {
  document.documentElement.dataset.bsTheme = chosen() ?? (dark.matches ? "dark" : "light");
}

apply();
document.documentElement.dataset.script = "yes";
dark.addEventListener("change", apply);
window.addEventListener("storage", apply);
