import { useEffect, useRef } from 'react';
import type { MouseEvent, ReactNode } from 'react';
import { useLinks } from './signed-links.tsx';

/** Milliseconds that a click waits for a new link. Later nobody expects the file. */
const WAIT_MS = 10_000;

interface DownloadProps {
  readonly href: string;
  readonly className: string;
  readonly 'aria-label'?: string;
  readonly children: ReactNode;
}

/** Saves a file by its signed link. One that may have expired is read again first: it would replace the page by an error of the store. */
export function Download({ href, children, ...rest }: DownloadProps) {
  const { areOld, renew } = useLinks();
  /** The old link and when it was clicked, until the new one arrives. */
  const asked = useRef<{ readonly href: string; readonly at: number }>(undefined);
  useEffect(() => {
    const { current } = asked;
    if (current === undefined || current.href === href) return;
    asked.current = undefined;
    if (Date.now() - current.at < WAIT_MS) location.assign(href);
  }, [href]);
  const onClick = (event: MouseEvent): void => {
    if (!areOld()) return;
    event.preventDefault();
    asked.current = { href, at: Date.now() };
    renew();
  };
  return (
    <a {...rest} href={href} rel="noreferrer" onClick={onClick}>
      {children}
    </a>
  );
}
