import type { CaptionSize } from '../../../platform/catalogue/film/caption-places.ts';
import { NO_VOICE } from '../../../platform/catalogue/voices.ts';
import { endsOf } from '../film/reading.ts';
import { pausesOf } from '../film/timeline.ts';
import type { Size } from '../pictures/placement.ts';
import { silentMs, usualSpeechMs } from '../project/project-estimate.ts';
import { lengthOf, recordedMs } from '../project/project-spec.ts';
import type { DocumentScene, NamedFile } from '../project/project-spec.ts';

/** Properties of an asset that checks need. */
export interface CheckedAsset extends NamedFile {
  readonly status: string;
}

/** The film that the scenes would be part of. */
export interface CheckedFilm extends Size {
  readonly language: string;
  readonly voice: string;
  readonly fps: number;
  readonly captionSize?: CaptionSize;
  readonly assets: ReadonlyMap<string, CheckedAsset>;
  /** Whether scenes without a file of their own are cards, which are drawn from the words. */
  readonly hasCards: boolean;
}

/** A scene with its place and how long it would last, in milliseconds. */
export interface PlacedScene {
  readonly scene: DocumentScene;
  readonly position: number;
  readonly estimatedMs: number;
  /** Milliseconds of its words or its recording; 0 for a scene without both. */
  readonly spokenMs: number;
  /** Milliseconds of silence before and after its words. */
  readonly pauses: { readonly leadMs: number; readonly tailMs: number };
}

/** Estimates how long the scenes last, before anything is spoken. */
export const placeScenes = (
  scenes: readonly DocumentScene[],
  { language, voice, fps, assets }: Pick<CheckedFilm, 'language' | 'voice' | 'fps' | 'assets'>,
): readonly PlacedScene[] => {
  const sounding = scenes.map((scene) => ({ ...scene, ...withRecording(scene) }));
  return scenes.map((scene, position) => {
    const pauses = pausesOf({ fps, scenes: sounding }, position);
    const recorded = recordedMs(scene, assets);
    const spokenMs = recorded ?? (voice === NO_VOICE ? 0 : usualSpeechMs(scene, language));
    const placed = { scene, position, pauses, spokenMs };
    if (voice === NO_VOICE && recorded === undefined) {
      return { ...placed, estimatedMs: silentMs(scene, language, endsOf(position, scenes.length)) };
    }
    const { leadMs, tailMs } = pauses;
    const spoken = spokenMs > 0 ? leadMs + spokenMs + tailMs : 0;
    return { ...placed, estimatedMs: Math.max(spoken, lengthOf(scene) ?? 0) };
  });
};

/** Planning only asks whether there is one. */
export const withRecording = ({ voiceAssetId }: DocumentScene): { readonly recording?: object } =>
  voiceAssetId === null ? {} : { recording: {} };
