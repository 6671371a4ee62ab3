import { language } from '../../shared/messages/text.ts';
import type { AspectRatio, GenerateVideoInput } from './compose.generated.ts';

/** What a person has chosen for the next film. */
export interface Draft {
  readonly kind: 'PROMPT' | 'SCRIPT';
  readonly text: string;
  readonly title: string;
  readonly look: string;
  readonly language: string;
  /** Undefined for the first voice of the language; NONE for a film without a voice. */
  readonly voice: string | undefined;
  readonly shape: AspectRatio;
  /** Seconds of a film that is written from a description; undefined lets the words decide. */
  readonly seconds: number | undefined;
}

export const MAX_CHARACTERS = { PROMPT: 4_000, SCRIPT: 20_000 } as const;
export const MAX_TITLE = 200;
export const LENGTHS: readonly (number | undefined)[] = [undefined, 15, 30, 60, 120];

/** Width and height of the shapes, for their pictures. */
export const SHAPES: Readonly<Record<AspectRatio, readonly [number, number]>> = {
  LANDSCAPE_16_9: [16, 9],
  PORTRAIT_9_16: [9, 16],
  SQUARE_1_1: [1, 1],
  PORTRAIT_4_5: [4, 5],
};

/** Key of the draft in sessionStorage: a reload, or a sign-in at another site, must not lose it. */
const KEPT = 'reelwright:draft';

const emptyDraft = (): Draft => ({
  ...{ kind: 'PROMPT', text: '', title: '', look: 'editorial', language: language.get() },
  ...{ voice: undefined, shape: 'LANDSCAPE_16_9', seconds: undefined },
});

export function readDraft(): Draft {
  const kept = sessionStorage.getItem(KEPT);
  return kept === null ? emptyDraft() : { ...emptyDraft(), ...(JSON.parse(kept) as Partial<Draft>) };
}

export const keepDraft = (draft: Draft): void => sessionStorage.setItem(KEPT, JSON.stringify(draft));
export const dropDraft = (): void => sessionStorage.removeItem(KEPT);

/** The input of `generateVideo`. The rendition HLS lets people watch the scenes while the film is made. */
export function inputOf(draft: Draft, workspaceId: string): GenerateVideoInput {
  const { kind, text, title, look, language: spoken, voice, shape, seconds } = draft;
  return {
    workspaceId,
    ...(kind === 'SCRIPT' ? { script: text.trim() } : { prompt: text.trim() }),
    ...(title.trim() && { title: title.trim() }),
    ...(kind === 'PROMPT' && seconds !== undefined && { durationMs: seconds * 1_000 }),
    ...(voice !== undefined && { voice }),
    look,
    language: spoken,
    aspectRatio: shape,
    renditions: ['HLS'],
  };
}
