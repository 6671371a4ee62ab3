import { Failure } from '../../../kernel/failure.ts';

export const clipMissing = (): Failure =>
  new Failure('CLIP_MISSING', 'A clip of the film was deleted before the film was made.', {
    category: 'USER_INPUT',
    retryable: false,
    hint: 'Choose another clip for the scene or overlay and render the project again.',
  });

export const clipEmpty = (): Failure =>
  new Failure('CLIP_EMPTY', 'A clip of the film has no picture after its trimStartMs.', {
    category: 'USER_INPUT',
    retryable: false,
    hint: 'Set a smaller trimStartMs or choose another clip for the scene or overlay, and render the project again.',
  });

/** Ends of ffmpeg that say that a user's file cannot be decoded. */
const OF_THE_FILE = /^(?:MEDIA_\w+|FFMPEG_FAILED|FFMPEG_CRASHED)$/;

/** The failure of a run on a clip: CLIP_UNREADABLE for what the file is to blame for. */
export function clipUnreadable(failure: Failure): Failure {
  if (!OF_THE_FILE.test(failure.code)) return failure;
  return new Failure('CLIP_UNREADABLE', 'A clip of the film cannot be decoded.', {
    category: 'USER_INPUT',
    retryable: false,
    hint: 'Re-export the clip as H.264 in MP4, upload it, choose it for the scene or overlay and render the project again.',
    ...(failure.logTail && { logTail: failure.logTail }),
  });
}

/** The failure of a run on the sound of a clip: CLIP_SOUND_UNREADABLE for what the file is to blame for. */
export function soundUnreadable(failure: Failure): Failure {
  if (!OF_THE_FILE.test(failure.code)) return failure;
  return new Failure('CLIP_SOUND_UNREADABLE', 'The sound of a clip of the film cannot be decoded.', {
    category: 'USER_INPUT',
    retryable: false,
    hint: 'Set clipGainDb of the scene or gainDb of the overlay to null to show the clip without its sound, or re-export the clip as H.264 in MP4, upload it and choose it again.',
    ...(failure.logTail && { logTail: failure.logTail }),
  });
}
