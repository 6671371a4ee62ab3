import type { AssetKind } from '../../../src/features/assets/asset.entity.ts';

/** What must be known of a file once it is READY. */
export interface ExpectedInfo {
  readonly kind: AssetKind;
  /** As it is shown: upright, with square pixels. */
  readonly width?: number;
  readonly height?: number;
  readonly durationMs?: number;
  /** By how much the length may differ: codecs work in blocks. 100 ms when left out. */
  readonly withinMs?: number;
  readonly fps?: number;
  readonly codecs?: readonly string[];
  readonly contentType?: string;
}

/** An ordinary file: as phones, cameras, recorders, editors and browsers write them. */
export interface Ordinary {
  readonly name: string;
  /** As it is announced; that of the expected when left out. */
  readonly announced?: AssetKind;
  readonly expected: ExpectedInfo;
  /** Makes it with ffmpeg, whose path is given, in a folder of its own. */
  readonly make: (tools: Maker) => Promise<Buffer>;
}

export interface Maker {
  /** Runs ffmpeg; the file has this name in the folder. Returns its bytes. */
  readonly ffmpeg: (name: string, ...args: readonly string[]) => Promise<Buffer>;
  /** Writes a file that ffmpeg then reads; returns its path. */
  readonly put: (name: string, bytes: Buffer | string) => Promise<string>;
}
