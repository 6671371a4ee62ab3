import { Failure } from '../../kernel/failure.ts';

/** The channel was disconnected after the job was created. */
export const channelGone = (): Failure =>
  new Failure('CHANNEL_GONE', 'The channel was disconnected.', {
    category: 'USER_INPUT',
    retryable: false,
    hint: 'Publish the film to another channel, or connect this one again and publish the film again.',
  });

/** The target no longer accepts the credentials of the channel. */
export const reconnectNeeded = (reason: string): Failure =>
  new Failure('RECONNECT_NEEDED', `The channel must be connected again: ${reason}`, {
    category: 'PROVIDER',
    retryable: false,
    hint: 'Ask an administrator of the workspace to connect the channel again, then retry the job: an unfinished upload continues.',
  });

/** The target does not answer, or not as documented. */
export const targetUnavailable = (message: string, cause?: unknown): Failure =>
  new Failure('TARGET_UNAVAILABLE', message, {
    category: 'PROVIDER',
    retryable: true,
    hint: 'Retry the job when the platform answers again; an unfinished upload continues.',
    cause,
  });

/** The target refuses the request, and would refuse it again. */
export const targetRefused = (message: string, cause?: unknown): Failure =>
  new Failure('TARGET_REFUSED', message, {
    category: 'USER_INPUT',
    retryable: false,
    hint: 'Change what the message names and publish the film again.',
    cause,
  });

/** The platform has the film, and does not show it. */
export const videoRejected = (reason: string): Failure =>
  new Failure('VIDEO_REJECTED', `The platform has not accepted the film: ${reason}.`, {
    category: 'PROVIDER',
    retryable: false,
    hint: 'Look at the film in the studio of the platform, which explains the reason, and publish a changed film.',
  });

/** The file of the film no longer exists. */
export const filmGone = (): Failure =>
  new Failure('FILM_GONE', 'The film was deleted before it was uploaded.', {
    category: 'USER_INPUT',
    retryable: false,
    hint: 'Restore the film, or publish another one.',
  });
