import { expect, test } from 'vitest';
import { finishedFilm } from '../../../../../src/features/renders/deliveries/rendition.step.ts';
import type { Results } from '../../../../../src/features/renders/steps/step-results.ts';
import { smallSpec } from '../../../../support/small-spec.ts';

const music = { mood: 'calm', provider: 'builtin' } as const;
const phrases = [{ text: 'Words of scene 0.', startMs: 0, endMs: 2_000 }];

/** The results of a film of one scene. */
const resultsOf = (voice: object, film: object) =>
  ({ at: (step: string) => (step === 'VOICE' ? { voice } : { film }) }) as unknown as Results;

test.each([
  ['as loud as planned', phrases, { audio: { loudness: { integrated: -14.3 } } }, false],
  ['whose music stayed too quiet', [], { audio: { loudness: { integrated: -31 } } }, true],
  ['whose music is silent', [], { audio: { loudness: { integrated: -Infinity } } }, true],
  ['with words, from before loudness was kept', phrases, {}, false],
  ['with music, from before loudness was kept', [], {}, false],
])('renditions of a film %s may be softer: %s', (_, spoken, film, isSoft) => {
  const spec = { ...smallSpec({ voicesMs: [2_000] }), music };
  expect(finishedFilm(spec, resultsOf({ samples: 96_000, phrases: spoken }, film)).isSoft).toBe(isSoft);
});
