import { styleText } from 'node:util';
import type { JobStep } from './documents.ts';

/** The displayed state of a job. */
export interface Picture {
  readonly title: string;
  readonly steps: readonly JobStep[];
  /** 0 to 1. */
  readonly progress: number;
  /** Expected time of the end, in milliseconds of this machine's clock; undefined while unknown. */
  readonly finishAt: number | undefined;
  /** Why the job is delayed, for example by a queue or a lost connection. */
  readonly notice: string | undefined;
}

const STEP_NAMES: Readonly<Record<string, string>> = {
  SCRIPT: 'Script',
  VOICE: 'Voices',
  VISUAL: 'Pictures',
  SEGMENT: 'Scenes',
  STREAM: 'Stream',
  ASSEMBLE: 'Film',
  VERIFY: 'Check',
  RENDITION: 'Renditions',
  DELIVER: 'Delivery',
};

/** The displayed name of a step. Steps that this version does not know are shown under their own name. */
export const stepName = (name: string): string => STEP_NAMES[name] ?? name.charAt(0) + name.slice(1).toLowerCase();

const SPINNER = '⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏';
const BAR_WIDTH = 46;
const NAME_WIDTH = 10;
/** Width of the percentage and the longest remaining time, with spaces in between. */
const TEXT_WIDTH = 34;

type Colour = 'green' | 'red' | 'cyan' | 'yellow' | 'dim' | 'bold';
/** Colours a text. Only terminals receive it, so standard output is not checked. */
const paint = (colour: Colour, text: string): string => styleText(colour, text, { validateStream: false });

export const spinner = (tick: number): string => paint('cyan', SPINNER.charAt(tick % SPINNER.length));
export const doneMark = (): string => paint('green', '✔');

function stepMark(status: string, tick: number): string {
  if (status === 'COMPLETED') return doneMark();
  if (status === 'RUNNING') return spinner(tick);
  if (status === 'FAILED') return paint('red', '✖');
  return paint('dim', status === 'PENDING' ? '·' : '-');
}

const counted = ({ done, total }: JobStep): string => (total > 1 ? `${String(done)}/${String(total)}` : '');

function stepLine(step: JobStep, tick: number): string {
  const text = `${stepName(step.name).padEnd(NAME_WIDTH)} ${counted(step)}`.trimEnd();
  return `  ${stepMark(step.status, tick)} ${step.status === 'PENDING' ? paint('dim', text) : text}`;
}

/** `40 s`, `3 min 20 s`: rounded to the precision of the estimate. */
export function seconds(milliseconds: number): string {
  const whole = Math.max(1, Math.round(milliseconds / 1000));
  return whole < 90 ? `${String(whole)} s` : `${String(Math.floor(whole / 60))} min ${String(whole % 60)} s`;
}

/** Progress in whole percents; 100 only for a finished job. */
export const percent = (progress: number): string => `${String(Math.floor(progress * 100))} %`;

export function timeLeft({ finishAt, progress, notice }: Picture, now: number): string {
  if (notice !== undefined) return notice;
  if (finishAt === undefined || progress >= 1) return '';
  return finishAt > now ? `about ${seconds(finishAt - now)} left` : 'a moment left';
}

function bar(picture: Picture, now: number, columns: number): string {
  const width = Math.max(4, Math.min(BAR_WIDTH, columns - TEXT_WIDTH));
  const filled = Math.round(picture.progress * width);
  const line = paint('cyan', '━'.repeat(filled)) + paint('dim', '─'.repeat(width - filled));
  return `  ${line} ${percent(picture.progress).padStart(5)}  ${paint(picture.notice === undefined ? 'dim' : 'yellow', timeLeft(picture, now))}`.trimEnd();
}

/** The job as coloured lines of text; `tick` advances the spinners. */
export const frame = (picture: Picture, now: number, tick: number, columns: number): string[] => [
  '',
  `  ${paint('bold', picture.title)}`,
  '',
  ...picture.steps.map((step) => stepLine(step, tick)),
  '',
  bar(picture, now, columns),
];
