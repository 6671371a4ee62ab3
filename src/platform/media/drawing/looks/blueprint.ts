import type { SKRSContext2D } from '@napi-rs/canvas';
import type { Area } from '../card-layout.ts';
import type { Look, LookScene } from '../look.ts';
import { faded } from '../palette.ts';
import { between } from '../random.ts';

/** Headings in typewriter letters at the top of squared paper, and a technical drawing with construction lines. */
export const blueprint: Look = {
  tone: 'dark',
  heading: { typeface: 'mono', weight: 500 },
  small: { typeface: 'mono', weight: 400 },
  numbers: { typeface: 'mono', weight: 700 },
  composition: 'side',
  anchor: 'head',
  progress: 'blocks',
  figure: 'text',
  ground: (context, { layout: { width, height, short, captions }, palette }) => {
    context.fillStyle = palette.ground;
    context.fillRect(0, 0, width, height);
    // Squares everywhere except behind captions.
    const step = short / 18;
    context.fillStyle = faded(palette.accent, 0.13);
    for (const [from, to] of [
      [0, captions.y],
      [captions.y + captions.height, height],
    ] as const) {
      for (let x = step / 2; x < width; x += step) context.fillRect(Math.round(x), from, 1, to - from);
      for (let y = step / 2; y < to; y += step) if (y >= from) context.fillRect(0, Math.round(y), width, 1);
    }
  },
  ornament: (context, scene) => {
    const { isCalm, figure, shape } = scene.layout;
    if (isCalm) paintCorners(context, scene);
    else if (figure) paintMeasures(context, scene, figure);
    if (!isCalm && (!figure || shape === 'tall')) paintConstruction(context, scene);
  },
};

const line = (context: SKRSContext2D, from: readonly [number, number], to: readonly [number, number]): void => {
  context.beginPath();
  context.moveTo(...from);
  context.lineTo(...to);
  context.stroke();
};

/** A wheel under construction: circles, spokes, a polygon and the axes through its centre. */
function paintConstruction(context: SKRSContext2D, { layout: { art, short }, palette, random }: LookScene): void {
  const radius = Math.min(art.width, art.height) * 0.36;
  const [x, y] = [art.x + art.width / 2, art.y + art.height * 0.52];
  const sides = 3 + Math.floor(between(random, 0, 6));
  const turn = between(random, 0, Math.PI);
  const spokes = 6 + 2 * Math.floor(between(random, 0, 5));
  const point = (angle: number, reach: number): [number, number] => [x + Math.cos(angle) * reach, y + Math.sin(angle) * reach];
  context.save();
  context.beginPath();
  context.rect(art.x, art.y, art.width, art.height);
  context.clip();
  context.lineWidth = short * 0.0018;
  context.strokeStyle = faded(palette.accent, 0.5);
  for (let spoke = 0; spoke < spokes; spoke += 1) {
    const angle = turn + (spoke / spokes) * 2 * Math.PI;
    line(context, point(angle, radius * 0.22), point(angle, radius * 0.98));
  }
  for (const [reach, width, color] of [
    [1, 0.0045, palette.text],
    [0.62, 0.0025, faded(palette.accent, 0.9)],
    [0.22, 0.0045, palette.text],
  ] as const) {
    context.lineWidth = short * width;
    context.strokeStyle = color;
    context.beginPath();
    context.arc(x, y, radius * reach, 0, 2 * Math.PI);
    context.stroke();
  }
  context.lineWidth = short * 0.0045;
  context.strokeStyle = palette.secondAccent;
  context.beginPath();
  for (let side = 0; side < sides; side += 1) context.lineTo(...point(turn + (side / sides) * 2 * Math.PI, radius));
  context.closePath();
  context.stroke();
  context.setLineDash([short * 0.02, short * 0.008, short * 0.004, short * 0.008]);
  context.lineWidth = short * 0.0018;
  context.strokeStyle = faded(palette.quietText, 0.8);
  line(context, [x - radius * 1.25, y], [x + radius * 1.25, y]);
  line(context, [x, y - radius * 1.25], [x, y + radius * 1.25]);
  context.restore();
}

/** Axes and dimension lines around a figure. */
function paintMeasures(context: SKRSContext2D, { layout: { short, shape }, palette }: LookScene, { x, y, width, height }: Area): void {
  const gap = short * (shape === 'wide' ? 0.035 : 0.018);
  const tick = short * 0.014;
  context.strokeStyle = faded(palette.accent, 0.85);
  context.lineWidth = short * 0.0025;
  line(context, [x, y + height + gap], [x + width, y + height + gap]);
  line(context, [x + width + gap, y], [x + width + gap, y + height]);
  for (const end of [x, x + width]) line(context, [end, y + height + gap - tick], [end, y + height + gap + tick]);
  for (const end of [y, y + height]) line(context, [x + width + gap - tick, end], [x + width + gap + tick, end]);
  context.strokeStyle = palette.secondAccent;
  const corner = short * 0.03;
  line(context, [x - gap, y - gap], [x - gap + corner, y - gap]);
  line(context, [x - gap, y - gap], [x - gap, y - gap + corner]);
}

/** Marks at the corners of the sheet. */
function paintCorners(context: SKRSContext2D, { layout: { width, height, short, captions }, palette }: LookScene): void {
  const [inset, arm] = [short * 0.05, short * 0.035];
  const bottom = captions.y - short * 0.008;
  context.strokeStyle = palette.secondAccent;
  context.lineWidth = short * 0.004;
  for (const [x, y, across, down] of [
    [inset, inset, 1, 1],
    [width - inset, inset, -1, 1],
    [inset, Math.min(bottom, height - inset), 1, -1],
    [width - inset, Math.min(bottom, height - inset), -1, -1],
  ] as const) {
    line(context, [x, y], [x + across * arm, y]);
    line(context, [x, y], [x, y + down * arm]);
  }
}
