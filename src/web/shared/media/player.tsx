import { useRef, useState } from 'react';
import type { ReactNode, RefObject } from 'react';
import { useText } from '../messages/text.ts';
import { useCaptions } from './captions.ts';
import { useLastingMedia } from './lasting-media.ts';
import { useLinksReading } from './signed-links.tsx';

interface PlayerProps {
  readonly title: string;
  readonly src: string;
  readonly poster?: string | null | undefined;
  /** URL of a WebVTT file. */
  readonly captions?: string | null | undefined;
  readonly captionsOn?: boolean;
  readonly isAudio?: boolean;
  readonly media?: RefObject<HTMLMediaElement | null>;
  /** Receives the moment that is shown, in milliseconds. */
  readonly onTime?: (atMs: number) => void;
  /** What belongs to the film, below it. */
  readonly children?: ReactNode;
}

/** A film or sound with captions and the controls of the browser, which a keyboard and a screen reader can use. */
export function Player({ title, src, poster, captions, captionsOn = false, isAudio = false, media, onTime, children }: PlayerProps) {
  const say = useText();
  const own = useRef<HTMLMediaElement>(null);
  const element = media ?? own;
  const { url, isBroken, retry, ...events } = useLastingMedia(src);
  const isReading = useLinksReading();
  const track = useCaptions(captions);
  // Another signature of the same poster would be loaded again.
  const [shown, setShown] = useState({ url, poster });
  if (shown.url !== url) setShown({ url, poster });
  const shared = {
    src: url ?? undefined,
    controls: true,
    preload: 'metadata',
    'aria-label': say(isAudio ? 'player.sound' : 'player.title', { title }),
    onTimeUpdate: () => element.current && onTime?.(Math.round(element.current.currentTime * 1_000)),
    ...events,
  } as const;
  return (
    <div className="player">
      {isAudio ? (
        <audio ref={element} {...shared} />
      ) : (
        <video ref={element as RefObject<HTMLVideoElement>} {...shared} poster={shown.poster ?? undefined} playsInline>
          {track && <track kind="captions" src={track} label={say('player.captions')} default={captionsOn} />}
        </video>
      )}
      {isBroken && !isReading && (
        <div className="problem" role="alert">
          <p>{say('player.failed')}</p>
          <button
            type="button"
            className="secondary small"
            onClick={() => {
              retry();
              element.current?.load();
            }}
          >
            {say('error.retry')}
          </button>
        </div>
      )}
      {children}
    </div>
  );
}
