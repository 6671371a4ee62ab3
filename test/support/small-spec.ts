import { encoderFingerprint } from '../../src/features/renders/film/encoder.ts';
import type { FilmSpec } from '../../src/features/renders/film/film-spec.ts';
import { newId } from '../../src/kernel/id.ts';

export interface SmallSpecOptions {
  /** Milliseconds of each scene's voice. */
  readonly voicesMs: readonly number[];
  readonly spec?: Partial<Pick<FilmSpec, 'width' | 'height' | 'fps' | 'transition' | 'captionStyle' | 'opening'>> & {
    readonly motion?: 'NONE' | 'GENTLE' | 'KEN_BURNS';
  };
}

/** Words that a voice of so many milliseconds can say, and that can be read meanwhile. */
const wordsOf = (position: number, ms: number): string => (ms < 900 ? `Scene ${position}.` : `Words of scene ${position}.`);

/** A film of 320x180 with one scene for each voice. */
export const smallSpec = ({ voicesMs, spec = {} }: SmallSpecOptions): FilmSpec => {
  const { motion = 'NONE', ...rest } = spec;
  const scenes = voicesMs.map((ms, position) => ({ id: newId(), position, narration: wordsOf(position, ms), heading: '', motion }));
  return {
    version: 1,
    title: 'A small film',
    language: 'en',
    voice: 'tone',
    providers: { speech: 'builtin', visual: 'builtin' },
    width: 320,
    height: 180,
    fps: 30,
    look: 'plain',
    captionStyle: 'classic',
    transition: { kind: 'fade', ms: 400 },
    seed: 'seed',
    encoder: encoderFingerprint,
    scenes,
    ...rest,
  };
};
