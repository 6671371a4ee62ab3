/** Limits of a file's content; those of its size are in uploads/upload-limits.ts. Listed in docs/limits.md. */
export const INGEST_LIMITS = {
  imagePixels: 50_000_000,
  /** One frame; 8192 × 4320. */
  videoPixels: 35_389_440,
  /** Of either side. */
  side: 16_384,
  durationMs: 6 * 3_600_000,
  framesPerSecond: 120,
  streams: 16,
  /** Of an animation. */
  gifFrames: 2_000,
  imageBits: 16,
  videoBits: 12,
  /** Maximum unpacked size of a picture's compressed extras: colour profiles, texts. */
  unpackedBytes: 8 * 1024 ** 2,
  fontTables: 64,
  glyphs: 65_536,
  cues: 20_000,
  cueCharacters: 2_000,
  captionsMs: 24 * 3_600_000,
} as const;

/** For one run of ffmpeg or ffprobe on a file. */
export const PROBE_LIMITS = { cpuSeconds: 4, memoryBytes: 640 * 1024 ** 2 } as const;
const MEASURE_CPU_SECONDS = 60;
/** For reading all packets of a file that does not say how long it is, without decoding them. */
export const MEASURE_LIMITS = { cpuSeconds: MEASURE_CPU_SECONDS, memoryBytes: 640 * 1024 ** 2 } as const;
/** For one derived file of a checked film: unlimited time, limited memory. */
export const DERIVE_MEMORY_BYTES = 2_048 * 1024 ** 2;
