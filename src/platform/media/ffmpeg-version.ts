interface Answers {
  /** Output of `-version`, `-encoders` and `-filters`. */
  readonly banner: string;
  readonly encoders: string;
  readonly filters: string;
}

interface Verdict {
  readonly version: string;
  /** Why this ffmpeg cannot be used; undefined when it can. */
  readonly lacks: string | undefined;
}

/** Minimum version of libavcodec; 59 is that of ffmpeg 5.0. Every banner has it, while builds from git call themselves `N-66595-g…`. */
const OLDEST_LIBAVCODEC = 59;

/** Whether a list that ffmpeg prints has this name. */
export const isListed = (list: string, name: string): boolean => list.split('\n').some((line) => line.trim().split(/\s+/)[1] === name);

const lack = ({ banner, encoders, filters }: Answers): string | undefined => {
  const libavcodec = /libavcodec\s+(\d+)\./.exec(banner)?.[1];
  if (libavcodec === undefined) return 'does not answer like ffmpeg';
  if (Number(libavcodec) < OLDEST_LIBAVCODEC) return 'is older than version 5';
  if (!isListed(encoders, 'libx264')) return 'was built without libx264';
  if (!isListed(filters, 'xfade')) return 'was built without xfade';
  return undefined;
};

/** Parses ffmpeg's description of itself. A pure function. */
export const judgeFfmpeg = (answers: Answers): Verdict => {
  const name = /^ffmpeg version (\S+)/.exec(answers.banner)?.[1] ?? 'unknown';
  return { version: /^n?(\d+(?:\.\d+)+)/.exec(name)?.[1] ?? name, lacks: lack(answers) };
};

/**
 * The first release of each line that fixes CVE-2026-8461, a write outside of memory in the MagicYUV decoder. Distributions fix older lines
 * themselves. No list of decoders for uploads has that one, so the warning is defence in depth.
 */
const REPAIRED: Readonly<Record<string, number>> = { '7.1': 5, '8.0': 3, '8.1': 2 };

/** A warning for the operator; undefined for versions without known vulnerabilities or without a number. */
export const outdated = (version: string): string | undefined => {
  const [major = NaN, minor = 0, patch = 0] = version.split('.').map(Number);
  if ([major, minor, patch].some(Number.isNaN)) return undefined;
  const repairedIn = REPAIRED[`${major}.${minor}`];
  const isRepaired = repairedIn === undefined ? major > 8 || (major === 8 && minor > 1) : patch >= repairedIn;
  if (isRepaired) return undefined;
  return (
    `ffmpeg ${version} is older than 7.1.5, 8.0.3 and 8.1.2 (CVE-2026-8461, in a decoder that uploads never reach): ` +
    'install the ffmpeg of your distribution, or set FFMPEG_PATH and FFPROBE_PATH to a newer one.'
  );
};
