import { byId } from './element.ts';

const KEY = 'oneday-playground-theme';

/** Light or dark: the system's choice until the button is used, then the user's. */
export function startTheme(): void {
  const root = document.documentElement;
  root.style.colorScheme = localStorage.getItem(KEY) ?? '';
  byId('theme').addEventListener('click', () => {
    const isDark = root.style.colorScheme === ''
      ? matchMedia('(prefers-color-scheme: dark)').matches : root.style.colorScheme === 'dark';
    root.style.colorScheme = isDark ? 'light' : 'dark';
    localStorage.setItem(KEY, root.style.colorScheme);
  });
}
