/** What one bench found: sentences for people, and figures for docs/performance.md. */
export interface BenchReport {
  readonly sentences: readonly string[];
  readonly measures: readonly Measure[];
}

/** One figure of Reelwright, beside the same figure of its peers in the same run. */
export interface Measure {
  /** Row of the table of goals, such as `P1`. */
  readonly id: string;
  /** What is measured, such as `Nested read`. */
  readonly name: string;
  readonly unit: string;
  /** By contestant, with its version: `Reelwright` first, then its peers. */
  readonly values: Readonly<Record<string, number>>;
  /** By peer, the median of Reelwright's ratios to it in adjacent windows; without it, the ratio of the values counts. */
  readonly ratios?: Readonly<Record<string, number>>;
  readonly goals: readonly Goal[];
}

/** A bound on Reelwright's figure, or on its ratio to the one of `beside`. */
export type Goal = ({ readonly atLeast: number } | { readonly atMost: number }) & {
  /** The contestant of which the goal is a multiple. */
  readonly beside?: string;
};

/** A file of test/bench/results. */
export interface StoredResult extends BenchReport {
  readonly bench: string;
  /** Day of the run, YYYY-MM-DD. */
  readonly date: string;
  readonly machine: string;
  readonly command: string;
  /** How long the run took; null when it was not recorded. */
  readonly seconds: number | null;
  /** Why the run does not count; null when the machine was free. */
  readonly busy: string | null;
}

export const OURS = 'Reelwright';

/** Reelwright's figure of a measure, or its ratio to the contestant of the goal. */
export function figureOf({ values, ratios }: Measure, { beside }: Goal): number {
  const own = values[OURS] ?? NaN;
  return beside === undefined ? own : (ratios?.[beside] ?? own / (values[beside] ?? NaN));
}

/** False also where a figure is missing. */
export function isReached(measure: Measure, goal: Goal): boolean {
  const figure = figureOf(measure, goal);
  return 'atLeast' in goal ? figure >= goal.atLeast : figure <= goal.atMost;
}
