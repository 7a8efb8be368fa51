'use client';
import { useSyncExternalStore } from 'react';
import { Button } from '#components/ui/button.tsx';
import { MoonIcon, SunIcon, SystemThemeIcon } from '#components/ui/icons.tsx';
import { Subscribable } from '#lib/subscribable.ts';

type Theme = 'system' | 'light' | 'dark';

const NEXT: Record<Theme, Theme> = { system: 'light', light: 'dark', dark: 'system' };
const ONE_YEAR_S = 31_536_000;
const changes = new Subscribable();

/** The cookie lets the server render the chosen theme, so that a page never flashes in the other one. */
const THEME_COOKIE = 'sluice-theme';

function shownTheme(): Theme {
  const { theme } = document.documentElement.dataset;
  return theme === 'light' || theme === 'dark' ? theme : 'system';
}

function setTheme(theme: Theme): void {
  const { dataset } = document.documentElement;
  if (theme === 'system') delete dataset.theme;
  else dataset.theme = theme;
  // oxlint-disable-next-line unicorn/no-document-cookie -- the Cookie Store API is missing in Firefox ESR
  document.cookie = `${THEME_COOKIE}=${theme}; path=/; max-age=${theme === 'system' ? 0 : ONE_YEAR_S}; samesite=strict`;
  changes.notify();
}

/** ThemeSwitch cycles through system, light and dark. */
export function ThemeSwitch() {
  const theme = useSyncExternalStore<Theme>(changes.subscribe, shownTheme, () => 'system');
  return (
    <Button
      variant="ghost"
      size="small"
      aria-label={`Theme: ${theme}. Change to ${NEXT[theme]}`}
      title={`Theme: ${theme}`}
      onClick={() => setTheme(NEXT[theme])}
      className="max-md:h-10 max-md:w-10"
    >
      {theme === 'light' ? <SunIcon /> : theme === 'dark' ? <MoonIcon /> : <SystemThemeIcon />}
    </Button>
  );
}
