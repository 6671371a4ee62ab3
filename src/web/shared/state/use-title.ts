import { useEffect } from 'react';

/** Names the page in the tab of the browser. */
export function useTitle(title: string | undefined): void {
  useEffect(() => {
    document.title = title ? `${title} · Reelwright` : 'Reelwright';
  }, [title]);
}
