import type { GivenOptions } from './film/film-options.ts';
import { draft } from './presets/draft.ts';
import { documentary } from './presets/documentary.ts';
import { squareFeed } from './presets/square-feed.ts';
import { verticalShort } from './presets/vertical-short.ts';

/** A preset that ships with the program: every workspace may use and copy it, and nobody can change it. */
export interface SystemPreset {
  /** A fixed UUID that stays the same in every version and installation. */
  readonly id: string;
  /** For people, at most 100 characters. */
  readonly name: string;
  /** One sentence for people. */
  readonly description: string;
  readonly options: GivenOptions;
}

/** In the order in which they are shown. */
export const SYSTEM_PRESETS: readonly SystemPreset[] = [verticalShort, squareFeed, documentary, draft];

export const systemPreset = (id: string): SystemPreset | undefined => SYSTEM_PRESETS.find((preset) => preset.id === id);
