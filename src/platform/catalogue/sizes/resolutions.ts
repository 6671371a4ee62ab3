import { OptionList } from '../options.ts';
import type { NameOf } from '../options.ts';

/** Every resolution of the API. A model's `limits` list those that it renders. */
export const RESOLUTIONS = new OptionList('P720', [
  { name: 'P360', title: '360p', description: 'The short side has 360 pixels.', shortSide: 360 },
  { name: 'P480', title: '480p', description: 'The short side has 480 pixels.', shortSide: 480 },
  { name: 'P720', title: '720p', description: 'The short side has 720 pixels.', shortSide: 720 },
  {
    name: 'P1080',
    title: '1080p',
    description: 'The short side has 1080 pixels. Refused with BAD_USER_INPUT for models whose `limits` do not list it.',
    shortSide: 1_080,
  },
  {
    name: 'P1440',
    title: '1440p',
    description: 'The short side has 1440 pixels. Refused with BAD_USER_INPUT for models whose `limits` do not list it.',
    shortSide: 1_440,
  },
  {
    name: 'P2160',
    title: '2160p',
    description: 'The short side has 2160 pixels. Refused with BAD_USER_INPUT for models whose `limits` do not list it.',
    shortSide: 2_160,
  },
]);
export type Resolution = NameOf<typeof RESOLUTIONS>;
