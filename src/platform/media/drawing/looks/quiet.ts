import type { SKRSContext2D } from '@napi-rs/canvas';
import type { Look, LookScene } from '../look.ts';
import { faded } from '../palette.ts';
import { between } from '../random.ts';

/** Light sans headings in the middle of a dark disc with a lit rim, on a soft gradient. */
export const quiet: Look = {
  tone: 'dark',
  heading: { typeface: 'sans', weight: 300 },
  small: { typeface: 'serif', weight: 400 },
  numbers: { typeface: 'sans', weight: 200 },
  composition: 'center',
  anchor: 'middle',
  progress: 'dots',
  figure: 'accent',
  movesGround: true,
  ground: paintGlow,
  ornament: (context, scene) => {
    if (!scene.layout.isCalm) paintEclipse(context, scene);
    darkenCaptions(context, scene);
    if (scene.layout.shape === 'tall') paintHorizon(context, scene);
  },
};

function paintGlow(context: SKRSContext2D, { layout: { width, height }, palette, random }: LookScene): void {
  context.fillStyle = palette.deep;
  context.fillRect(0, 0, width, height);
  const [x, y, reach] = [width * between(random, 0, 1), height * between(random, -0.05, 0.3), Math.max(width, height) * 0.45];
  const light = context.createRadialGradient(x, y, 0, x, y, reach);
  light.addColorStop(0, faded(palette.secondAccent, 0.22));
  light.addColorStop(1, faded(palette.secondAccent, 0));
  context.fillStyle = light;
  context.fillRect(0, 0, width, height);
}

function paintEclipse(context: SKRSContext2D, { layout, palette, random }: LookScene): void {
  const { text, width, short, shape } = layout;
  const centre = { x: width / 2, y: text.y + text.height / 2 };
  const radius = shape === 'wide' ? short * 0.62 : short * 0.56;
  const lit = between(random, -0.85, -0.15) * Math.PI;
  const source = { x: centre.x + Math.cos(lit) * radius, y: centre.y + Math.sin(lit) * radius };

  const corona = context.createRadialGradient(source.x, source.y, 0, source.x, source.y, radius);
  corona.addColorStop(0, faded(palette.accent, 0.55));
  corona.addColorStop(0.35, faded(palette.accent, 0.16));
  corona.addColorStop(1, faded(palette.accent, 0));
  context.fillStyle = corona;
  context.fillRect(0, 0, width, layout.height);

  // Vertical, because slanted gradients are dithered in two directions and take the PNG encoder twice as long.
  const disc = context.createLinearGradient(0, centre.y - radius, 0, centre.y);
  disc.addColorStop(0, palette.ground);
  disc.addColorStop(1, palette.deep);
  context.fillStyle = disc;
  context.beginPath();
  context.arc(centre.x, centre.y, radius, 0, 2 * Math.PI);
  context.fill();

  const rim = context.createRadialGradient(source.x, source.y, 0, source.x, source.y, radius * 1.5);
  rim.addColorStop(0, palette.text);
  rim.addColorStop(0.3, palette.accent);
  rim.addColorStop(1, faded(palette.accent, 0));
  context.strokeStyle = rim;
  context.lineWidth = short * 0.004;
  context.stroke();
}

// Draws the edge of a second, nearer disc, for which tall frames have space below the captions.
function paintHorizon(context: SKRSContext2D, { layout: { art, width, height, short }, palette, random }: LookScene): void {
  const radius = short * 1.1;
  const centre = { x: width * between(random, 0.2, 0.8), y: art.y + art.height * 0.3 + radius };
  const light = context.createRadialGradient(centre.x, centre.y, radius, centre.x, centre.y, radius * 1.12);
  light.addColorStop(0, faded(palette.secondAccent, 0.4));
  light.addColorStop(1, faded(palette.secondAccent, 0));
  context.fillStyle = light;
  context.fillRect(0, art.y, width, height - art.y);
  const body = context.createLinearGradient(0, centre.y - radius, 0, height);
  body.addColorStop(0, palette.lifted);
  body.addColorStop(1, palette.deep);
  context.fillStyle = body;
  context.beginPath();
  context.arc(centre.x, centre.y, radius, 0, 2 * Math.PI);
  context.fill();
  context.strokeStyle = palette.secondAccent;
  context.lineWidth = short * 0.003;
  context.stroke();
}

// Darkens the caption zone, into which the disc reaches on some shapes.
function darkenCaptions(context: SKRSContext2D, { layout: { captions, width, short }, palette }: LookScene): void {
  const fade = short * 0.12;
  const below = context.createLinearGradient(0, captions.y - fade, 0, captions.y);
  below.addColorStop(0, faded(palette.deep, 0));
  below.addColorStop(1, palette.deep);
  context.fillStyle = below;
  context.fillRect(0, captions.y - fade, width, fade);
  context.fillStyle = palette.deep;
  context.fillRect(0, captions.y, width, captions.height);
}
