import type { SKRSContext2D } from '@napi-rs/canvas';
import type { Look, LookScene } from '../look.ts';
import { faded } from '../palette.ts';
import { between } from '../random.ts';

const RINGS = 26;
// The contour that is filled, counted from the middle.
const CORE = 6;
const POINTS = 160;

/** Serif headings low on the card; contour lines like those of a map enter from the outer edge. */
export const editorial: Look = {
  tone: 'dark',
  heading: { typeface: 'serif', weight: 600 },
  small: { typeface: 'sans', weight: 500 },
  numbers: { typeface: 'serif', weight: 700 },
  composition: 'side',
  anchor: 'foot',
  progress: 'line',
  figure: 'accent',
  ground: paintGround,
  ornament: paintContours,
};

// A vertical gradient: each row is one dithered colour, which the PNG encoder packs five times faster than a slanted gradient.
function paintGround(context: SKRSContext2D, { layout: { width, height }, palette }: LookScene): void {
  const slope = context.createLinearGradient(0, 0, 0, height * 0.75);
  slope.addColorStop(0, palette.lifted);
  slope.addColorStop(1, palette.deep);
  context.fillStyle = slope;
  context.fillRect(0, 0, width, height);
}

interface ContourPlace {
  readonly x: number;
  readonly y: number;
  /** Size in pixels before scaling. */
  readonly reach: number;
  readonly scale: readonly [number, number];
  /** Opacity of all lines; below 1 nothing is filled. */
  readonly strength: number;
  /** Whether the figure takes the place of the inner rings. */
  readonly isAround: boolean;
}

/** Place of the contours: around a figure, or else random. Lines fade out before the nearest inner edge, so that nothing looks cut off. */
function placeContours({ layout, random, mirrored }: LookScene): ContourPlace {
  const { art, shape, figure, composition, isCalm } = layout;
  const [across, down] = [between(random, 0.08, 0.34), between(random, 0, 1)];
  const x = mirrored ? art.x + art.width * across : art.x + art.width * (1 - across);
  const strength = isCalm ? 0.3 : figure && shape === 'square' ? 0.42 : 1;
  if (shape === 'tall') {
    const y = art.y + art.height * (0.75 + 0.3 * down);
    return { x, y, reach: (y - art.y) * 1.15, scale: [1.6, 1], strength, isAround: false };
  }
  const y = art.y + art.height * (0.05 + 0.31 * down);
  if (composition === 'full') return { x, y, reach: art.height * 0.95, scale: [1, 0.75], strength, isAround: false };
  if (shape === 'square') return { x, y, reach: (art.y + art.height - y) * 1.15, scale: [1.6, 1], strength, isAround: false };
  const centre = figure ? { x: figure.x + figure.width / 2, y: figure.y + figure.height / 2 } : { x, y };
  const inner = mirrored ? art.x + art.width - centre.x : centre.x - art.x;
  const lower = art.y + art.height - centre.y;
  const reach = Math.max(inner, lower);
  return { ...centre, reach, scale: [inner / reach, lower / reach], strength: figure ? 0.7 : strength, isAround: figure !== undefined };
}

function paintContours(context: SKRSContext2D, scene: LookScene): void {
  const { layout, palette, random } = scene;
  const { short } = layout;
  const { x, y, reach, scale, strength, isAround } = placeContours(scene);
  const waves = [2, 3, 5].map((turns) => ({ turns, depth: between(random, 0.05, 0.22) / turns, phase: between(random, 0, 2 * Math.PI) }));
  const drift = between(random, -0.05, 0.05);
  const bright = Math.floor(between(random, 9, 15));

  context.save();
  context.globalAlpha *= strength;
  context.translate(x, y);
  context.scale(...scale);
  const ink = (color: string, opacity: number) => {
    const fade = context.createRadialGradient(0, 0, reach * 0.2, 0, 0, reach * 0.97);
    fade.addColorStop(0, faded(color, opacity));
    fade.addColorStop(1, faded(color, 0));
    return fade;
  };
  for (let ring = RINGS; ring > 0; ring -= 1) {
    if (isAround && ring < RINGS * 0.62) break;
    contour(context, reach * 1.05 * (ring / RINGS) ** 1.15, waves, ring * drift);
    if (ring === CORE && strength === 1) {
      context.fillStyle = palette.accent;
      context.fill();
    } else if (ring > CORE) {
      context.lineWidth = short * (ring === bright ? 0.0044 : 0.0017);
      context.strokeStyle = ring === bright ? ink(palette.secondAccent, 1.0) : ink(palette.accent, 0.75);
      context.stroke();
    }
  }
  context.restore();
}

function contour(
  context: SKRSContext2D,
  radius: number,
  waves: readonly { turns: number; depth: number; phase: number }[],
  twist: number,
): void {
  context.beginPath();
  for (let point = 0; point < POINTS; point += 1) {
    const angle = (point / POINTS) * 2 * Math.PI;
    const swell = waves.reduce((sum, { turns, depth, phase }) => sum + depth * Math.sin(turns * angle + phase + twist * turns), 1);
    context.lineTo(Math.cos(angle) * radius * swell, Math.sin(angle) * radius * swell);
  }
  context.closePath();
}
