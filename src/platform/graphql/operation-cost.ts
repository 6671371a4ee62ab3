import type { Budget } from '../ratelimit/token-bucket.ts';
import type { Context } from './context.ts';
import { LIMITS } from './limits.ts';

/** `extensions` of an answer: what the operation cost, and what its caller has left. */
export interface CostExtensions extends Record<string, unknown> {
  readonly cost: {
    readonly requested: number;
    readonly maximum: number;
    /** Missing where operations are not limited. */
    readonly budget?: Budget;
  };
}

/** The extensions of an operation that was run. Every transport and every executor adds the same. */
export const costExtensions = (requested: number, { budget }: Pick<Context, 'budget'>): CostExtensions => ({
  cost: { requested, maximum: LIMITS.cost, ...(budget && { budget }) },
});
