import { useState } from 'react';
import { useLinks } from './signed-links.tsx';

export interface LastingUrl {
  readonly url: string | null | undefined;
  /** Whether neither this URL nor a newer one works. */
  readonly isBroken: boolean;
  /** To call when the URL cannot be loaded. */
  readonly onError: () => void;
  /** Forgets that the URL failed. */
  readonly retry: () => void;
}

/** The file that a URL leads to: each answer of the API has another signature, in the query. */
const fileOf = (url: string | null | undefined): string | undefined => url?.split('?', 1)[0];

/**
 * The first URL of a file as long as it works, so that nothing is loaded twice; the newest one after it has failed, which reads the links
 * again. Another file is shown at once.
 */
export function useLastingUrl(newest: string | null | undefined): LastingUrl {
  const { renew } = useLinks();
  const [kept, setKept] = useState(newest);
  const [broken, setBroken] = useState<string>();
  const url = kept && kept !== broken && fileOf(kept) === fileOf(newest) ? kept : newest;
  if (url !== kept) setKept(url);
  return {
    url,
    isBroken: url != null && url === broken,
    onError() {
      setBroken(url ?? undefined);
      if (url === newest) renew();
    },
    retry() {
      setBroken(undefined);
      renew();
    },
  };
}
