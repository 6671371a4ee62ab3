import { z } from 'zod';
import { ASSET_KINDS } from '../../assets/asset.entity.ts';
import type { FilmCheck } from '../film/checks/film-check.ts';
import type { FilmSpec, SceneVoice } from '../film/film-spec.ts';
import type { Timeline } from '../film/timeline.ts';
import type { ExtraRendition } from '../../../platform/catalogue/renditions.ts';

/** Renditions that are files made of the finished film; a stream is made of its scenes. */
export type FileRendition = Exclude<ExtraRendition, 'HLS'>;

/** The film's renditions that are files, in the order of their steps. */
export const fileRenditions = ({ renditions = [] }: Pick<FilmSpec, 'renditions'>): readonly FileRendition[] =>
  renditions.filter((kind): kind is FileRendition => kind !== 'HLS');

/** A file of a rendition, before it is made. */
export const plannedFile = z.object({
  /** End of the file name, and the name of the artifact: `webm`, `thumbnail-1.jpg`. */
  ending: z.string(),
  /** For people, in the name of the asset. */
  label: z.string(),
  kind: z.enum(ASSET_KINDS),
  contentType: z.string(),
  codecs: z.array(z.string()).default([]),
  width: z.number().optional(),
  height: z.number().optional(),
  fps: z.number().optional(),
  durationMs: z.number().optional(),
  /** BCP 47 tag, for files whose words are in another language than the film. */
  language: z.string().optional(),
});
export type PlannedFile = z.infer<typeof plannedFile>;

export const storedFile = z.object({ hash: z.string(), storageKey: z.string(), sha256: z.string(), byteSize: z.number() });

/** Result of a RENDITION step. */
export const renditionResult = z.object({
  files: z.array(plannedFile.extend(storedFile.shape)),
  checks: z.array(z.custom<FilmCheck>()),
});
export type RenditionResult = z.infer<typeof renditionResult>;

/** The film that renditions are made of. */
export interface FinishedFilm {
  readonly spec: FilmSpec;
  readonly timeline: Timeline;
  /** Of the scenes, in order. */
  readonly voices: readonly SceneVoice[];
  /** Whether it is softer than planned, because nobody speaks in it, so that its renditions may be so too. */
  readonly isSoft: boolean;
}
