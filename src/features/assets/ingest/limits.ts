/** What a file may be. Listed in docs/limits.md. */
export const INGEST_LIMITS = {
  imageBytes: 50 * 1024 ** 2,
  videoBytes: 10_240 * 1024 ** 2,
  audioBytes: 2_048 * 1024 ** 2,
  captionBytes: 2 * 1024 ** 2,
  fontBytes: 32 * 1024 ** 2,
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
  /** What compressed extras of a picture may unpack to: colour profiles, texts. */
  unpackedBytes: 8 * 1024 ** 2,
  fontTables: 64,
  glyphs: 65_536,
  cues: 20_000,
  cueCharacters: 2_000,
  captionsMs: 24 * 3_600_000,
} as const;

/** For one look of ffmpeg or ffprobe at a file. */
export const LOOK_LIMITS = { cpuSeconds: 4, memoryBytes: 640 * 1024 ** 2 } as const;
const MEASURE_CPU_SECONDS = 60;
/** For reading all packets of a file that does not say how long it is, without decoding them. */
export const MEASURE_LIMITS = { cpuSeconds: MEASURE_CPU_SECONDS, memoryBytes: 640 * 1024 ** 2 } as const;
/** For one thing that is made of a checked film: as long as it takes, and not all of the machine. */
export const DERIVE_MEMORY_BYTES = 2_048 * 1024 ** 2;
