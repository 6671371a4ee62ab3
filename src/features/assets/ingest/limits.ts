/** Limits of the content of files; those of their size are in uploads/upload-limits.ts. docs/limits.md lists them. */
export const INGEST_LIMITS = {
  imagePixels: 50_000_000,
  /** Pixels of one frame: 8192 × 4320. */
  videoPixels: 35_389_440,
  /** Pixels of either side. */
  side: 16_384,
  durationMs: 6 * 3_600_000,
  framesPerSecond: 120,
  streams: 16,
  /** Frames of an animation. */
  gifFrames: 2_000,
  imageBits: 16,
  videoBits: 12,
  /** Bytes of the compressed extras of a picture (colour profiles, texts) when they are unpacked. */
  unpackedBytes: 8 * 1024 ** 2,
  fontTables: 64,
  glyphs: 65_536,
  cues: 20_000,
  cueCharacters: 2_000,
  captionsMs: 24 * 3_600_000,
} as const;

/** Limits of one run of ffmpeg or ffprobe on a file. */
export const PROBE_LIMITS = { cpuSeconds: 4, memoryBytes: 640 * 1024 ** 2 } as const;
const MEASURE_CPU_SECONDS = 60;
/** Limits of reading all packets of a file that does not state its duration, without decoding them. */
export const MEASURE_LIMITS = { cpuSeconds: MEASURE_CPU_SECONDS, memoryBytes: 640 * 1024 ** 2 } as const;
/** Limit for making one derived file of a checked film: limited memory, unlimited time. */
export const DERIVE_MEMORY_BYTES = 2_048 * 1024 ** 2;
