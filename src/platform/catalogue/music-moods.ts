import { OptionList } from './options.ts';
import type { NameOf } from './options.ts';

/**
 * Moods of background music. The music provider has a composition for each except `none`. The fallback is for films that are long enough
 * for music.
 */
export const MUSIC_MOODS = new OptionList('calm', [
  { name: 'none', title: 'None', description: 'No music.' },
  { name: 'calm', title: 'Calm', description: 'Slow, warm chords with a few bells.' },
  { name: 'uplifting', title: 'Uplifting', description: 'Bright chords with a plucked figure that moves on.' },
  { name: 'tense', title: 'Tense', description: 'Low minor chords over a quiet pulse.' },
]);
export type MusicMood = NameOf<typeof MUSIC_MOODS>;
