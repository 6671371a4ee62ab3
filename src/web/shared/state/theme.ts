import { createStore } from './store.ts';

export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

/** Key of the chosen appearance, in localStorage. */
const CHOSEN = 'reelwright:theme';

export const theme = createStore<Theme>(THEMES.find((one) => one === localStorage.getItem(CHOSEN)) ?? 'system');

export function chooseTheme(next: Theme): void {
  localStorage.setItem(CHOSEN, next);
  theme.set(next);
  showTheme();
}

export function showTheme(): void {
  document.documentElement.dataset['theme'] = theme.get();
}
