import type { SKRSContext2D } from '@napi-rs/canvas';
import type { Area } from '../card-layout.ts';
import type { Look, LookScene } from '../look.ts';
import { faded } from '../palette.ts';
import { between } from '../random.ts';
import type { Random } from '../random.ts';

const POINTS = 90;

/** Dark slab-serif letters on light paper; round shapes and leaves as if cut from coloured paper. */
export const paper: Look = {
  tone: 'light',
  heading: { typeface: 'slab', weight: 600 },
  small: { typeface: 'sans', weight: 500 },
  numbers: { typeface: 'slab', weight: 800 },
  composition: 'side',
  anchor: 'middle',
  progress: 'dots',
  figure: 'accent',
  ground: (context, { layout: { width, height }, palette }) => {
    context.fillStyle = palette.ground;
    context.fillRect(0, 0, width, height);
  },
  ornament: (context, scene) => {
    const { layout } = scene;
    if (layout.isCalm) {
      paintFrame(context, scene);
      return;
    }
    context.save();
    context.beginPath();
    context.rect(layout.art.x, layout.art.y, layout.art.width, layout.shape === 'wide' ? layout.captions.y : layout.art.height);
    if (layout.figure && layout.shape === 'tall') context.rect(0, 0, layout.width, layout.captions.y);
    context.clip();
    if (layout.figure) paintBehind(context, scene, layout.figure);
    if (!layout.figure || layout.shape === 'tall') paintCutouts(context, scene, layout.art);
    context.restore();
  },
};

/** Fills with a colour of paper: an accent that the ground makes pale, so that it never competes with words. */
const tint = (context: SKRSContext2D, color: string, strength: number): void => {
  context.fillStyle = faded(color, strength);
};

/** A round, slightly irregular shape. */
function blob(
  context: SKRSContext2D,
  { x, y, radius, stretch = 1 }: { x: number; y: number; radius: number; stretch?: number },
  random: Random,
): void {
  const waves = [2, 3, 4].map((turns) => ({ turns, depth: between(random, 0.02, 0.1), phase: between(random, 0, 2 * Math.PI) }));
  context.beginPath();
  for (let point = 0; point < POINTS; point += 1) {
    const angle = (point / POINTS) * 2 * Math.PI;
    const reach = waves.reduce((sum, { turns, depth, phase }) => sum + depth * Math.sin(turns * angle + phase), 1) * radius;
    context.lineTo(x + Math.cos(angle) * reach * stretch, y + Math.sin(angle) * reach);
  }
  context.closePath();
  context.fill();
}

/** A stem with leaves, from its foot upwards. */
function sprig(
  context: SKRSContext2D,
  { x, y, length, lean, color }: { x: number; y: number; length: number; lean: number; color: string },
): void {
  context.save();
  context.translate(x, y);
  context.rotate(lean);
  context.strokeStyle = color;
  context.fillStyle = color;
  context.lineCap = 'round';
  context.lineWidth = length * 0.02;
  context.beginPath();
  context.moveTo(0, 0);
  context.lineTo(0, -length);
  context.stroke();
  for (let leaf = 0; leaf < 9; leaf += 1) {
    const side = leaf === 8 ? 0 : leaf % 2 === 0 ? 1 : -1;
    context.save();
    context.translate(0, -length * (leaf === 8 ? 1 : 0.24 + leaf * 0.09));
    context.rotate(side * 0.9);
    const long = length * (0.3 - leaf * 0.012);
    context.beginPath();
    context.moveTo(0, 0);
    context.quadraticCurveTo(long * 0.3, -long * 0.5, 0, -long);
    context.quadraticCurveTo(-long * 0.3, -long * 0.5, 0, 0);
    context.fill();
    context.restore();
  }
  context.restore();
}

function paintCutouts(context: SKRSContext2D, { layout: { shape }, palette, random, mirrored }: LookScene, art: Area): void {
  const side = Math.min(art.width, art.height * 1.4);
  const isLow = shape !== 'wide';
  const flip = (share: number): number => art.x + art.width * (mirrored ? 1 - share : share);
  const base = art.y + art.height * (isLow ? 1.02 : 0.88);
  tint(context, palette.accent, 0.2);
  blob(context, { x: flip(between(random, 0.52, 0.66)), y: art.y + art.height * between(random, 0.34, 0.46), radius: side * 0.4 }, random);
  tint(context, palette.secondAccent, 0.85);
  context.beginPath();
  context.arc(flip(between(random, 0.62, 0.84)), art.y + art.height * between(random, 0.2, 0.32), side * 0.13, 0, 2 * Math.PI);
  context.fill();
  paintArches(context, { x: flip(between(random, 0.3, 0.42)), y: base, radius: side * (isLow ? 0.34 : 0.32) }, palette);
  sprig(context, {
    x: flip(between(random, 0.72, 0.8)),
    y: base,
    length: art.height * between(random, 0.5, 0.62),
    lean: between(random, -0.12, 0.2) * (mirrored ? -1 : 1),
    color: palette.accent,
  });
}

function paintArches(
  context: SKRSContext2D,
  { x, y, radius }: { x: number; y: number; radius: number },
  palette: LookScene['palette'],
): void {
  const inks = [palette.accent, palette.ground, palette.secondAccent, palette.ground, palette.accent] as const;
  inks.forEach((ink, index) => {
    const reach = radius * (1 - index * 0.19);
    context.fillStyle = ink;
    context.beginPath();
    context.arc(x, y - radius * 0.25, reach, Math.PI, 0);
    context.lineTo(x + reach, y);
    context.lineTo(x - reach, y);
    context.closePath();
    context.fill();
  });
}

/** A sheet behind the figure, a sun and a sprig at its sides. */
function paintBehind(context: SKRSContext2D, { layout: { shape }, palette, random }: LookScene, figure: Area): void {
  const [x, y] = [figure.x + figure.width / 2, figure.y + figure.height / 2];
  tint(context, palette.accent, 0.17);
  blob(context, { x, y, radius: figure.width * 0.62, stretch: shape === 'wide' ? 1 : 1.5 }, random);
  tint(context, palette.secondAccent, 0.8);
  context.beginPath();
  context.arc(x + figure.width * 0.58, y - figure.height * 0.36, figure.width * 0.1, 0, 2 * Math.PI);
  context.fill();
}

/** A thin frame, as around a printed plate. */
function paintFrame(context: SKRSContext2D, { layout: { width, short, captions }, palette }: LookScene): void {
  const inset = short * 0.045;
  const height = captions.y - short * 0.006;
  context.strokeStyle = faded(palette.accent, 0.55);
  context.lineWidth = short * 0.003;
  context.strokeRect(inset, inset, width - 2 * inset, height - inset);
  context.fillStyle = palette.secondAccent;
  context.beginPath();
  context.arc(width - inset, inset, short * 0.022, 0, 2 * Math.PI);
  context.fill();
}
