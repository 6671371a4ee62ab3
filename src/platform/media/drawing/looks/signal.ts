import type { SKRSContext2D } from '@napi-rs/canvas';
import type { Area } from '../card-layout.ts';
import type { Look, LookScene } from '../look.ts';
import { faded } from '../palette.ts';
import { between } from '../random.ts';

/** Horizontal offset of a bar per unit of height. */
const LEAN = 0.42;

/** Narrow, tall headings in the middle of a dark ground; slanted bars of full colour extend into the frame. */
export const signal: Look = {
  tone: 'dark',
  heading: { typeface: 'condensed', weight: 600 },
  small: { typeface: 'condensed', weight: 400 },
  numbers: { typeface: 'condensed', weight: 700 },
  composition: 'side',
  anchor: 'middle',
  progress: 'line',
  figure: 'deep',
  figureArea: ({ figure, shape }) => figure && scaled(figure, shape === 'wide' ? 0.72 : 0.8, shape === 'tall' ? 0.15 : 0.5),
  ground: (context, { layout: { width, height }, palette }) => {
    context.fillStyle = palette.deep;
    context.fillRect(0, 0, width, height);
  },
  ornament: (context, scene) => {
    const { layout, mirrored } = scene;
    context.save();
    if (mirrored) {
      context.translate(layout.width, 0);
      context.scale(-1, 1);
    }
    if (layout.isCalm) paintEdge(context, scene);
    else if (layout.figure)
      paintPlate(context, scene, mirrored ? { ...layout.figure, x: layout.width - layout.figure.x - layout.figure.width } : layout.figure);
    if (!layout.isCalm && (!layout.figure || layout.shape === 'tall')) paintBars(context, scene);
    context.restore();
  },
};

const scaled = ({ x, y, width, height }: Area, factor: number, from: number): Area => ({
  x: x + width * (1 - factor) * 0.5,
  y: y + height * (1 - factor) * from,
  width: width * factor,
  height: height * factor,
});

/** A slanted bar from `top` to `bottom` whose upper edge begins at `x`. Bars that begin beside each other stay beside each other. */
function bar(
  context: SKRSContext2D,
  { x, top, bottom, width }: { x: number; top: number; bottom: number; width: number },
  color: string,
): void {
  const lean = (bottom - top) * LEAN;
  context.fillStyle = color;
  context.beginPath();
  context.moveTo(x, top);
  context.lineTo(x + width, top);
  context.lineTo(x + width - lean, bottom);
  context.lineTo(x - lean, bottom);
  context.closePath();
  context.fill();
}

function paintBars(context: SKRSContext2D, { layout, palette, random, mirrored }: LookScene): void {
  const { shape, width, height, captions } = layout;
  const art = mirrored ? { ...layout.art, x: width - layout.art.x - layout.art.width } : layout.art;
  const isTall = shape === 'tall';
  const [top, bottom] = isTall ? [art.y + art.height * 0.06, height] : [0, shape === 'wide' ? captions.y : art.height];
  const reach = bottom - top;
  const unit = shape === 'wide' ? art.width / 7 : width / 11;
  const colors = [palette.accent, palette.secondAccent, palette.accent, faded(palette.quietText, 0.35), palette.accent];
  // Far enough to the side that no bar leans into the words.
  let x = isTall ? 0 : shape === 'wide' ? art.x + reach * LEAN * 0.55 : width * 0.12;
  for (let index = 0; x < width + (isTall ? reach * LEAN : 0); index += 1) {
    const thick = unit * between(random, 0.35, 1.25);
    const share = between(random, 0.3, 0.96);
    // Bars rise from the lower edge; the upper end of a shorter bar is further to the left.
    if (isTall)
      bar(
        context,
        { x: x - reach * (1 - share) * LEAN, top: bottom - reach * share, bottom: bottom + 1, width: thick },
        colors[index % colors.length] ?? palette.accent,
      );
    else bar(context, { x, top: top - 1, bottom: reach * share, width: thick }, colors[index % colors.length] ?? palette.accent);
    x += thick + unit * between(random, 0.25, 0.6);
  }
}

/** One broad bar behind the figure, with a thin one beside it. */
function paintPlate(context: SKRSContext2D, { layout, palette }: LookScene, figure: Area): void {
  const { shape, captions, short } = layout;
  const isWide = shape === 'wide';
  const top = isWide ? -1 : figure.y - short * 0.025;
  const bottom = isWide ? captions.y * 0.97 : figure.y + figure.height + short * 0.025;
  const width = figure.width * (isWide ? 1.6 : 1.55);
  const x = figure.x + figure.width / 2 - width / 2 + (figure.y + figure.height / 2 - top) * LEAN;
  bar(context, { x, top, bottom, width }, palette.accent);
  bar(context, { x: x + width + short * 0.035, top, bottom: isWide ? bottom * 0.72 : bottom, width: short * 0.035 }, palette.secondAccent);
}

/** A slanted strip along the top edge. */
function paintEdge(context: SKRSContext2D, { layout: { width, height, short }, palette }: LookScene): void {
  const bottom = height * 0.045;
  bar(context, { x: width * 0.1 + bottom * LEAN, top: 0, bottom, width: short * 0.3 }, palette.accent);
  bar(context, { x: width * 0.1 + short * 0.33, top: 0, bottom, width: short * 0.05 }, palette.secondAccent);
}
