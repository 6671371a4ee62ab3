import { useEffect, useEffectEvent, useState } from 'react';
import { useLastingUrl } from './lasting-url.ts';

/**
 * Captions as a URL of this page: the Content-Security-Policy plays no data URL, which reviewers receive, and a browser loads a track of
 * another origin only with a film that is loaded with CORS, which some browsers do not repeat for ranges. A film plays without captions.
 */
export function useCaptions(newest: string | null | undefined): string | undefined {
  const { url, onError } = useLastingUrl(newest);
  const failed = useEffectEvent(onError);
  const [own, setOwn] = useState<string>();
  useEffect(() => {
    if (!url) return undefined;
    const gone = new AbortController();
    let made: string | undefined;
    void readCaptions(url, gone.signal).then(
      (blob) => !gone.signal.aborted && setOwn((made = URL.createObjectURL(blob))),
      () => !gone.signal.aborted && failed(),
    );
    return () => {
      gone.abort();
      if (made !== undefined) URL.revokeObjectURL(made);
    };
  }, [url]);
  return own;
}

async function readCaptions(url: string, signal: AbortSignal): Promise<Blob> {
  const type = 'text/vtt';
  if (!url.startsWith('data:')) {
    const response = await fetch(url, { signal });
    if (!response.ok) throw new Error(String(response.status));
    return new Blob([await response.text()], { type });
  }
  const bytes = Uint8Array.from(atob(url.slice(url.indexOf(',') + 1)), (character) => character.charCodeAt(0));
  return new Blob([bytes], { type });
}
