import { OptionList } from './options.ts';

/** How captions appear in the picture. Every film also has a WebVTT file. */
export const CAPTION_STYLES = new OptionList('classic', [
  { name: 'classic', title: 'Classic', description: 'Burned into the picture, white on a dark box.', isBurnedIn: true },
  { name: 'none', title: 'None', description: 'Only in the WebVTT file beside the film.', isBurnedIn: false },
]);
