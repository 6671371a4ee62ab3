import type { Image } from '@napi-rs/canvas';
import { entering, textLayer } from '../layers.ts';
import type { CardLayer } from '../layers.ts';
import { setOn } from '../page.ts';
import type { CardPage } from '../page.ts';
import { faded } from '../palette.ts';
import { drawProgress } from '../progress-mark.ts';
import { plainLine } from '../typesetting.ts';

/** Scene number, film title and progress in the film, small above the words. */
export function chromeLayers(page: CardPage): CardLayer[] {
  const { card, look, layout, palette, mirrored, align } = page;
  const { chrome, type, short } = layout;
  if (!chrome) return [];
  const marks = {
    x: chrome.x,
    y: chrome.y + (align === 'center' ? 0 : type.small * 1.35),
    width: chrome.width,
    height: short * (look.progress === 'dots' ? 0.012 : 0.008),
  };
  const progress = entering({ role: 'chrome', area: marks }, (context) =>
    drawProgress(context, { ...card, kind: look.progress, area: marks, mirrored, isCentred: align === 'center' }, palette),
  );
  if (align === 'center') return [progress];
  const edge = mirrored ? chrome.x + chrome.width : chrome.x;
  const digits = String(card.sceneCount).length > 2 ? 3 : 2;
  const fit = { size: type.small, smallest: type.small, maxHeight: Infinity, maxLines: 1 };
  const number = setOn(page, 'small', String(card.position + 1).padStart(digits, '0'), { ...fit, maxWidth: chrome.width });
  const layers = [textLayer(number, { x: edge, y: chrome.y, align }, { role: 'chrome', color: palette.accent }), progress];
  const title = plainLine(card.filmTitle);
  if (title === '') return layers;
  const inward = number.width + type.small * 0.9;
  const set = setOn(page, 'small', title, { ...fit, maxWidth: chrome.width - inward });
  return [
    ...layers,
    textLayer(set, { x: mirrored ? edge - inward : edge + inward, y: chrome.y, align }, { role: 'chrome', color: palette.quietText }),
  ];
}

/** The brand's logo in the corner away from the words, on a plate that separates it from the ornament. */
export function logoLayer({ layout, palette, mirrored }: CardPage, logo: Image): CardLayer {
  const { width, height, short } = layout;
  const scale = Math.min((short * 0.2) / logo.width, (short * 0.075) / logo.height);
  const [inner, tall, padding] = [logo.width * scale, logo.height * scale, short * 0.018];
  const margin = { x: width * 0.05, y: height * 0.05 };
  const plate = {
    x: mirrored ? margin.x : width - margin.x - inner - 2 * padding,
    y: margin.y,
    width: inner + 2 * padding,
    height: tall + 2 * padding,
  };
  return entering({ role: 'chrome', area: plate }, (context) => {
    context.fillStyle = faded(palette.deep, 0.82);
    context.beginPath();
    context.roundRect(plate.x, plate.y, plate.width, plate.height, padding);
    context.fill();
    context.drawImage(logo, plate.x + padding, plate.y + padding, inner, tall);
  });
}
