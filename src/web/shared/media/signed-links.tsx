import { createContext, useContext, useEffect, useMemo, useRef } from 'react';
import type { ReactNode } from 'react';

/** Milliseconds after which the links of an answer are read again. They are valid for 15 minutes at least. */
const RENEW_MS = 10 * 60_000;
/** Milliseconds between looks at the clock. A timer of ten minutes would stand still while the computer sleeps. */
const LOOK_MS = 15_000;
/** Milliseconds until old links are read again after a read that failed. */
const RETRY_MS = 60_000;
/** Milliseconds in which failed links cause one read: all pictures of a page fail together. */
const FAILURES_MS = 10_000;

interface Links {
  /** Reads the links again, because one of them does not work. */
  readonly renew: () => void;
  /** Whether the links may have expired. */
  readonly areOld: () => boolean;
}

const LinksContext = createContext<Links>({ renew: () => undefined, areOld: () => false });
const ReadingContext = createContext(false);

/** The source of the signed links in this part of the page. Public links have none, and never expire. */
export const useLinks = (): Links => useContext(LinksContext);
/** Whether the links of this part of the page are being read. */
export const useLinksReading = (): boolean => useContext(ReadingContext);

interface SignedLinksProps {
  /** The answer with the links; another one restarts their time. */
  readonly answer: unknown;
  readonly isReading: boolean;
  readonly read: () => unknown;
  readonly children: ReactNode;
}

/**
 * A part of a page whose links are signed and expire. While the page is visible they are read again before that, at once when it becomes
 * visible later, and when one of them fails.
 */
export function SignedLinks({ answer, isReading, read, children }: SignedLinksProps) {
  const latest = useRef({ read, isReading });
  useEffect(() => {
    latest.current = { read, isReading };
  });
  const newest = useRef({ answer, readAt: 0 });
  const failedAt = useRef(0);
  useEffect(() => {
    newest.current = { answer, readAt: Date.now() };
  }, [answer]);
  const links = useMemo<Links>(
    () => ({
      renew() {
        if (Date.now() - failedAt.current < FAILURES_MS) return;
        failedAt.current = Date.now();
        latest.current.read();
      },
      areOld: () => Date.now() - newest.current.readAt >= RENEW_MS,
    }),
    [],
  );
  useEffect(() => {
    let triedAt = 0;
    const look = (): void => {
      if (document.visibilityState !== 'visible' || !links.areOld() || latest.current.isReading) return;
      if (Date.now() - triedAt < RETRY_MS) return;
      triedAt = Date.now();
      latest.current.read();
    };
    const timer = setInterval(look, LOOK_MS);
    document.addEventListener('visibilitychange', look);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', look);
    };
  }, [links]);
  return (
    <LinksContext value={links}>
      <ReadingContext value={isReading}>{children}</ReadingContext>
    </LinksContext>
  );
}
