import type { MovingCard } from '../../drawing.ts';
import type { CardLayer } from '../layers.ts';

/** Seconds in which a layer enters, and in which all leave before a transition. */
const ENTERING = 0.3;
const LEAVING = 0.12;
/** Seconds before its sound at which a word is there, and between layers that are not spoken. */
const AHEAD = 0.1;
const STAGGER = 0.09;
/** Longest wait of what is not spoken. */
const MAX_STAGGERS = 8;
/** Seconds for which everything is there before it leaves, however late its last word is spoken. */
const READ = 0.6;

type Times = Pick<MovingCard, 'fps' | 'enters' | 'leaves' | 'spoken'>;

/** How much of a layer is there in each frame, from 0 to 1. */
export function progressOf(layer: CardLayer, times: Times): (frame: number) => number {
  if (layer.role === 'chrome') return () => 1;
  const { fps, enters, leaves } = times;
  const frames = Math.max(1, Math.round(ENTERING * fps));
  const latest = Math.max(enters, leaves - (READ + LEAVING) * fps - frames);
  const start = Math.min(latest, startOf(layer, times));
  return (frame) => Math.min(leftOf(times, frame), start === -Infinity ? 1 : eased((frame - start + 1) / frames));
}

function startOf({ order = 0, reveal }: CardLayer, { fps, enters, spoken }: Times): number {
  if (reveal?.at !== undefined && spoken) return Math.max(enters, spoken(reveal.at) - AHEAD * fps);
  return enters + Math.min(MAX_STAGGERS, reveal?.index ?? order) * STAGGER * fps;
}

/** From 0 to 1, fast at first. */
const eased = (share: number): number => 1 - (1 - Math.min(1, Math.max(0, share))) ** 3;

/** How much of all words and figures is left before a transition: 1 until shortly before. */
const leftOf = ({ fps, leaves }: Times, frame: number): number => Math.min(1, Math.max(0, (leaves - frame) / Math.max(1, LEAVING * fps)));
