import { pick, useGraphiQL, useGraphiQLActions, type GraphiQLPlugin } from '@graphiql/react';
import { GraphiQL, HISTORY_PLUGIN } from 'graphiql';
import { useEffect } from 'react';
import { files } from 'reelwright:examples';
import { fill, parseExample, type Known } from './examples.ts';
import { createFetcher } from './fetcher.ts';
import { ExamplesIcon, LiveIcon, SignInIcon } from './icons.tsx';
import { createLive } from './live.ts';
import { ExamplesPanel } from './panels/examples-panel.tsx';
import { LivePanel } from './panels/live-panel.tsx';
import { SignInPanel } from './panels/sign-in-panel.tsx';
import { privateStorage, TABS } from './private-storage.ts';
import { createSession } from './session.ts';
import { createStore, useStore } from './store.ts';

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
// GraphiQL takes the text of a default tab from the tab, but its variables from here.
const FIRST_VARIABLES = localStorage.getItem(TABS) === null ? { initialVariables: FIRST_TABS[0]?.variables ?? '' } : {};

session.signedIn.subscribe(() => {
  const workspaceId = session.signedIn.get()?.workspace?.id;
  known.set(workspaceId ? { workspaceId } : {});
});

/** The whole page. There is no header editor: the sign-in is the only header the server reads, and it does not go through an editor. */
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
      <Guide />
    </GraphiQL>
  );
}

function Brand() {
  const signedIn = useStore(session.signedIn);
  return (
    <span className="reel-brand">
      <b>Reelwright</b>
      <span className="reel-brand-who">{signedIn ? signedIn.user.email : 'not signed in'}</span>
    </span>
  );
}

/** Draws nothing: opens the panel that comes next, and fills placeholders of the open tab when their values arrive. */
function Guide() {
  const actions = useGraphiQLActions();
  const editors = useGraphiQL(pick('queryEditor', 'variableEditor', 'responseEditor'));
  const written = useGraphiQL(({ tabs, activeTabIndex }) => tabs[activeTabIndex]?.variables) ?? '';
  const values = useStore(known);
  const signedIn = useStore(session.signedIn) !== undefined;
  const watchStartedAt = useStore(live.watch)?.startedAt;

  useEffect(() => {
    for (const editor of Object.values(editors)) editor?.updateOptions({ wordWrap: 'on' });
  }, [editors]);

  useEffect(() => {
    // The tab's text may lag behind the editor's: it tells that there is something to fill, the editor what.
    const editor = editors.variableEditor;
    if (fill(written, values) !== written) editor?.setValue(fill(editor.getValue(), values));
  }, [editors, written, values]);

  useEffect(() => {
    if (signedIn) actions.setVisiblePlugin(EXAMPLES);
  }, [signedIn, actions]);

  useEffect(() => {
    if (watchStartedAt) actions.setVisiblePlugin(LIVE);
  }, [watchStartedAt, actions]);

  return null;
}
