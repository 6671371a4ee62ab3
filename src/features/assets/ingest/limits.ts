const MIB = 1024 ** 2;

/** What a file may be. Listed in docs/limits.md. */
export const INGEST_LIMITS = {
  imageBytes: 50 * MIB,
  videoBytes: 10 * 1024 * MIB,
  audioBytes: 2 * 1024 * MIB,
  captionBytes: 2 * MIB,
  fontBytes: 32 * MIB,
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
  unpackedBytes: 8 * MIB,
  fontTables: 64,
  glyphs: 65_536,
  cues: 20_000,
  cueCharacters: 2_000,
  captionsMs: 24 * 3_600_000,
} as const;

/** For one look of ffmpeg or ffprobe at a file. */
export const LOOK_LIMITS = { cpuSeconds: 4, memoryBytes: 640 * MIB } as const;
/** For one thing that is made of a checked film: as long as it takes, and not all of the machine. */
export const DERIVE_MEMORY_BYTES = 2048 * MIB;
