import { MUSIC_MOODS } from '../music-moods.ts';
import type { FilmOptions } from './film-options.ts';
import { notOffered } from './option-layers.ts';
import type { Layers } from './option-layers.ts';

const MUSIC_LIMITS = {
  /** Six hours, like the longest file. */
  startMs: 21_600_000,
  /** What has to be left after the start: less would repeat as a buzz. */
  minLeftMs: 1_000,
  minGainDb: -40,
  maxGainDb: 12,
} as const;

type Music = Pick<FilmOptions, 'musicAssetId' | 'musicMood' | 'musicStartMs' | 'musicGainDb'>;

/**
 * The music of a film, which is an asset or a mood: that of the higher layer counts. A mood of `none` also turns the asset of a lower layer
 * off. Both in one layer are a fault.
 */
export function resolveMusic(layers: Layers): Music {
  const musicGainDb = layers.first('musicGainDb', gainFault) ?? null;
  const [asset] = layers.given('musicAssetId');
  const [given] = layers.given('musicMood');
  if (given === undefined || (asset && asset.layer < given.layer)) {
    const musicStartMs = startOf(layers, { layer: asset?.layer ?? Infinity, isAsset: asset !== undefined });
    return { musicAssetId: layers.first('musicAssetId') ?? null, musicMood: null, musicStartMs, musicGainDb };
  }
  layers.place('musicMood', given.layer);
  const mood = MUSIC_MOODS.names.find((name) => name === given.value);
  if (mood === undefined) layers.fault('musicMood', given.layer, notOffered(MUSIC_MOODS.names));
  else if (asset?.layer === given.layer) layers.fault('musicMood', given.layer, 'Give musicMood or musicAssetId, not both.');
  return {
    musicAssetId: null,
    musicMood: mood ?? null,
    musicStartMs: startOf(layers, { layer: given.layer, isAsset: false }),
    musicGainDb,
  };
}

/** Where the music begins. A start of a layer below that of the music belongs to other music. */
function startOf(layers: Layers, music: { readonly layer: number; readonly isAsset: boolean }): number | null {
  const [start] = layers.given('musicStartMs');
  if (start === undefined || start.layer > music.layer) return null;
  layers.place('musicStartMs', start.layer);
  const { startMs } = MUSIC_LIMITS;
  const isInRange = Number.isInteger(start.value) && start.value >= 0 && start.value <= startMs;
  if (!isInRange) layers.fault('musicStartMs', start.layer, `Must be 0 to ${startMs} milliseconds.`);
  else if (!music.isAsset) layers.fault('musicStartMs', start.layer, 'Only music of musicAssetId has a start. Give musicAssetId too.');
  return start.value;
}

/** The least length of music that begins at `startMs`, both in milliseconds. */
export const minMusicMs = (startMs: number | null | undefined): number => (startMs ?? 0) + MUSIC_LIMITS.minLeftMs;

/** What is wrong with music that lasts `durationMs` and skips `startMs`, both in milliseconds. Music of an unknown length is accepted. */
export function musicLengthFault(durationMs: number | null | undefined, startMs: number | null | undefined): string | undefined {
  if (durationMs == null || durationMs >= minMusicMs(startMs)) return undefined;
  const after = startMs ? ` after musicStartMs, which is ${startMs}` : '';
  return `Music must last at least ${MUSIC_LIMITS.minLeftMs} ms${after}; this asset lasts ${durationMs} ms.`;
}

function gainFault(gainDb: number): string | undefined {
  const { minGainDb, maxGainDb } = MUSIC_LIMITS;
  return gainDb >= minGainDb && gainDb <= maxGainDb ? undefined : `Must be ${minGainDb} to ${maxGainDb} decibels.`;
}
