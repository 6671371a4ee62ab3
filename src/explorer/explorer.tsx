import { pick, useGraphiQL, useGraphiQLActions, type GraphiQLPlugin } from '@graphiql/react';
import { GraphiQL, HISTORY_PLUGIN } from 'graphiql';
import { useEffect } from 'react';
import { files } from 'reelwright:examples';
import { fill, learn, parseExample, type Known } from './examples.ts';
import { createFetcher } from './fetcher.ts';
import { ExamplesIcon, LiveIcon, SignInIcon } from './icons.tsx';
import { linkAt } from './link-at.ts';
import { createLive } from './live.ts';
import { ExamplesPanel } from './panels/examples-panel.tsx';
import { LivePanel } from './panels/live-panel.tsx';
import { ShareMenu } from './share/share-menu.tsx';
import { SignInPanel } from './panels/sign-in-panel.tsx';
import { privateStorage, TABS } from './private-storage.ts';
import { send } from './request.ts';
import { createSession } from './session.ts';
import { readSharedLink } from './share/shared-link.ts';
import { createStore, useStore } from './store.ts';
import { useOpenTab } from './panels/use-open-tab.ts';

const session = createSession();
const live = createLive(session);
const known = createStore<Known>({});
const fetcher = createFetcher({ session, live, known });
const storage = privateStorage(localStorage);
const examples = files.map(parseExample);

const SIGN_IN: GraphiQLPlugin = { title: 'Sign in', icon: SignInIcon, content: () => <SignInPanel session={session} /> };
const EXAMPLES: GraphiQLPlugin = {
  title: 'Examples',
  icon: ExamplesIcon,
  content: () => <ExamplesPanel examples={examples} known={known} />,
};
const LIVE: GraphiQLPlugin = { title: 'Live', icon: LiveIcon, content: () => <LivePanel live={live} /> };
const PLUGINS = [SIGN_IN, EXAMPLES, LIVE, HISTORY_PLUGIN];
const FIRST_TABS = examples.slice(0, 1).map(({ document, variables }) => ({ query: document, variables }));
// GraphiQL takes the text of a default tab from the tab, but its variables from this option.
const FIRST_VARIABLES = localStorage.getItem(TABS) === null ? { initialVariables: FIRST_TABS[0]?.variables ?? '' } : {};

session.workspace.subscribe(() => {
  const workspaceId = session.workspace.get()?.id;
  known.set(workspaceId ? { workspaceId } : {});
  if (workspaceId) void showNewestFilm(workspaceId).catch(() => undefined);
});

const NEWEST_FILM = `query NewestFilm($workspaceId: ID!) {
  workspace(id: $workspaceId) { jobs(first: 1, filter: { type: VIDEO }) { nodes { id } } }
}`;

/** Shows the newest film in the live panel, so that for example the demo's can be watched at once. */
async function showNewestFilm(workspaceId: string): Promise<void> {
  const answer = await send({ query: NEWEST_FILM, variables: { workspaceId } }, await session.authorization());
  if (!answer.data || known.get()['workspaceId'] !== workspaceId) return;
  const next = learn(known.get(), answer.data);
  const { jobId } = next;
  known.set(next);
  if (jobId && !live.watch.get()) await live.show(jobId);
}

/** The whole page. It has no editor for headers: the server reads no header but the sign-in, which must not be in an editor. */
export function Explorer() {
  return (
    <GraphiQL
      fetcher={fetcher}
      storage={storage}
      plugins={PLUGINS}
      visiblePlugin={SIGN_IN}
      defaultTabs={FIRST_TABS}
      {...FIRST_VARIABLES}
      defaultQuery=""
      defaultEditorToolsVisibility="variables"
      isHeadersEditorEnabled={false}
      shouldPersistHeaders={false}
    >
      <GraphiQL.Logo>
        <Brand />
      </GraphiQL.Logo>
      <GraphiQL.Toolbar>
        {({ prettify, merge, copy }) => (
          <>
            {prettify}
            {merge}
            {copy}
            <ShareMenu />
          </>
        )}
      </GraphiQL.Toolbar>
      <Guide />
    </GraphiQL>
  );
}

function Brand() {
  const signedIn = useStore(session.signedIn);
  const wasEnded = useStore(session.wasEnded);
  return (
    <span className="reel-brand">
      <b>Reelwright</b>
      <span className="reel-brand-who">{signedIn ? (signedIn.user?.email ?? 'API key') : wasEnded ? 'signed out' : 'not signed in'}</span>
    </span>
  );
}

// At 1280 px a column fits an id of 36 characters, in quotes, on one line.
const WRAPPED = { wordWrap: 'on', wrappingIndent: 'none', fontSize: 13 } as const;

/** Renders nothing: opens the next panel, and fills placeholders of the open tab when their values arrive. */
function Guide() {
  const actions = useGraphiQLActions();
  const editors = useGraphiQL(pick('queryEditor', 'variableEditor', 'responseEditor'));
  const written = useGraphiQL(({ tabs, activeTabIndex }) => tabs[activeTabIndex]?.variables) ?? '';
  const values = useStore(known);
  const signedIn = useStore(session.signedIn) !== undefined;
  const watchStartedAt = useStore(live.watch)?.startedAt;

  const ready = editors.queryEditor !== undefined && editors.variableEditor !== undefined;
  const openTab = useOpenTab();
  useEffect(() => {
    const shared = readSharedLink(location.hash);
    if (!ready || !shared) return;
    // A reload must not open it again.
    history.replaceState(null, '', location.pathname);
    openTab(shared);
  }, [ready, openTab]);

  useEffect(() => {
    for (const editor of Object.values(editors)) editor?.updateOptions(WRAPPED);
  }, [editors]);

  useEffect(() => {
    const listening = editors.responseEditor?.onMouseUp(({ event, target: { position } }) => {
      const line = position ? (editors.responseEditor?.getModel()?.getLineContent(position.lineNumber) ?? '') : '';
      const url = position && event.leftButton && editors.responseEditor?.getSelection()?.isEmpty() && linkAt(line, position.column);
      if (url) window.open(url, '_blank', 'noopener,noreferrer');
    });
    return () => listening?.dispose();
  }, [editors.responseEditor]);

  useEffect(() => {
    // The state of the tab may lag behind the editor. The tab tells that placeholders remain, the text of the editor which.
    const editor = editors.variableEditor;
    if (fill(written, values) !== written) editor?.setValue(fill(editor.getValue(), values));
  }, [editors, written, values]);

  useEffect(() => {
    if (signedIn) actions.setVisiblePlugin(EXAMPLES);
    else if (session.wasEnded.get()) actions.setVisiblePlugin(SIGN_IN);
  }, [signedIn, actions]);

  useEffect(() => {
    if (watchStartedAt) actions.setVisiblePlugin(LIVE);
  }, [watchStartedAt, actions]);

  return null;
}
