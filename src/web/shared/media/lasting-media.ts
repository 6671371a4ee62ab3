import { useRef } from 'react';
import type { SyntheticEvent } from 'react';
import { useLastingUrl } from './lasting-url.ts';

/** How a film was being watched. */
interface Watching {
  readonly at: number;
  readonly plays: boolean;
  readonly rate: number;
}

type MediaEvent = SyntheticEvent<HTMLMediaElement>;

/** A film or sound that goes on where it was, as it was, when its URL has expired and a new one has arrived. */
export function useLastingMedia(newest: string | null | undefined) {
  const { url, isBroken, onError, retry } = useLastingUrl(newest);
  const left = useRef<Watching>(undefined);
  return {
    url,
    isBroken,
    retry,
    onError({ currentTarget: { currentTime, paused, playbackRate } }: MediaEvent) {
      // A second URL that fails begins at 0, and paused: what counts is how the first one was left.
      left.current ??= { at: currentTime, plays: !paused, rate: playbackRate };
      onError();
    },
    onLoadedMetadata({ currentTarget: media }: MediaEvent) {
      if (!left.current) return;
      const { at, plays, rate } = left.current;
      left.current = undefined;
      media.currentTime = at;
      media.playbackRate = rate;
      // A browser that demands another gesture leaves it paused at the same moment.
      if (plays) void media.play().catch(() => undefined);
    },
  };
}
