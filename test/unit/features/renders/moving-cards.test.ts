import { describe, expect, test } from 'vitest';
import type { SceneVoice } from '../../../../src/features/renders/film/film-spec.ts';
import type { ClipPlan } from '../../../../src/features/renders/film/timeline.ts';
import { cardAt } from '../../../../src/features/renders/pictures/film-frame.ts';
import { movingClip } from '../../../../src/features/renders/pictures/moving-cards.ts';
import type { FilmTools, PartRun } from '../../../../src/features/renders/steps/step-results.ts';
import type { Drawing } from '../../../../src/platform/media/drawing.ts';
import { cardVisualProvider } from '../../../../src/platform/providers/builtin/card.visual-provider.ts';
import { smallSpec } from '../../../support/small-spec.ts';

const spec = smallSpec({ voicesMs: [2_000, 2_000, 2_000], spec: { motion: 'GENTLE' } });
const voice: SceneVoice = { samples: 96_000, phrases: [{ text: 'Words of scene 1.', startMs: 0, endMs: 1_700 }] };
const toolsWith = (provider: object) => ({ providers: { get: async () => provider } }) as unknown as FilmTools;
const cards = toolsWith(cardVisualProvider({} as Drawing));
const run = {} as PartRun;

const body = (scene: number, from: number, frames: number): ClipPlan => ({ frames, views: [{ scene, sceneFrames: 80, from }] });
const join: ClipPlan = {
  frames: 12,
  views: [
    { scene: 0, sceneFrames: 80, from: 74 },
    { scene: 1, sceneFrames: 80, from: -6 },
  ],
};
const movingOf = async (piece: ClipPlan) => (await movingClip(cards, spec, piece, () => voice)).cards(run, cards);

describe('words of a moving card', () => {
  test.each([
    ['the first scene: there from the beginning', body(0, 0, 74), -Infinity, 74],
    ['between two transitions', body(1, 6, 68), 6, 74],
    ['the last scene: there to the end', body(2, 6, 74), 6, Infinity],
    ['between two cuts', body(1, 0, 80), 0, Infinity],
  ])('are shown in %s', async (_, piece, enters, leaves) => {
    expect(await movingOf(piece)).toMatchObject([{ enters, leaves, from: piece.views[0].from, fps: 30 }]);
  });

  test('of a film with an opening leave when both clips of the first scene say so, whatever the next voice is', async () => {
    const opened = { ...spec, opening: 30, transition: { kind: 'fade' as const, ms: 400 } };
    for (const piece of [body(0, 0, 30), body(0, 30, 44), body(0, 30, 46)]) {
      const moving = await movingClip(cards, opened, piece, () => voice);
      expect(await moving.cards(run, cards)).toMatchObject([{ enters: -Infinity, leaves: 74 }]);
      expect(moving.inputs).toMatchObject([{ leaves: 74 }]);
    }
  });

  test('are gone in a transition', async () => {
    const [left, right] = await movingOf(join);
    expect(left).toMatchObject({ leaves: 74, from: 74 });
    expect(right).toMatchObject({ enters: Infinity, from: -6 });
  });

  test('are spoken after the silence at the beginning of the scene', async () => {
    const [moving] = await movingOf(body(1, 6, 68));
    expect(moving?.spoken?.(0)).toBeCloseTo(2, 6);
    expect(moving?.spoken?.(17)).toBeCloseTo(2 + 1.7 * 30, 6);
  });
});

describe('a clip', () => {
  test('depends on the times of its words, unless it is a transition', async () => {
    expect((await movingClip(cards, spec, body(1, 6, 68), () => voice)).inputs).toMatchObject([{ spoken: voice.phrases }]);
    for (const inputs of (await movingClip(cards, spec, join, () => voice)).inputs) expect(inputs).not.toHaveProperty('spoken');
  });

  test('is moved by ffmpeg where it is no card in gentle motion', async () => {
    const picture = { assetId: spec.scenes[1]!.id, sha256: 'a', width: 640, height: 360, fit: 'FILL' as const };
    const scenes = spec.scenes.map((scene, index) => (index === 1 ? { ...scene, picture } : { ...scene, motion: 'KEN_BURNS' as const }));
    expect((await movingClip(cards, { ...spec, scenes }, join, () => voice)).isDrawn).toEqual([false, false]);
    expect((await movingClip(toolsWith({ id: 'other' }), spec, join, () => voice)).isDrawn).toEqual([false, false]);
    expect((await movingClip(cards, spec, join, () => voice)).isDrawn).toEqual([true, true]);
  });
});

test.each(['fade', 'fadeblack', 'fadewhite'] as const)('a preview of a %s shows each card as the film does at that frame', async (kind) => {
  const film = { ...spec, transition: { kind, ms: 400 } };
  const moving = await movingClip(cards, film, join, () => voice);
  const shown = (await moving.cards(run, cards)).map((card, index) => cardAt(card, join, index, 8).from);
  // Two frames after the cut.
  expect(shown).toEqual([82, 2]);
});
