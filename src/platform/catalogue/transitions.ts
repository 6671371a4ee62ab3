import { OptionList } from './options.ts';
import type { NameOf } from './options.ts';

/** From one scene to the next. Each name is a transition of the `xfade` filter in both ffmpeg 5.1 and 7, except `cut`, which has no frames. */
export const TRANSITIONS = new OptionList('fade', [
  { name: 'cut', title: 'Cut', description: 'Changes from one frame to the next.' },
  { name: 'fade', title: 'Fade', description: 'Dissolves into the next scene.' },
  { name: 'fadeblack', title: 'Fade through black', description: 'Fades to black and from black.' },
  { name: 'fadewhite', title: 'Fade through white', description: 'Fades to white and from white.' },
  { name: 'slideleft', title: 'Slide left', description: 'The next scene pushes the current one out to the left.' },
  { name: 'smoothleft', title: 'Smooth left', description: 'A soft edge moves to the left.' },
  { name: 'wipeleft', title: 'Wipe left', description: 'A hard edge moves to the left.' },
  { name: 'circleopen', title: 'Circle', description: 'The next scene opens in a growing circle.' },
]);
export type TransitionName = NameOf<typeof TRANSITIONS>;
