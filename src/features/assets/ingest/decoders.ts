/** ffmpeg's names of the decoders that uploads may be decoded with. A decoder that is not listed never receives a byte of a user's file. */

export const AUDIO_DECODERS = [
  'aac',
  'mp3',
  'mp3float',
  'mp2',
  'mp2float',
  'opus',
  'libopus',
  'vorbis',
  'libvorbis',
  'flac',
  'alac',
  'ac3',
  'eac3',
  'dca',
  'truehd',
  'mlp',
  'amrnb',
  'amrwb',
  'libopencore_amrnb',
  'libopencore_amrwb',
  ...['adpcm_ima_wav', 'adpcm_ima_qt', 'adpcm_ms', 'pcm_bluray', 'pcm_dvd'],
  ...['u8', 's8', 's16le', 's16be', 's24le', 's24be', 's32le', 's32be', 'f32le', 'f32be', 'f64le', 'f64be', 'mulaw', 'alaw'].map(
    (layout) => `pcm_${layout}`,
  ),
] as const;

export const FILM_DECODERS = [
  'h264',
  'hevc',
  'mpeg4',
  'msmpeg4',
  'mpeg1video',
  'mpeg2video',
  'h263',
  'vp8',
  'vp9',
  'av1',
  'libdav1d',
  'libaom-av1',
  'theora',
  'prores',
  'dnxhd',
  'dvvideo',
  'mjpeg',
  'png',
  ...AUDIO_DECODERS,
] as const;

/**
 * Decoders that ffprobe may open without giving them data. It opens one for each stream of a file, also for streams that nobody reads, and
 * refuses the file when a decoder cannot be opened.
 */
export const OPENED_ONLY = {
  audio: ['wmav1', 'wmav2', 'wmapro', 'cook', 'speex', 'aac_latm', 'ape', 'tta', 'wavpack'],
  subtitle: ['mov_text', 'subrip', 'srt', 'webvtt', 'ass', 'ssa', 'text', 'pgssub', 'dvdsub', 'dvbsub', 'xsub', 'cc_dec'],
} as const;
