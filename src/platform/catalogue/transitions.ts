import { OptionList } from './options.ts';
import type { NameOf } from './options.ts';

/**
 * Transitions from one scene to the next. Each name is a transition of the `xfade` filter in both ffmpeg 5.1 and 7, except `cut`, which has
 * no frames, and the two dips.
 */
export const TRANSITIONS = new OptionList('fade', [
  { name: 'cut', title: 'Cut', description: 'Changes from one frame to the next.' },
  { name: 'fade', title: 'Fade', description: 'Dissolves into the next scene.' },
  { name: 'fadeblack', title: 'Fade through black', description: 'Fades to black, and from black to the next scene.' },
  { name: 'fadewhite', title: 'Fade through white', description: 'Fades to a soft white, and from it to the next scene.' },
  { name: 'slideleft', title: 'Slide left', description: 'The next scene pushes the current one out to the left.' },
  { name: 'slideright', title: 'Slide right', description: 'The next scene pushes the current one out to the right.' },
  { name: 'slideup', title: 'Slide up', description: 'The next scene pushes the current one out at the top.' },
  { name: 'smoothleft', title: 'Smooth left', description: 'A soft edge moves to the left.' },
  { name: 'smoothright', title: 'Smooth right', description: 'A soft edge moves to the right.' },
  { name: 'wipeleft', title: 'Wipe left', description: 'A hard edge moves to the left.' },
  { name: 'circleopen', title: 'Circle', description: 'The next scene opens in a growing circle.' },
  { name: 'zoomin', title: 'Zoom in', description: 'Moves into the current scene until the next one appears.' },
  { name: 'hblur', title: 'Blur', description: 'Blurs sideways into the next scene.' },
]);
export type TransitionName = NameOf<typeof TRANSITIONS>;
