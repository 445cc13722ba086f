import { Moon, Sun, SunMoon } from "lucide-react";

/** In the order in which they are offered. */
export const THEMES = { light: Sun, dark: Moon, system: SunMoon } as const;
