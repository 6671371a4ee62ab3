import type { en } from './en.ts';

/** German texts, with the polite form of address. */
export const de: Readonly<Record<keyof typeof en, string>> = {
  'showcase.title': 'Ausgewählte Filme',
  'showcase.lead': 'Filme, die hier entstanden sind.',
  'showcase.empty': 'Noch wird nichts gezeigt',
  'showcase.emptyHint': 'Die Administration wählt Filme, deren Arbeitsbereiche dem zugestimmt haben.',
  'showcase.synthetic': 'Mit KI erstellt',
};
