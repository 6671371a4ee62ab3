import { madeClip } from './made-clip.ts';
import type { Asked, Reply, State, Vendor } from './stand-in.ts';

/** How a vendor treats its tasks from now on. */
export interface TaskVendor extends Vendor {
  /** Tasks that have begun do not end. */
  hold: boolean;
  /** How tasks end. `NO CLIP`: with a file that is none. */
  outcome: 'CLIP' | 'REFUSED' | 'NO CLIP' | 'TOO SHORT';
  /** Answers to the next questions for the state of a task. */
  readonly looks: Reply[];
  /** The next address of a result has expired before it is fetched. */
  expires: boolean;
  /** Questions for the state of a task that came sooner than the vendor allows. */
  hasty: number;
}

export const controls = () => ({ hold: false, outcome: 'CLIP' as TaskVendor['outcome'], looks: [] as Reply[], expires: false, hasty: 0 });

const NO_CLIP = Buffer.from('<html>This is no clip, but it is long enough to be one.</html>');

export const fileOf = ({ outcome }: TaskVendor, size: Parameters<typeof madeClip>[0]): Buffer => {
  if (outcome === 'NO CLIP') return NO_CLIP;
  return madeClip(outcome === 'TOO SHORT' ? { ...size, seconds: size.seconds / 4 } : size);
};

export const addressOf = ({ headers }: Asked, path: string): string => `http://${headers.host ?? ''}${path}`;

export const unknownFields = (json: object, known: readonly string[]): string | undefined =>
  Object.keys(json).find((name) => !known.includes(name));

export function refund(state: State, task: Record<string, unknown>): void {
  state.charges[Number(task['charge'])] = 0;
}
