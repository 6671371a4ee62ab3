import type { SystemPreset } from './film/system-preset.ts';
import { draft } from './presets/draft.ts';
import { documentary } from './presets/documentary.ts';
import { squareFeed } from './presets/square-feed.ts';
import { verticalShort } from './presets/vertical-short.ts';

/** Presets that ship with the program, in the order in which they are shown. */
export const SYSTEM_PRESETS: readonly SystemPreset[] = [verticalShort, squareFeed, documentary, draft];

export const systemPreset = (id: string): SystemPreset | undefined => SYSTEM_PRESETS.find((preset) => preset.id === id);
