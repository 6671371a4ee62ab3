import type { FilmFormat } from '../request/video-formats.ts';

/** What a check of a project may find. */
export const FINDING_TYPES = [
  'ASSET_NOT_READY',
  'CLIP_TOO_SHORT',
  'INSTRUCTION',
  'INSUFFICIENT_CREDITS',
  'MISSING_GLYPH',
  'MISSING_TRANSLATION',
  'MUSIC_TOO_SHORT',
  'NARRATION_TOO_LONG',
  'NOT_RENDERED_YET',
  'NO_NARRATION',
  'NO_SCENES',
  'OVERLAY_NOT_SHOWN',
  'READING_SPEED',
  'RECORDING_TOO_LONG',
  'TRANSITION_TOO_LONG',
  'UNREADABLE_TEXT',
  'UPSCALED',
] as const;
export type FindingType = (typeof FINDING_TYPES)[number];

export const FINDING_SEVERITIES = ['ERROR', 'WARNING'] as const;
export type FindingSeverity = (typeof FINDING_SEVERITIES)[number];

/** A problem that a film of the project would have. `renderProject` refuses errors; with warnings it makes a film. */
export interface Finding {
  readonly type: FindingType;
  readonly severity: FindingSeverity;
  readonly message: string;
  readonly sceneId?: string;
  /** The field of the scene, the project or the preset that causes it. */
  readonly field?: string;
  readonly assetId?: string;
  /** Characters that cannot be drawn. */
  readonly text?: string;
  /** Characters per second. */
  readonly cps?: number;
  /** The limit of the measured number, in its unit. */
  readonly limit?: number;
  /** Milliseconds. */
  readonly measuredMs?: number;
  /** Factor by which the picture is enlarged. */
  readonly scale?: number;
  /** Credits that the film may cost. */
  readonly required?: number;
  readonly available?: number;
  /** The only one of several formats that has the problem; missing for a problem of all formats. */
  readonly format?: FilmFormat;
}
