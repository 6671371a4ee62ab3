import { OptionList } from './options.ts';
import type { NameOf } from './options.ts';

/** Movement of the camera over the picture of a scene. */
export const MOTIONS = new OptionList('GENTLE', [
  { name: 'NONE', title: 'None', description: 'The picture does not move.' },
  {
    name: 'GENTLE',
    title: 'Gentle',
    description: 'Words of a card appear as they are spoken while its ornament moves slowly; pictures zoom half as far as KEN_BURNS.',
  },
  { name: 'KEN_BURNS', title: 'Ken Burns', description: 'A slow zoom: in on one scene, out on the next.' },
]);
export type Motion = NameOf<typeof MOTIONS>;
