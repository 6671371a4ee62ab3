import { usableModel } from '../../../platform/catalogue/models.ts';
import type { PlannedCalls } from '../../providers/estimates/provider-costs.service.ts';
import { formatsOf } from './video-formats.ts';
import { calledProviders } from './video-request.ts';
import type { VideoInput } from './video-request.ts';

/** Milliseconds of a scene as short as scenes usually are, so that their number is not estimated too low. */
const SCENE_MS = 6_000;
/** Characters that a fast voice speaks in a second. */
const CHARACTERS_PER_SECOND = 16;

/** The calls to providers of a film that lasts at most so many milliseconds. */
export function plannedCalls(input: VideoInput, durationMs: number): readonly PlannedCalls[] {
  const scenes = Math.max(1, Math.ceil(durationMs / SCENE_MS));
  // All formats are spoken once, and each is drawn by itself.
  const drawn = scenes * formatsOf(input).length;
  const { prompt, script, model } = input;
  const spoken = script === null ? Math.ceil((durationMs / 1_000) * CHARACTERS_PER_SECOND) : [...script].length;
  // Scenes that show clips need no pictures.
  const called = calledProviders(input).filter(({ kind }) => kind !== 'VISUAL' || input.providers?.clip === undefined);
  return called.map(({ kind, name: provider }): PlannedCalls => {
    if (kind === 'SCRIPT') return { kind, provider, calls: 1, work: { characters: [...(prompt ?? '')].length } };
    if (kind === 'SPEECH') return { kind, provider, calls: scenes, work: { characters: Math.ceil(spoken / scenes) } };
    if (kind === 'TRANSCRIPTION') return { kind, provider, calls: scenes, work: { seconds: Math.ceil(durationMs / scenes / 1_000) } };
    if (kind === 'VISUAL') return { kind, provider, calls: drawn, work: {} };
    const { clip } = usableModel(model);
    const longestMs = clip?.longestMs ?? durationMs;
    const eachMs = Math.min(longestMs, Math.max(clip?.shortestMs ?? 0, durationMs / scenes));
    return { kind, provider, calls: drawn, work: { model: clip?.model ?? null, seconds: Math.ceil(eachMs / 1_000) } };
  });
}
