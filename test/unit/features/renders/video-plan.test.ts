import { expect, test } from 'vitest';
import { newId } from '../../../../src/kernel/id.ts';
import type { StepPlan } from '../../../../src/features/jobs/steps/step-handler.ts';
import type { OverlaySpec } from '../../../../src/features/renders/overlays/overlay-spec.ts';
import { clipScenes } from '../../../../src/features/renders/overlays/clip-scenes.ts';
import { firstSteps, sceneSteps, VIDEO_STAGES } from '../../../../src/features/renders/video-plan.ts';

/** The whole plan of a film with so many scenes. */
function planOf(count: number): { steps: readonly StepPlan[]; scenes: readonly { id: string; position: number }[] } {
  const first = firstSteps();
  const assemble = first.find(({ name }) => name === 'ASSEMBLE')?.id ?? '';
  const scenes = Array.from({ length: count }, (_, position) => ({
    id: newId(),
    position,
    narration: 'x',
    heading: '',
    motion: 'NONE' as const,
  }));
  return { steps: [...first, ...sceneSteps({ scenes }, [assemble])], scenes };
}

const blockersOf = (steps: readonly StepPlan[], id: string): string[] =>
  steps
    .filter(({ unlocks }) => unlocks.includes(id))
    .map(({ name, position }) => `${name}/${position ?? 0}`)
    .toSorted();

