import type { SKRSContext2D } from '@napi-rs/canvas';
import type { Look, LookScene } from '../look.ts';
import { faded } from '../palette.ts';
import { between } from '../random.ts';

const RINGS = 26;
// The innermost contour is filled.
const CORE = 6;
const POINTS = 160;

/** Serif headings low on the card; contour lines like those of a map enter from the outer edge. */
export const editorial: Look = {
  heading: { typeface: 'serif', weight: 600 },
  small: { typeface: 'sans', weight: 500 },
  composition: 'left',
  progress: 'line',
  paint: (context, scene) => {
    paintGround(context, scene);
    paintContours(context, scene);
  },
};

// A vertical gradient: each row is one dithered colour, which the PNG encoder packs five times faster than a slanted one.
function paintGround(context: SKRSContext2D, { layout: { width, height }, palette }: LookScene): void {
  const slope = context.createLinearGradient(0, 0, 0, height * 0.75);
  slope.addColorStop(0, palette.lifted);
  slope.addColorStop(1, palette.deep);
  context.fillStyle = slope;
  context.fillRect(0, 0, width, height);
}

function paintContours(context: SKRSContext2D, { layout, palette, random, mirrored }: LookScene): void {
  const { art, short, shape } = layout;
  const outer = mirrored ? art.x : art.x + art.width;
  const inward = mirrored ? 1 : -1;
  const centre = {
    x: outer + inward * art.width * between(random, 0.08, 0.34),
    y: art.y + art.height * (shape === 'tall' ? between(random, 0.75, 1.05) : between(random, 0.05, 0.36)),
  };
  // Lines fade out before the nearest inner edge, so that nothing looks cut off.
  const inner = mirrored ? art.x + art.width - centre.x : centre.x - art.x;
  const lower = shape === 'tall' ? centre.y - art.y : art.y + art.height - centre.y;
  const reach = shape === 'wide' ? Math.max(inner, lower) : lower * 1.15;
  const waves = [2, 3, 5].map((turns) => ({ turns, depth: between(random, 0.05, 0.22) / turns, phase: between(random, 0, 2 * Math.PI) }));
  const drift = between(random, -0.05, 0.05);
  const bright = Math.floor(between(random, 9, 15));

  context.save();
  context.translate(centre.x, centre.y);
  context.scale(shape === 'wide' ? inner / reach : 1.6, shape === 'wide' ? lower / reach : 1);
  const ink = (color: string, opacity: number) => {
    const fade = context.createRadialGradient(0, 0, reach * 0.2, 0, 0, reach * 0.97);
    fade.addColorStop(0, faded(color, opacity));
    fade.addColorStop(1, faded(color, 0));
    return fade;
  };
  for (let ring = RINGS; ring > 0; ring -= 1) {
    contour(context, reach * 1.05 * (ring / RINGS) ** 1.15, waves, ring * drift);
    if (ring === CORE) {
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
