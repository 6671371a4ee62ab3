import type { GivenOptions } from './film-options.ts';

/** A preset that ships with the program: every workspace can use and copy it, and nobody can change it. */
export interface SystemPreset {
  /** A fixed UUID that stays the same in every version and installation. */
  readonly id: string;
  /** For people, at most 100 characters. */
  readonly name: string;
  /** One sentence for people. */
  readonly description: string;
  readonly options: GivenOptions;
}
