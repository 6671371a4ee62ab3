import type { SystemPreset } from '../film/system-preset.ts';
import { draft } from './draft.ts';
import { documentary } from './documentary.ts';
import { squareFeed } from './square-feed.ts';
import { verticalShort } from './vertical-short.ts';

/** Presets that ship with the program, in the order in which they are shown. */
export const SYSTEM_PRESETS: readonly SystemPreset[] = [verticalShort, squareFeed, documentary, draft];

export const systemPreset = (id: string): SystemPreset | undefined => SYSTEM_PRESETS.find((preset) => preset.id === id);
