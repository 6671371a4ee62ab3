import { createContext, useContext, useEffect, useMemo, useState } from 'react';
import type { ReactNode } from 'react';
import { access } from '../api/access.ts';
import { useKeptQuery } from '../api/use-kept-query.ts';
import { ViewerDocument } from '../api/session.generated.ts';
import type { Action, ViewerQuery } from '../api/session.generated.ts';
import { useStore } from './store.ts';

export type ViewerWorkspace = ViewerQuery['workspaces']['nodes'][number];

/** The person who is signed in, and the workspace that the pages show. */
export interface Viewer {
  readonly me: ViewerQuery['me'];
  readonly workspaces: readonly ViewerWorkspace[];
  readonly workspace: ViewerWorkspace | undefined;
  readonly chooseWorkspace: (id: string) => void;
  /** Whether the role of the person in the workspace allows an action. */
  readonly can: (action: Action) => boolean;
  /** Reads the person again, for example after the confirmation of the address. */
  readonly refresh: () => Promise<void>;
}

/** Milliseconds until a person who could not be read is read again. */
const RETRY_MS = 3_000;

const ViewerContext = createContext<Viewer | undefined>(undefined);

/** Key of the chosen workspace, in localStorage. */
const CHOSEN = 'reelwright:workspace';

/** Undefined while nobody is signed in, and until the person is known. */
export const useViewer = (): Viewer | undefined => useContext(ViewerContext);

/** Whether the session is valid now. */
export const useSignedIn = (): boolean => useStore(access) === 'SIGNED_IN';

export function ViewerProvider({ children }: { readonly children: ReactNode }) {
  const signedIn = useStore(access) === 'SIGNED_IN';
  const { data, error, isReading, refresh } = useKeptQuery({ query: ViewerDocument, pause: !signedIn, requestPolicy: 'cache-and-network' });
  const [chosen, setChosen] = useState(() => localStorage.getItem(CHOSEN));

  // Without the person there is no page: one request that failed must not end in waiting.
  useEffect(() => {
    if (!signedIn || !error || isReading) return undefined;
    const timer = setTimeout(() => void refresh(), RETRY_MS);
    return () => clearTimeout(timer);
  }, [signedIn, error, isReading, refresh]);

  const viewer = useMemo<Viewer | undefined>(() => {
    if (!data || (!signedIn && access.get() !== 'ENDED')) return undefined;
    const workspaces = data.workspaces.nodes;
    const workspace = workspaces.find((one) => one.id === chosen) ?? workspaces[0];
    return {
      me: data.me,
      workspaces,
      workspace,
      chooseWorkspace: (next) => {
        localStorage.setItem(CHOSEN, next);
        setChosen(next);
      },
      can: (action) => workspace?.viewerCan.includes(action) ?? false,
      refresh,
    };
  }, [data, signedIn, chosen, refresh]);
  return <ViewerContext value={viewer}>{children}</ViewerContext>;
}
