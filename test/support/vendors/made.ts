import { deflateSync } from 'node:zlib';
import { wavHeader } from '../../../src/platform/audio/wav-header.ts';
import { PNG_START, pngChunk, u32 } from '../hostile/parts.ts';

/** A picture of stripes whose colours follow from the seed. */
export function stripes(width: number, height: number, seed: number): Buffer {
  const row = (y: number): Buffer => {
    const line = Buffer.alloc(1 + width * 3);
    for (let x = 0; x < width; x += 1) {
      const band = Math.floor((x + y) / 32) + seed;
      line.set([(band * 53) % 200, (band * 97) % 200, 80 + ((band * 31) % 150)], 1 + x * 3);
    }
    return line;
  };
  const header = Buffer.concat([u32(width), u32(height), Buffer.from([8, 2, 0, 0, 0])]);
  const rows = Buffer.concat(Array.from({ length: height }, (_, y) => row(y)));
  return Buffer.concat([PNG_START, pngChunk('IHDR', header), pngChunk('IDAT', deflateSync(rows)), pngChunk('IEND', Buffer.alloc(0))]);
}

const RATE = 24_000;
const GAP_MS = 40;
const SENTENCE_GAP_MS = 300;

/** A tone for each word, as long as the word, and the time of each in seconds. */
export function spokenTones(text: string): {
  readonly wav: Buffer;
  readonly words: readonly { word: string; start_time: number; end_time: number }[];
} {
  const samples: number[] = [];
  const words = text
    .split(/\s+/)
    .filter(Boolean)
    .map((word) => {
      const start = samples.length;
      const count = Math.round((RATE * (120 + 45 * word.length)) / 1_000);
      for (let at = 0; at < count; at += 1) samples.push(Math.round(9_000 * Math.sin((2 * Math.PI * 220 * at) / RATE)));
      const end = samples.length;
      const gap = /[.!?]$/.test(word) ? SENTENCE_GAP_MS : GAP_MS;
      for (let at = 0; at < (RATE * gap) / 1_000; at += 1) samples.push(0);
      return { word, start_time: start / RATE, end_time: end / RATE };
    });
  return { wav: Buffer.concat([wavHeader(samples.length, RATE), Buffer.from(Int16Array.from(samples).buffer)]), words };
}

/** A script as a model writes it. */
export const script = (language = 'English') =>
  JSON.stringify({
    title: 'Why rivers bend',
    scenes: [
      { narration: `A river never runs straight for long, in ${language} or anywhere.`, heading: 'Rivers bend' },
      { narration: 'Water on the outside of a curve runs faster. It carries the bank away.', heading: 'The outer bank' },
      { narration: 'On the inside it slows down and drops its sand. So every bend grows.', heading: 'The inner bank' },
    ],
  });
