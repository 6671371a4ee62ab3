import { expect, test } from 'vitest';
import { filmSpec } from '../../../../src/features/renders/film/film-spec.ts';
import { completeRequest } from '../../../../src/features/renders/request/video-request.ts';
import { filmInFormat } from '../../../../src/features/renders/steps/film-formats.ts';
import { freezeSpec } from '../../../../src/features/renders/steps/frozen-spec.ts';
import { newId } from '../../../../src/kernel/id.ts';

const freeze = (request: Partial<Parameters<typeof completeRequest>[0]>, hasMadeFiles = false) => {
  const scenes = [{ id: newId(), position: 0, narration: 'A river bends.', heading: '', motion: 'NONE' as const }];
  const { input } = completeRequest({ script: 'A river bends.', language: 'en', ...request });
  return filmSpec.parse(freezeSpec(input, { title: 'Rivers', scenes, hasMadeFiles }));
};

test('the usual place of captions is left out, so that a worker from before there was a choice reads the spec', () => {
  const usual = freeze({ captionPosition: 'BOTTOM', captionSize: 'MEDIUM' });
  expect(Object.keys(usual).filter((key) => key.startsWith('caption'))).toEqual(['captionStyle']);
  expect(freeze({ captionPosition: 'TOP', captionSize: 'LARGE' })).toMatchObject({ captionPosition: 'TOP', captionSize: 'LARGE' });
});

test('the AI label of each format is where a film of that format alone has it', () => {
  const shapes = ['LANDSCAPE_16_9', 'PORTRAIT_9_16', 'SQUARE_1_1'] as const;
  const label = { aiLabel: 'throughout' } as const;
  const whole = freeze({ ...label, formats: shapes.map((aspectRatio) => ({ aspectRatio })) }, true);
  for (const [format, aspectRatio] of shapes.entries()) {
    const { overlays } = filmInFormat(whole, format);
    expect(overlays).toHaveLength(1);
    expect(overlays).toEqual(freeze({ ...label, aspectRatio }, true).overlays);
  }
});

test('only the format that is streamed begins with an opening: scenes of the others are those of a film without a stream', () => {
  const shapes = ['LANDSCAPE_16_9', 'PORTRAIT_9_16'] as const;
  const whole = freeze({ renditions: ['HLS'], fps: 30, formats: shapes.map((aspectRatio) => ({ aspectRatio })) });
  expect(shapes.map((_, format) => filmInFormat(whole, format).opening)).toEqual([60, undefined]);
  expect(filmInFormat(freeze({ renditions: ['HLS'], fps: 30 }), 0).opening).toBe(60);
});
