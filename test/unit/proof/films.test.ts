import { describe, expect, it } from 'vitest';
import { CAPTION_STYLES } from '../../../src/platform/catalogue/caption-styles.ts';
import { LANGUAGES } from '../../../src/platform/catalogue/languages.ts';
import { LOOKS } from '../../../src/platform/catalogue/looks.ts';
import { MOTIONS } from '../../../src/platform/catalogue/motions.ts';
import { MUSIC_MOODS } from '../../../src/platform/catalogue/music-moods.ts';
import { SHAPES } from '../../../src/platform/catalogue/sizes/shapes.ts';
import { TRANSITIONS } from '../../../src/platform/catalogue/transitions.ts';
import { coverage, FILMS, OPTIONS } from '../../proof/films.ts';
import { TEXTS } from '../../proof/texts.ts';

describe('the films of the proof', () => {
  it('are at least sixty, a third of them of odd scripts', () => {
    expect(FILMS.length).toBeGreaterThanOrEqual(60);
    expect(FILMS.filter(({ text }) => text.name !== 'plain').length).toBeGreaterThanOrEqual(20);
  });

  it('have every value of every option, and every language with its voice', () => {
    const used = (valueOf: (film: (typeof FILMS)[number]) => unknown): string[] =>
      [...new Set(FILMS.map((film) => String(valueOf(film))))].toSorted();
    expect(used(({ options }) => options.aspectRatio)).toEqual([...SHAPES.names].toSorted());
    expect(used(({ options }) => options.look)).toEqual([...LOOKS.names].toSorted());
    expect(used(({ options }) => options.transition)).toEqual([...TRANSITIONS.names].toSorted());
    expect(used(({ options }) => options.motion)).toEqual([...MOTIONS.names].toSorted());
    expect(used(({ options }) => options.musicMood)).toEqual([...MUSIC_MOODS.names].toSorted());
    expect(used(({ options }) => options.captionStyle)).toEqual([...CAPTION_STYLES.names].toSorted());
    expect(used(({ options }) => options.fps)).toHaveLength(OPTIONS.fps.length);
    const spoken = new Set(TEXTS.filter(({ isSpoken }) => isSpoken).map(({ language }) => language));
    expect([...spoken].toSorted()).toEqual([...LANGUAGES.names].toSorted());
  });

  it('bring most pairs of values together', () => {
    const { covered, all } = coverage(FILMS);
    expect(covered / all).toBeGreaterThan(0.6);
  });
});
