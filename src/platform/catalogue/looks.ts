import { OptionList } from './options.ts';
import type { NameOf } from './options.ts';

/** Ground, type pair and ornament of scene cards; `media/drawing/looks` has a painter for each. Colours derive from the film's title. */
export const LOOKS = new OptionList('editorial', [
  { name: 'editorial', title: 'Editorial', description: 'Serif headings on a plain ground, rings around a bright shape.' },
  { name: 'poster', title: 'Poster', description: 'Heavy sans headings beside a grid of bold shapes.' },
  { name: 'quiet', title: 'Quiet', description: 'Light sans headings in the middle of a dark disc with a lit rim.' },
]);
export type LookName = NameOf<typeof LOOKS>;
