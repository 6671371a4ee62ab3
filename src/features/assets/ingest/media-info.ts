import type { AssetKind } from '../asset.entity.ts';
import type { FormatName } from './formats.ts';
import type { Orientation } from './derive/orientation.ts';

/** Properties of a file. Sizes are those of the upright picture, in pixels. */
export interface MediaInfo {
  readonly format: FormatName;
  readonly kind: AssetKind;
  readonly contentType: string;
  readonly width?: number;
  readonly height?: number;
  readonly durationMs?: number;
  readonly fps?: number;
  readonly codecs: readonly string[];
  /** Orientation of a picture as it is stored. */
  readonly orientation?: Orientation;
  readonly metadata: Readonly<Record<string, unknown>>;
}
