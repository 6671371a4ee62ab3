import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { SERVED } from '../shared/state/served.ts';

interface HomeLinkProps {
  readonly className?: string;
  readonly children: ReactNode;
}

/** The link to `/`, which is another page of the server where the studio is switched off. */
export const HomeLink = ({ className, children }: HomeLinkProps) =>
  SERVED.studio ? (
    <Link href="/" className={className ?? ''}>
      {children}
    </Link>
  ) : (
    <a href="/" className={className}>
      {children}
    </a>
  );
