import { OptionList } from '../options.ts';

/** Constant frames per second. Each divides 48,000, the sample rate of the audio, so that a frame has a whole number of samples. */
export const FRAME_RATES = new OptionList(30, [
  { name: 24, title: '24 fps', description: 'Cinema.' },
  { name: 25, title: '25 fps', description: 'European television.' },
  { name: 30, title: '30 fps', description: 'The web.' },
  { name: 60, title: '60 fps', description: 'Fast motion; twice the rendering work of 30.' },
]);