test.each([...Array.from({ length: 50 }, (_, index) => [index + 1]), [120]])('a film of %i scenes', (count) => {
  const { steps, scenes } = planOf(count);
  const byId = new Map(steps.map((step) => [step.id, step]));
  expect(byId.size).toBe(4 + 3 * count);
  // Weights are shares of one film.
  expect(steps.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(1, 10);
  expect(steps.every(({ weight }) => weight > 0)).toBe(true);
  // Everything that is let go exists, and nothing is let go twice by the same step: it would be counted twice.
  for (const { unlocks } of steps) {
    expect(unlocks.every((id) => byId.has(id))).toBe(true);
    expect(new Set(unlocks).size).toBe(unlocks.length);
  }
  // A segment waits for its own voice and its neighbours', and for its picture and the next.
  for (const [position, scene] of scenes.entries()) {
    const segment = steps.find(({ name, sceneId }) => name === 'SEGMENT' && sceneId === scene.id);
    const neighbours = [position - 1, position, position + 1].filter((at) => at >= 0 && at < count).map((at) => `VOICE/${at}`);
    const pictures = [position, position + 1].filter((at) => at < count).map((at) => `VISUAL/${at}`);
    expect(blockersOf(steps, segment?.id ?? '')).toEqual([...neighbours, ...pictures].toSorted());
  }
  const named = (name: string): string => steps.find((step) => step.name === name)?.id ?? '';
  expect(blockersOf(steps, named('ASSEMBLE'))).toEqual(['SCRIPT/0', ...scenes.map((_, at) => `SEGMENT/${at}`)].toSorted());
  expect(blockersOf(steps, named('VERIFY'))).toEqual(['ASSEMBLE/0']);
  expect(blockersOf(steps, named('DELIVER'))).toEqual(['VERIFY/0']);
  expect(doneInOrder(steps)).toBe(steps.length);
  // First come, first served: the first segment's needs come before anything of the third scene.
  const order = steps.slice(4).toSorted((a, b) => (a.id < b.id ? -1 : 1));
  expect(order.map(({ position }) => position)).toEqual(order.map((_, index) => Math.floor(index / 3)));
});

test('what is nearer to the end of the film goes first, and within a stage what comes first in it', () => {
  const { steps } = planOf(3);
  const order = steps.toSorted((a, b) => (b.urgency ?? 0) - (a.urgency ?? 0)).map(({ name, position }) => `${name}/${position ?? 0}`);
  expect(order.slice(0, 6)).toEqual(['DELIVER/0', 'VERIFY/0', 'ASSEMBLE/0', 'SEGMENT/0', 'SEGMENT/1', 'SEGMENT/2']);
  expect(order.slice(6).map((step) => step.split('/')[1])).toEqual(['0', '0', '0', '1', '1', '2', '2']);
  expect(VIDEO_STAGES).toEqual(['SCRIPT', 'VOICE', 'VISUAL', 'SEGMENT', 'STREAM', 'ASSEMBLE', 'VERIFY', 'RENDITION', 'DELIVER']);
});

test('renditions are made of the assembled film beside its check, a stream scene by scene, and all of them before delivery', () => {
  const renditions = ['WEBM', 'GIF', 'HLS'] as const;
  const first = firstSteps(renditions);
  const idOf = (name: string): string => first.find((step) => step.name === name)?.id ?? '';
  const scenes = Array.from({ length: 3 }, (_, position) => ({
    ...{ id: newId(), position, narration: 'x', heading: '', motion: 'NONE' as const },
  }));
  const steps = [...first, ...sceneSteps({ scenes, renditions: [...renditions] }, [idOf('ASSEMBLE')], idOf('STREAM'))];
  expect(steps.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(1, 10);
  expect(blockersOf(steps, idOf('RENDITION'))).toEqual(['ASSEMBLE/0']);
  expect(blockersOf(steps, idOf('STREAM'))).toEqual(['ASSEMBLE/0', 'STREAM/2']);
  expect(blockersOf(steps, idOf('DELIVER'))).toEqual(['RENDITION/0', 'RENDITION/1', 'STREAM/0', 'VERIFY/0']);
  const parts = steps.filter(({ name, sceneId }) => name === 'STREAM' && sceneId);
  expect(parts.map(({ id }) => blockersOf(steps, id))).toEqual([['SEGMENT/0'], ['SEGMENT/1', 'STREAM/0'], ['SEGMENT/2', 'STREAM/1']]);
  expect(doneInOrder(steps)).toBe(steps.length);
});

test('the opening of a stream needs the first voice and the first picture alone, and the first segment and the next part follow it', () => {
  const renditions = ['HLS'] as const;
  const first = firstSteps(renditions, 2);
  const assemble = first.filter(({ name }) => name === 'ASSEMBLE').map(({ id }) => id);
  const scenes = Array.from({ length: 3 }, (_, position) => ({
    ...{ id: newId(), position, narration: 'x', heading: '', motion: 'NONE' as const },
  }));
  const whole = first.find(({ name }) => name === 'STREAM')?.id;
  const steps = [...first, ...sceneSteps({ scenes, renditions: [...renditions], opening: 60 }, assemble, whole)];
  expect(steps.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(1, 10);
  const parts = steps.filter(({ name, sceneId }) => name === 'STREAM' && sceneId);
  expect(parts.map(({ position, sceneId }) => [position, sceneId])).toEqual([0, 0, 1, 2].map((scene, part) => [part, scenes[scene]?.id]));
  expect(parts.map(({ id }) => blockersOf(steps, id))).toEqual([
    ['VISUAL/0', 'VOICE/0'],
    ['SEGMENT/0', 'STREAM/0'],
    ['SEGMENT/1', 'STREAM/1'],
    ['SEGMENT/2', 'STREAM/2'],
  ]);
  const segments = steps.filter(({ name, position }) => name === 'SEGMENT' && position === 0);
  expect(segments.map(({ id }) => blockersOf(steps, id).includes('STREAM/0'))).toEqual([true, false]);
  expect(Math.min(...parts.map(({ urgency = 0 }) => urgency))).toBeGreaterThan(Math.max(...segments.map(({ urgency = 0 }) => urgency)));
  expect(doneInOrder(steps)).toBe(steps.length);
});

test('a film of several formats speaks once, and joins and checks each format by itself', () => {
  const renditions = ['WEBM', 'AUDIO_MP3', 'HLS'] as const;
  const first = firstSteps(renditions, 3);
  const endsOf = (name: string) => first.filter((step) => step.name === name).toSorted((a, b) => (a.format ?? 0) - (b.format ?? 0));
  const assemble = endsOf('ASSEMBLE').map(({ id }) => id);
  const scenes = [0, 1].map((position) => ({ ...{ id: newId(), position, narration: 'x', heading: '', motion: 'NONE' as const } }));
  const [stream] = endsOf('STREAM');
  const steps = [...first, ...sceneSteps({ scenes, renditions: [...renditions] }, assemble, stream?.id)];
  expect(steps.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(1, 10);
  expect(steps.every(({ weight }) => weight > 0)).toBe(true);
  const countOf = (name: string) => steps.filter((step) => step.name === name).length;
  expect(['SCRIPT', 'VOICE', 'VISUAL', 'SEGMENT', 'STREAM', 'ASSEMBLE', 'VERIFY', 'DELIVER'].map(countOf)).toEqual([
    1, 2, 6, 6, 3, 3, 3, 1,
  ]);
  // The sound is the same in all formats.
  expect(endsOf('RENDITION').map(({ format, position }) => [format, position])).toEqual([
    [0, 0],
    [0, 1],
    [1, 0],
    [2, 0],
  ]);
  const formatsOf = (id: string, name: string) =>
    steps.filter((step) => step.name === name && step.unlocks.includes(id)).map(({ format }) => format);
  for (const [format, id] of assemble.entries()) expect(formatsOf(id, 'SEGMENT')).toEqual([format, format]);
  for (const segment of steps.filter(({ name }) => name === 'SEGMENT')) {
    expect(formatsOf(segment.id, 'VOICE')).toEqual([0, 0]);
    expect(formatsOf(segment.id, 'VISUAL').every((format) => format === segment.format)).toBe(true);
  }
  expect(formatsOf(endsOf('DELIVER')[0]?.id ?? '', 'VERIFY')).toEqual([0, 1, 2]);
  // The first format is finished first, so that it can be streamed.
  const urgencyOf = (format: number) =>
    steps.flatMap((step) => (step.name === 'SEGMENT' && step.format === format ? (step.urgency ?? 0) : []));
  expect(Math.min(...urgencyOf(0))).toBeGreaterThan(Math.max(...urgencyOf(1)));
  expect(doneInOrder(steps)).toBe(steps.length);
});

test('segments wait for the clips over the scenes from where these can first be seen, and a clip is prepared once', () => {
  const renditions = ['HLS'] as const;
  const first = firstSteps(renditions, 2);
  const assemble = first.filter(({ name }) => name === 'ASSEMBLE').map(({ id }) => id);
  const scenes = Array.from({ length: 5 }, (_, position) => ({
    ...{ id: newId(), position, narration: 'x', heading: '', motion: 'NONE' as const },
  }));
  const clip = (id: string, start: OverlaySpec['start'], trimStartMs = 0): OverlaySpec => ({
    ...{ id, start, position: { x: 0, y: 0 }, width: 1, fadeInMs: 0, fadeOutMs: 0, opacity: 1 },
    content: {
      clip: { ...{ assetId: 'a', sha256: 'a', width: 1, height: 1, fit: 'FILL', durationMs: 1, trimStartMs, speed: 1, shortClip: 'LOOP' } },
    },
  });
  const text: OverlaySpec = {
    ...clip('text', { scene: 2, offsetMs: 0 }),
    content: { text: 'x', size: 1, color: '#ffffff', align: 'LEFT' },
  };
  const overlays = [
    text,
    clip('later', { scene: 4, offsetMs: 0 }),
    clip('after', { overlay: 'text', offsetMs: 0 }),
    clip('film', { overlay: 'gone', offsetMs: 0 }),
  ];
  expect(clipScenes(overlays)).toEqual([undefined, 2, 2, undefined]);
  expect(clipScenes([clip('film', { offsetMs: 9 }), clip('other', { scene: 3, offsetMs: 0 }, 1)])).toEqual([0, 3]);
  const steps = [
    ...first,
    ...sceneSteps({ scenes, overlays, renditions: [...renditions] }, assemble, first.find(({ name }) => name === 'STREAM')?.id),
  ];
  for (const format of [0, 1]) {
    const own = steps.filter((step) => step.format === format);
    const waits = own.flatMap(({ id, name }) =>
      name === 'SEGMENT' ? [blockersOf(own, id).filter((step) => step.startsWith('VISUAL'))] : [],
    );
    expect(waits.map((visuals) => visuals.map((step) => Number(step.split('/')[1])))).toEqual([
      [0, 1],
      [1, 2],
      [2, 3],
      [2, 3, 4],
      [2, 4],
    ]);
  }
  for (const { unlocks } of steps) expect(new Set(unlocks).size).toBe(unlocks.length);
  expect(doneInOrder(steps)).toBe(steps.length);
  const throughout = sceneSteps({ scenes, overlays: [clip('film', { offsetMs: 0 })] }, [newId()]);
  const visual = throughout.find(({ name }) => name === 'VISUAL');
  expect(visual?.unlocks).toEqual(throughout.filter(({ name }) => name === 'SEGMENT').map(({ id }) => id));
});

test('scenes beyond the thousandth do not overtake another stage', () => {
  const { steps } = planOf(1_001);
  const urgencies = (name: string) => steps.flatMap((step) => (step.name === name ? (step.urgency ?? 0) : []));
  expect(Math.min(...urgencies('SEGMENT'))).toBeGreaterThan(Math.max(...urgencies('VOICE')));
});

/** How many steps can be done when each waits for what it needs: all of them, unless two wait for each other. */
function doneInOrder(steps: readonly StepPlan[]): number {
  const waiting = new Map(steps.map(({ id }) => [id, blockersOf(steps, id).length]));
  const ready = steps.filter(({ id }) => waiting.get(id) === 0);
  let done = 0;
  for (let step = ready.pop(); step; step = ready.pop()) {
    done += 1;
    for (const id of step.unlocks) {
      const left = (waiting.get(id) ?? 0) - 1;
      waiting.set(id, left);
      const next = left === 0 ? steps.find((one) => one.id === id) : undefined;
      if (next) ready.push(next);
    }
  }
  return done;
}
