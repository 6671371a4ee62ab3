import { OptionList } from './options.ts';

/** How captions appear in the picture. Every film also has a WebVTT and an SRT file. */
export const CAPTION_STYLES = new OptionList('classic', [
  { name: 'classic', title: 'Classic', description: 'Burned into the picture, white on a dark box.', isBurnedIn: true },
  { name: 'plain', title: 'Plain', description: 'Burned into the picture, white with a dark outline.', isBurnedIn: true },
  {
    name: 'highlight',
    title: 'Highlight',
    description: 'Burned into the picture like plain; the spoken word has a box in the accent color.',
    isBurnedIn: true,
  },
  {
    name: 'karaoke',
    title: 'Karaoke',
    description: 'Burned into the picture like plain; words fill with the accent color as they are spoken.',
    isBurnedIn: true,
  },
  {
    name: 'one-word',
    title: 'One word',
    description: 'Burned into the picture one large word at a time, as it is spoken; made for 9:16.',
    isBurnedIn: true,
  },
  { name: 'none', title: 'None', description: 'Only in the WebVTT and SRT files beside the film.', isBurnedIn: false },
]);

type CaptionStyle = (typeof CAPTION_STYLES)['all'][number];
/** Styles that `media/drawing/caption.ts` draws. */
export type BurnedInStyle = Extract<CaptionStyle, { readonly isBurnedIn: true }>['name'];

/** The style to draw; undefined when captions are not in the picture. */
export function burnedInStyle(name: CaptionStyle['name']): BurnedInStyle | undefined {
  const style = CAPTION_STYLES.get(name);
  return style.isBurnedIn ? style.name : undefined;
}
