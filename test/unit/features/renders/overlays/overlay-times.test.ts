import { describe, expect, test } from 'vitest';
import type { OverlaySpec } from '../../../../../src/features/renders/overlays/overlay-spec.ts';
import { overlayTimes, partsWithin } from '../../../../../src/features/renders/overlays/overlay-times.ts';

const overlay = (id: string, more: Partial<OverlaySpec> = {}): OverlaySpec => ({
  ...{ id, content: { text: 'A', size: 0.1, color: '#ffffff', align: 'CENTER' }, position: { x: 0.5, y: 0.5 }, width: 0.5 },
  ...{ start: { offsetMs: 0 }, lengthMs: 1_000, fadeInMs: 0, fadeOutMs: 0, opacity: 1 },
  ...more,
});
const film = { fps: 30, sceneStarts: [0, 90, 150], frames: 240 };

describe('an overlay is shown', () => {
  test('after the start of the film, of a scene, and after another one', () => {
    const times = overlayTimes(
      [
        overlay('third', { start: { overlay: 'second', offsetMs: 100 } }),
        overlay('first', { start: { offsetMs: 500 } }),
        overlay('second', { start: { scene: 1, offsetMs: 0 }, lengthMs: 2_000 }),
      ],
      film,
    );
    expect(times).toEqual([
      { from: 153, to: 183 },
      { from: 15, to: 45 },
      { from: 90, to: 150 },
    ]);
  });

  test('until the end of the film without a length, and nothing after it', () => {
    const { lengthMs: _, ...endless } = overlay('endless');
    expect(overlayTimes([endless, overlay('never', { start: { overlay: 'endless', offsetMs: 0 } })], film)).toEqual([
      { from: 0, to: Infinity },
      undefined,
    ]);
  });

  test('for one frame at least, and not before its scene is known', () => {
    expect(overlayTimes([overlay('short', { lengthMs: 1 })], film)).toEqual([{ from: 0, to: 1 }]);
    expect(overlayTimes([overlay('later', { start: { scene: 2, offsetMs: 0 } })], { ...film, sceneStarts: [0, 90] })).toEqual([undefined]);
  });
});

describe('a clip shows of an overlay', () => {
  const at = (base: number, frames: number, fades: { fadeInMs?: number; fadeOutMs?: number } = {}, to = 60) =>
    partsWithin(
      { fadeInMs: 0, fadeOutMs: 0, ...fades },
      { from: 30, to },
      { frames },
      { fps: 30, base, lastScene: { from: 200, to: 240 } },
    );

  test('the frames that both have', () => {
    expect(at(0, 30)).toEqual([]);
    expect(at(0, 40)).toEqual([{ fromFrame: 30, toFrame: 40 }]);
    expect(at(40, 100)).toEqual([{ fromFrame: 0, toFrame: 20 }]);
    expect(at(60, 10)).toEqual([]);
  });

  test('its fades, also those that have begun before', () => {
    const fades = { fadeInMs: 300, fadeOutMs: 300 };
    expect(at(0, 100, fades)).toEqual([
      { fromFrame: 30, toFrame: 39, fade: { kind: 'in', of: 9, at: 0 } },
      { fromFrame: 39, toFrame: 51 },
      { fromFrame: 51, toFrame: 60, fade: { kind: 'out', of: 9, at: 0 } },
    ]);
    expect(at(35, 2, fades)).toEqual([{ fromFrame: 0, toFrame: 2, fade: { kind: 'in', of: 9, at: 5 } }]);
    expect(at(55, 20, fades)).toEqual([{ fromFrame: 0, toFrame: 5, fade: { kind: 'out', of: 9, at: 4 } }]);
  });

  test('fades that are longer than it', () => {
    expect(at(0, 100, { fadeInMs: 800, fadeOutMs: 800 })).toEqual([
      { fromFrame: 30, toFrame: 54, fade: { kind: 'in', of: 24, at: 0 } },
      { fromFrame: 54, toFrame: 60, fade: { kind: 'out', of: 6, at: 0 } },
    ]);
  });

  test('a fade at the end of the film, where that is known', () => {
    expect(at(200, 40, { fadeOutMs: 300 }, Infinity)).toEqual([
      { fromFrame: 0, toFrame: 31 },
      { fromFrame: 31, toFrame: 40, fade: { kind: 'out', of: 9, at: 0 } },
    ]);
    // No longer than the last scene.
    expect(at(190, 50, { fadeOutMs: 5_000 }, Infinity)).toEqual([
      { fromFrame: 0, toFrame: 10 },
      { fromFrame: 10, toFrame: 50, fade: { kind: 'out', of: 40, at: 0 } },
    ]);
    const endless = { from: 30, to: Infinity };
    expect(partsWithin({ fadeInMs: 0, fadeOutMs: 300 }, endless, { frames: 40 }, { fps: 30, base: 100, lastScene: undefined })).toEqual([
      { fromFrame: 0, toFrame: 40 },
    ]);
  });
});
