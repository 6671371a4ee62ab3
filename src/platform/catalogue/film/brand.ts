import { AI_LABELS } from '../ai-labels.ts';
import { PROVIDERS } from '../providers.ts';
import { notOffered } from './option-layers.ts';

/** Maximum number of brand colors of a preset. */
const MAX_COLORS = 5;
const COLOR = /^#[0-9a-f]{6}$/i;

export function colorFault(colors: readonly string[]): string | undefined {
  if (colors.length === 0 || colors.length > MAX_COLORS) return `Must have 1 to ${MAX_COLORS} colors.`;
  const wrong = colors.findIndex((color) => !COLOR.test(color));
  return wrong < 0 ? undefined : `Color ${wrong + 1} must be written as #rrggbb, for example #1a2b3c.`;
}

export const labelFault = (name: string): string | undefined => (AI_LABELS.find(name) ? undefined : notOffered(AI_LABELS.names));

export function providerFault(names: readonly string[]): string | undefined {
  const known: readonly string[] = PROVIDERS.names;
  if (names.length === 0 || names.some((name) => !known.includes(name))) return notOffered(known);
  return new Set(names).size < names.length ? 'Must name each provider once.' : undefined;
}
