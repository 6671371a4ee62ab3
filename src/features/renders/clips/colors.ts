import type { Size } from '../pictures/placement.ts';

/** How a video codes colours, in ffmpeg's names; what the file does not say is missing. */
export interface CodedColor {
  readonly pixelFormat?: string | undefined;
  readonly primaries?: string | undefined;
  readonly transfer?: string | undefined;
  readonly matrix?: string | undefined;
  /** Whether its transparency is a second stream that `pixelFormat` does not tell. */
  readonly hasAlphaStream?: boolean | undefined;
}

const HDR = new Set(['smpte2084', 'arib-std-b67']);

/** More colours or brightness than bt709 has. */
const isWide = ({ primaries, transfer = '' }: CodedColor): boolean => HDR.has(transfer) || primaries === 'bt2020';

export const hasAlpha = ({ pixelFormat = '', hasAlphaStream = false }: CodedColor): boolean =>
  hasAlphaStream || /^(?:yuva|gbrap|rgba|bgra|argb|abgr|ya\d)/.test(pixelFormat);

/** Whether it may be interlaced: what is stored as RGB is not. */
export const mayBeInterlaced = ({ pixelFormat = '' }: CodedColor): boolean => pixelFormat.startsWith('yuv');

const MATRICES: Readonly<Partial<Record<string, string>>> = {
  bt709: 'bt709',
  smpte170m: 'bt601',
  bt470bg: 'bt601',
  fcc: 'fcc',
  smpte240m: 'smpte240m',
  gbr: 'auto',
};

/** Video without a matrix has that of its size, as players take it: of high definition from 720 lines on. */
const matrixOf = ({ matrix = '', pixelFormat = '' }: CodedColor, { width, height }: Size): string => {
  if (!pixelFormat.startsWith('yuv')) return 'auto';
  return MATRICES[matrix] ?? (Math.min(width, height) >= 720 ? 'bt709' : 'bt601');
};

/** Nits of white paper in HDR (ITU-R BT.2408), and what of the brightest that is mastered for is kept, in units of it. */
const WHITE_NITS = 203;
const PEAK = 1_000 / WHITE_NITS;

/** Scales to `target` as 8-bit bt709 in 4:2:0, with alpha where the video has it. `source` is its size. */
export function sdrFilters(color: CodedColor, source: Size, { width, height }: Size): readonly string[] {
  const format = `format=${hasAlpha(color) ? 'yuva420p' : 'yuv420p'},setsar=1`;
  if (!isWide(color)) {
    const matrix = matrixOf(color, source);
    return [`scale=${width}:${height}:flags=bicubic:in_color_matrix=${matrix}:out_color_matrix=bt709:out_range=tv`, format];
  }
  const { transfer = 'bt709' } = color;
  const isHdr = HDR.has(transfer);
  const coded = `tin=${isHdr ? transfer : 'bt709'}:pin=bt2020:min=bt2020nc`;
  return [
    // zscale refuses halves of chroma pixels.
    'crop=trunc(iw/2)*2:trunc(ih/2)*2',
    `zscale=w=${width}:h=${height}:f=bicubic:${coded}:t=linear:npl=${isHdr ? WHITE_NITS : 100}`,
    ...['format=gbrpf32le', 'zscale=p=bt709'],
    ...(isHdr ? [`tonemap=tonemap=mobius:desat=0:peak=${PEAK.toFixed(3)}`] : []),
    ...['zscale=t=bt709:m=bt709:r=tv', format],
  ];
}

/** Luma and chroma of `#rrggbb` in bt709, 16 to 240. */
export function yuvOf(color: string): { readonly y: number; readonly u: number; readonly v: number } {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => Number.parseInt(color.slice(at, at + 2), 16) / 255);
  const luma = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  return {
    y: Math.round(16 + 219 * luma),
    u: Math.round(128 + (224 * (blue - luma)) / 1.8556),
    v: Math.round(128 + (224 * (red - luma)) / 1.5748),
  };
}
