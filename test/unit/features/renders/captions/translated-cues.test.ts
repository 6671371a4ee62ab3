import { describe, expect, it } from 'vitest';
import { translatedCues, translationLanguages } from '../../../../../src/features/renders/captions/translated-cues.ts';
import type { FilmSpec, SceneSpec, SceneVoice } from '../../../../../src/features/renders/film/film-spec.ts';
import { planTimeline } from '../../../../../src/features/renders/film/timeline.ts';
import { filmCues } from '../../../../../src/features/renders/scene-cues.ts';
import { smallSpec } from '../../../../support/small-spec.ts';

const NARRATION = 'A river bends. Water carries the bank away. Sand stays behind.';
const PHRASES = ['A river bends.', 'Water carries the bank away.', 'Sand stays behind.'].map((text, index) => ({
  ...{ text, startMs: index * 2_500, endMs: index * 2_500 + 2_000 },
}));

const voiceOf = (phrases: SceneVoice['phrases'] = PHRASES): SceneVoice => ({ samples: 7 * 48_000, phrases });

/** A film of two scenes of the same words. */
function filmOf(changes: Partial<SceneSpec>, voice = voiceOf()) {
  const plain = smallSpec({ voicesMs: [7_000, 7_000] });
  const scenes = plain.scenes.map((scene, index) => ({ ...scene, narration: NARRATION, ...(index === 0 ? changes : {}) }));
  const spec: FilmSpec = { ...plain, width: 1280, height: 720, scenes };
  const voices = [voice, voiceOf()];
  return { spec, voices, timeline: planTimeline(spec, voices) };
}

const textOf = ({ lines }: { readonly lines: readonly string[] }): string => lines.join(' ');
const ownCues = ({ spec, timeline, voices }: ReturnType<typeof filmOf>) =>
  filmCues({ ...spec, scenes: spec.scenes.map((scene, index) => (index === 0 ? scene : { ...scene, caption: '' })) }, timeline, voices);
const german = (text: string) => ({ translations: [{ language: 'de', text }] });

describe('captions in another language', () => {
  it('have the times of the sentences that they translate, and none in scenes without a translation', () => {
    const text = 'Ein Fluss biegt sich. Wasser trägt das Ufer fort. Der Sand bleibt zurück.';
    const film = filmOf(german(text));
    const [cues, own] = [translatedCues(film, 'de'), ownCues(film)];
    expect(cues.map(textOf)).toEqual(['Ein Fluss biegt sich.', 'Wasser trägt das Ufer fort.', 'Der Sand bleibt zurück.']);
    expect(cues.map(({ startMs }) => startMs)).toEqual(own.map(({ startMs }) => startMs));
    expect(cues.map(({ endMs }) => endMs)).toEqual(own.map(({ endMs }) => endMs));
  });

  it('share the time of the voice where there are more or fewer sentences, and lose no word', () => {
    const text =
      'Ein Fluss biegt sich, weil Wasser das eine Ufer abträgt, während es am anderen den Sand liegen lässt, den es mitgebracht hat.';
    const film = filmOf(german(text));
    const [cues, own] = [translatedCues(film, 'de'), ownCues(film)];
    expect(cues.map(textOf).join(' ')).toBe(text);
    expect([cues[0]?.startMs, cues.at(-1)?.endMs]).toEqual([own[0]?.startMs, own.at(-1)?.endMs]);
    expect(cues.length).toBeGreaterThan(1);
  });

  it('break their lines as captions of their language do', () => {
    const text = '河流会弯曲。水把一边的河岸冲走，又把带来的沙子慢慢地留在另外一边。沙子留下来了。';
    for (const { lines } of translatedCues(filmOf({ translations: [{ language: 'zh', text }] }), 'zh'))
      for (const line of lines) expect([...line].length).toBeLessThanOrEqual(16);
  });

  it('are shown as long as a caption of the scene itself, and in a scene that nobody speaks', () => {
    const shown = filmOf({ caption: 'Shown instead', ...german('Stattdessen gezeigt') });
    expect(translatedCues(shown, 'DE')).toEqual([{ ...ownCues(shown)[0], lines: ['Stattdessen gezeigt'] }]);
    const silent = filmOf({ narration: '', caption: 'To be read', ...german('Zum Lesen') }, voiceOf([]));
    expect(translatedCues(silent, 'de')).toEqual([{ ...ownCues(silent)[0], lines: ['Zum Lesen'] }]);
  });

  it('are in each language once, whatever the case of its tag', () => {
    const [one, other] = [
      german('eins'),
      {
        translations: [
          { language: 'DE', text: 'zwei' },
          { language: 'ar', text: 'ثلاثة' },
        ],
      },
    ];
    expect(translationLanguages({ scenes: [one, other, {}] })).toEqual(['DE', 'ar']);
  });
});
