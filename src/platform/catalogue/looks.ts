import { OptionList } from './options.ts';
import type { NameOf } from './options.ts';

/**
 * Looks of scene cards: ground, type pair and ornament; `media/drawing/looks` has a painter for each. Colours derive from the film's title.
 */
export const LOOKS = new OptionList('editorial', [
  { name: 'editorial', title: 'Editorial', description: 'Serif headings on a plain ground, rings around a bright shape.' },
  { name: 'poster', title: 'Poster', description: 'Heavy sans headings beside a grid of bold shapes.' },
  { name: 'quiet', title: 'Quiet', description: 'Light sans headings in the middle of a dark disc with a lit rim.' },
  { name: 'paper', title: 'Paper', description: 'Dark serif headings on light paper, shapes and leaves as if cut from coloured paper.' },
  {
    name: 'blueprint',
    title: 'Blueprint',
    description: 'Typewriter headings on squared paper, technical drawings with construction lines.',
  },
  { name: 'signal', title: 'Signal', description: 'Narrow headings beside slanted bars of full colour.' },
]);
export type LookName = NameOf<typeof LOOKS>;

/** Whether the cards of a look have a light ground. */
export const isLightLook = (name: string): boolean => name === 'paper';
