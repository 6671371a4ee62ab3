import { LOOKS } from '../../src/platform/catalogue/looks.ts';
import type { LookName } from '../../src/platform/catalogue/looks.ts';
import type { CardContent } from '../../src/platform/media/card-content.ts';
import type { Card } from '../../src/platform/media/drawing.ts';
import { openDrawing } from '../../src/platform/media/drawing/canvas-drawing.ts';
import { median } from './figures.ts';
import { OURS } from './report/result.ts';
import type { BenchReport } from './report/result.ts';

/** A card of each type, with what makes it expensive: pictograms, several lines, rows. */
const CONTENTS: readonly CardContent[] = [
  { kind: 'title', text: 'Why the sky is blue and the evening red' },
  { kind: 'plain', pictogram: 'sun' },
  { kind: 'statement', text: 'Air scatters short waves far more than long ones', keys: [{ start: 4, end: 12 }], pictogram: 'sun' },
  { kind: 'question', text: 'Why is the sky not violet?', keys: [] },
  { kind: 'number', text: '312', label: 'steps every evening', pictogram: 'footprints' },
  { kind: 'number', text: '8', label: 'planets', pictogram: 'planet', count: 8 },
  { kind: 'number', text: '78 %', label: 'of the air is nitrogen', share: 0.78 },
  {
    kind: 'timeline',
    points: [
      { text: '1871', label: 'Rayleigh explains the blue' },
      { text: '1908', label: 'Mie explains the clouds' },
      { text: '1910', label: 'Einstein calculates it again' },
    ],
  },
  {
    kind: 'list',
    heading: { text: 'What you need' },
    items: [
      { text: 'A glass of water', pictogram: 'drop' },
      { text: 'A spoon of milk', pictogram: 'spoon' },
      { text: 'A lamp', pictogram: 'lamp' },
      { text: 'A dark room', pictogram: 'moon' },
    ],
  },
  { kind: 'quote', text: 'The sky is the daily bread of the eyes', speaker: 'Ralph Waldo Emerson' },
  {
    kind: 'comparison',
    sides: [
      { text: '450', label: 'nanometres of blue', pictogram: 'drop' },
      { text: '700', label: 'nanometres of red', pictogram: 'fire' },
    ],
  },
  {
    kind: 'chart',
    heading: { text: 'Scattered light' },
    bars: [
      { text: 'violet', value: 94, label: '94 %' },
      { text: 'blue', value: 62, label: '62 %' },
      { text: 'green', value: 33, label: '33 %' },
      { text: 'red', value: 11, label: '11 %' },
    ],
  },
];
const ROUNDS = 5;
const MOVING_FRAMES = 150;
const FPS = 30;

const cardOf = (look: LookName, content: CardContent, seed: string): Card => ({
  ...{ width: 1_280, height: 720, language: 'en', filmTitle: 'Why the sky is blue', position: 1, sceneCount: 10 },
  ...{ look, content, seed },
});

/** Milliseconds of processor time, of all threads of this process. */
async function cpuOf(work: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}

/** What it costs to draw a card of each type, and each frame of a moving one. */
export async function benchCards(): Promise<BenchReport> {
  const drawing = openDrawing();
  // The first cards load fonts.
  for (const content of CONTENTS) await drawing.card(cardOf('editorial', content, 'warm'));
  const byType: { readonly name: string; readonly ms: number }[] = [];
  for (const content of CONTENTS) {
    const times: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1)
      for (const look of LOOKS.names) times.push(await cpuOf(() => drawing.card(cardOf(look, content, `seed ${round}`))));
    byType.push({ name: nameOf(content), ms: median(times) });
  }
  const byLook: { readonly name: string; readonly ms: number }[] = [];
  for (const look of LOOKS.names) byLook.push({ name: look, ms: await frameCost(look) });
  const slowest = byType.reduce((one, other) => (other.ms > one.ms ? other : one));
  const listed = (costs: typeof byType): string => costs.map(({ name, ms }) => `${name} ${ms.toFixed(ms < 10 ? 1 : 0)}`).join(', ');
  return {
    sentences: [
      `A card at 720p, CPU ms, medians of ${ROUNDS} seeds in ${LOOKS.names.length} looks (goal: 60): ${listed(byType)}.`,
      `A frame of a moving statement at 720p, CPU ms, means of ${MOVING_FRAMES} frames with what it takes to begin: ${listed(byLook)}.`,
    ],
    measures: [
      {
        ...{ id: 'cards', name: `A card at 720p, CPU of the slowest type (${slowest.name})`, unit: 'ms' },
        ...{ values: { [OURS]: slowest.ms }, goals: [{ atMost: 60 }] },
      },
      {
        ...{ id: 'cards', name: 'A frame of a moving card at 720p, CPU, mean of all looks', unit: 'ms' },
        ...{ values: { [OURS]: byLook.reduce((sum, { ms }) => sum + ms, 0) / byLook.length }, goals: [] },
      },
    ],
  };
}

function nameOf(content: CardContent): string {
  if (content.kind !== 'number') return content.kind;
  return content.share !== undefined ? 'percentage' : content.count !== undefined ? 'counted number' : 'number';
}

/** A scene of five seconds that grows by six per cent, whose words are spoken one after the other. */
async function frameCost(look: LookName): Promise<number> {
  const card = cardOf(look, { kind: 'statement', text: 'Air scatters short waves far more', at: 0, keys: [] }, 'moving');
  const growth = (frame: number): number => 1 + (0.06 * (1 - Math.cos((Math.PI * (frame + 9)) / (MOVING_FRAMES + 18)))) / 2;
  const spoken = (character: number): number => 20 + 3 * character;
  const moving = { card, fps: FPS, from: 0, growth, enters: 9, leaves: MOVING_FRAMES - 9, spoken };
  const ms = await cpuOf(async () => {
    for await (const _ of openDrawing().frames([moving], MOVING_FRAMES)) continue;
  });
  return ms / MOVING_FRAMES;
}
