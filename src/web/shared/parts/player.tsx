import { useEffect, useRef, useState } from 'react';
import type { Ref } from 'react';
import { useText } from '../messages/text.ts';

export interface PlayerProps {
  readonly title: string;
  readonly src: string;
  readonly poster?: string | null | undefined;
  /** URL of a WebVTT file. */
  readonly captions?: string | null | undefined;
  readonly captionsLanguage?: string | undefined;
  readonly captionsOn?: boolean;
  readonly videoRef?: Ref<HTMLVideoElement>;
}

/** A film with captions and the controls of the browser, which a keyboard and a screen reader can use. */
export function Player({ title, src, poster, captions, captionsLanguage, captionsOn = false, videoRef }: PlayerProps) {
  const say = useText();
  const track = useCaptions(captions);
  const [failed, setFailed] = useState(false);
  // Signed links change with each answer of the API, though the film does not: the first one keeps playing.
  const [kept] = useState({ src, poster });
  return (
    <div className="player">
      <video
        ref={videoRef}
        src={kept.src}
        poster={kept.poster ?? undefined}
        aria-label={say('player.title', { title })}
        onError={() => setFailed(true)}
        controls
        playsInline
        preload="metadata"
      >
        {track && <track kind="captions" src={track} srcLang={captionsLanguage} label={say('player.captions')} default={captionsOn} />}
      </video>
      {failed && (
        <p className="problem" role="alert">
          {say('player.failed')}
        </p>
      )}
    </div>
  );
}

/**
 * The captions as a URL of this page: those of another origin would need a video that is loaded with CORS, which some browsers do not repeat
 * for ranges.
 */
function useCaptions(url: string | null | undefined): string | undefined {
  const [own, setOwn] = useState<string>();
  const loaded = useRef(false);
  useEffect(() => {
    if (!url || loaded.current) return;
    loaded.current = true;
    void fetch(url)
      .then((response) => (response.ok ? response.text() : Promise.reject(new Error(String(response.status)))))
      .then((text) => setOwn(URL.createObjectURL(new Blob([text], { type: 'text/vtt' }))))
      .catch(() => (loaded.current = false));
  }, [url]);
  useEffect(() => () => (own === undefined ? undefined : URL.revokeObjectURL(own)), [own]);
  return own;
}
