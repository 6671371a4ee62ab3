import { OptionList } from './options.ts';
import type { NameOf } from './options.ts';

/**
 * Every form in which a film can be delivered. `isAlways`: every film has it, whether it is requested or not. `isShared`: a film of several
 * formats has it once, made of the first format.
 */
export const RENDITIONS = new OptionList('MP4', [
  {
    name: 'MP4',
    title: 'The film',
    description: 'H.264 and AAC in MP4, with chapters where the film has several. Every film has it.',
    isAlways: true,
    isShared: false,
  },
  {
    name: 'POSTER',
    title: 'Poster',
    description: 'The first frame in the size of the film, a JPEG. Every film has it.',
    isAlways: true,
    isShared: false,
  },
  { name: 'WEBM', title: 'WebM', description: 'VP9 and Opus in WebM, in the size of the film.', isAlways: false, isShared: false },
  {
    name: 'GIF',
    title: 'GIF',
    description: 'The first seconds without sound, as an animated GIF for previews.',
    isAlways: false,
    isShared: false,
  },
  { name: 'AUDIO_MP3', title: 'Audio as MP3', description: 'The sound alone, as MP3.', isAlways: false, isShared: true },
  {
    name: 'AUDIO_M4A',
    title: 'Audio as M4A',
    description: 'The sound alone, as AAC in MP4, with the chapters of the film.',
    isAlways: false,
    isShared: true,
  },
  {
    name: 'YOUTUBE',
    title: 'For YouTube',
    description: 'H.264 and AAC in MP4 as YouTube recommends for uploads: a key frame every half second, no edit lists.',
    isAlways: false,
    isShared: false,
  },
  {
    name: 'THUMBNAILS',
    title: 'Thumbnails',
    description: 'Three frames to choose a thumbnail from, JPEGs in the size of the film.',
    isAlways: false,
    isShared: false,
  },
  {
    name: 'STORYBOARD',
    title: 'Storyboard',
    description: 'Small frames of the whole film in one JPEG, and a WebVTT file that says where each is, for the seek bars of players.',
    isAlways: false,
    isShared: false,
  },
  {
    name: 'CHAPTERS',
    title: 'Chapters',
    description: 'The chapters as a WebVTT file, and as a text for the description of a video.',
    isAlways: false,
    isShared: true,
  },
  {
    name: 'CAPTION_TRANSLATIONS',
    title: 'Translated captions',
    description: 'The captions in each language that scenes have translations in, as a WebVTT and an SRT file each.',
    isAlways: false,
    isShared: true,
  },
  {
    name: 'HLS',
    title: 'HLS',
    description: 'A stream that plays while the film is still being made, and stays; at most 1080p. `Job.streamUrl` is its address.',
    isAlways: false,
    isShared: true,
  },
]);
export type RenditionKind = NameOf<typeof RENDITIONS>;

/** Renditions that are made on request only. */
export type ExtraRendition = Exclude<RenditionKind, 'MP4' | 'POSTER'>;

/** The renditions that a film needs beside those that every film has, in the order of the catalogue. */
export const extraRenditions = (requested: readonly string[] | null): readonly ExtraRendition[] =>
  RENDITIONS.all.flatMap(({ name, isAlways }) => (!isAlways && requested?.includes(name) ? [name] : []));

/** The renditions of one format of a film, from 0: those that are shared belong to the first one. */
export const renditionsOfFormat = (renditions: readonly ExtraRendition[], format: number): readonly ExtraRendition[] =>
  renditions.filter((kind) => format === 0 || !RENDITIONS.get(kind).isShared);

/** Maximum short side of a film that can be streamed, in pixels: players of HLS need not decode larger H.264. */
export const MAX_STREAM_SIDE = 1_080;
