import { useEffect, useRef } from 'react';
import type { MouseEvent, ReactNode } from 'react';
import { useLinks } from './signed-links.tsx';

interface DownloadProps {
  readonly href: string;
  readonly className: string;
  readonly 'aria-label'?: string;
  readonly children: ReactNode;
}

/** Saves a file by its signed link. One that may have expired is read again first: it would replace the page by an error of the store. */
export function Download({ href, children, ...rest }: DownloadProps) {
  const { areOld, renew } = useLinks();
  /** The old link, until the new one arrives. */
  const asked = useRef<string>(undefined);
  useEffect(() => {
    if (asked.current === undefined || asked.current === href) return;
    asked.current = undefined;
    location.assign(href);
  }, [href]);
  const onClick = (event: MouseEvent): void => {
    if (!areOld()) return;
    event.preventDefault();
    asked.current = href;
    renew();
  };
  return (
    <a {...rest} href={href} rel="noreferrer" onClick={onClick}>
      {children}
    </a>
  );
}
