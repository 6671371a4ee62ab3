import { describe, expect, test } from 'vitest';
import { clipCommand } from '../../../../../src/features/renders/film/clip-command.ts';
import { zoomAt as zoomOf, zoomExpression } from '../../../../../src/features/renders/film/zoom.ts';
import { smallSpec } from '../../../../support/small-spec.ts';

/** Evaluates an expression of ffmpeg's that uses nothing beyond `on`, `cos`, `PI` and arithmetic. */
const zoomAt = (expression: string, on: number): number =>
  (Function('on', 'cos', 'PI', `return ${expression}`) as (on: number, cos: (x: number) => number, pi: number) => number)(
    on,
    Math.cos,
    Math.PI,
  );

describe('zoomExpression', () => {
  const view = { scene: 0, sceneFrames: 150, from: 0 };

  test('grows 6 % in 5 s, without ever going back', () => {
    const path = Array.from({ length: 150 }, (_, frame) => zoomAt(zoomExpression(view, 30), frame));
    expect(path.every((zoom, index) => index === 0 || zoom > (path[index - 1] ?? 0))).toBe(true);
    expect(path[149]).toBeLessThanOrEqual(1.06);
    expect((path[149] ?? 0) - (path[0] ?? 0)).toBeGreaterThan(0.05);
  });

  test('goes on where a body ends and its transition begins', () => {
    const body = { ...view, from: 8 };
    const join = { ...view, from: 142 };
    expect(zoomAt(zoomExpression(join, 30), 0)).toBeCloseTo(zoomAt(zoomExpression(body, 30), 134), 12);
  });

  test('stays within its bounds under the transitions on both sides', () => {
    expect(zoomAt(zoomExpression({ ...view, from: -9 }, 30), 0)).toBeGreaterThanOrEqual(1);
    expect(zoomAt(zoomExpression({ ...view, from: 150 }, 30), 9)).toBeLessThanOrEqual(1.06);
  });

  test('a gentle motion grows half as far', () => {
    const grown = (motion: 'GENTLE' | 'KEN_BURNS'): number => zoomAt(zoomExpression(view, 30, motion), 149) - 1;
    expect(grown('GENTLE')).toBeCloseTo(grown('KEN_BURNS') / 2, 4);
  });

  test.each([0, 1])('is the zoom of drawn frames too, in scene %i', (scene) => {
    for (const from of [-9, 0, 8, 142]) {
      const placed = { ...view, scene, from };
      const [expression, drawn] = [zoomExpression(placed, 30, 'GENTLE'), zoomOf(placed, 30, 'GENTLE')];
      for (const on of [0, 5]) expect(drawn(from + on)).toBeCloseTo(zoomAt(expression, on), 5);
    }
  });

  test('odd scenes shrink', () => {
    const expression = zoomExpression({ ...view, scene: 1 }, 30);
    expect(zoomAt(expression, 149)).toBeLessThan(zoomAt(expression, 0));
  });
});

describe('pieceCommand', () => {
  const spec = smallSpec({ voicesMs: [1000, 1000], spec: { motion: 'KEN_BURNS' } });
  const body = { frames: 30, views: [{ scene: 0, sceneFrames: 40, from: 0 }] } as const;
  const base = { pictures: ['a.png'], output: 'o.mp4', threads: 1 };

  test.each([
    [640, 360, '3840:2160'],
    [720, 1280, '2160:3840'],
    [1920, 1080, '3840:2160'],
    [3840, 2160, '7680:4320'],
  ])('%i x %i moves on %s', (width, height, large) => {
    expect(clipCommand({ ...base, spec: { ...spec, width, height }, piece: body }).filterGraph).toContain(`scale=${large}:`);
  });

  test('a transition ends in 4:2:0 and names what the film asked for', () => {
    const piece = { frames: 10, views: [body.views[0], { scene: 1, sceneFrames: 40, from: -5 }] } as const;
    const graph = clipCommand({ ...base, spec, piece, pictures: ['a.png', 'b.png'] }).filterGraph;
    expect(graph).toContain('xfade=transition=fade:duration=0.366667:offset=-0.033333,format=yuv420p[picture]');
  });

  test('drawn views are fed, in pairs where a transition has two of them', () => {
    const views = [body.views[0], { scene: 1, sceneFrames: 40, from: -5 }] as const;
    const frames = (async function* () {})();
    const one = clipCommand({ ...base, spec, piece: body, pictures: [undefined], frames });
    expect(one.inputs.map(({ path, format }) => `${path} ${format}`)).toEqual(['- rawvideo']);
    expect(one.feed).toBe(frames);
    expect(one.filterGraph).toMatch(/^\[0:v\]setparams=color_primaries=bt709:color_trc=bt709:colorspace=bt709:range=tv,setsar=1,/);
    expect(one.inputs[0]?.options).toContain('yuv420p');
    const two = clipCommand({ ...base, spec, piece: { frames: 10, views }, pictures: [undefined, undefined], frames });
    expect(two.inputs[0]?.options).toContain('320x360');
    expect(two.filterGraph).toContain('[0:v]split=2[drawn0][drawn1];[drawn0]crop=320:180:0:0,setparams=');
    const mixed = clipCommand({ ...base, spec, piece: { frames: 10, views }, pictures: ['a.png', undefined], frames });
    expect(mixed.inputs.map(({ path }) => path)).toEqual(['a.png', '-']);
    expect(mixed.filterGraph).toContain(';[1:v]setparams=');
  });

  test('captions are one input above everything else', () => {
    const command = clipCommand({ ...base, spec, piece: body, captions: { list: 'captions.txt', x: 3, y: 4 } });
    expect(command.filterGraph).toContain('[picture][captions]overlay=x=3:y=4:format=yuv420[captioned]');
    expect(command.filterGraph).toContain('[captioned]null[clip]');
    expect(command.outputOptions.slice(0, 2)).toEqual(['-map', '[clip]']);
    expect(command.inputs.map(({ path, format }) => `${path} ${format}`)).toEqual(['a.png png_pipe', 'captions.txt concat']);
  });
});
