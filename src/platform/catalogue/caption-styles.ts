import { OptionList } from './options.ts';

/** How captions appear in the picture. Every film also has a WebVTT file. */
export const CAPTION_STYLES = new OptionList('classic', [
  { name: 'classic', title: 'Classic', description: 'Burned into the picture, white on a dark box.', isBurnedIn: true },
  { name: 'none', title: 'None', description: 'Only in the WebVTT file beside the film.', isBurnedIn: false },
]);

type CaptionStyle = (typeof CAPTION_STYLES)['all'][number];
/** Styles that `media/drawing/caption.ts` draws. */
export type BurnedInStyle = Extract<CaptionStyle, { readonly isBurnedIn: true }>['name'];

/** The style to draw; undefined when captions are not in the picture. */
export function burnedInStyle(name: CaptionStyle['name']): BurnedInStyle | undefined {
  const style = CAPTION_STYLES.get(name);
  return style.isBurnedIn ? style.name : undefined;
}
