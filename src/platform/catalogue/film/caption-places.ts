import { OptionList } from '../options.ts';
import type { NameOf } from '../options.ts';

/** Where captions are in the picture. */
export const CAPTION_POSITIONS = new OptionList('BOTTOM', [
  { name: 'TOP', title: 'Top', description: 'Captions begin below the upper edge, where apps and players leave room.' },
  { name: 'MIDDLE', title: 'Middle', description: 'Captions are in the middle of the height.' },
  {
    name: 'BOTTOM',
    title: 'Bottom',
    description: 'Captions end above the lower edge; in films of 9:16 above the controls that apps draw there. Cards leave room for them.',
  },
]);
export type CaptionPosition = NameOf<typeof CAPTION_POSITIONS>;

/** How large captions in the picture are; `factor` of the medium size. */
export const CAPTION_SIZES = new OptionList('MEDIUM', [
  { name: 'SMALL', title: 'Small', description: 'Three quarters of the medium size.', factor: 0.75 },
  { name: 'MEDIUM', title: 'Medium', description: 'The size of subtitles: 4.5 % of the short side of the film, 6.6 % in 9:16.', factor: 1 },
  { name: 'LARGE', title: 'Large', description: 'A third larger than medium, with fewer words in each caption.', factor: 4 / 3 },
]);
export type CaptionSize = NameOf<typeof CAPTION_SIZES>;
