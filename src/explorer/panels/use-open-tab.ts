import { pick, useGraphiQL, useGraphiQLActions } from '@graphiql/react';
import type { SharedTab } from '../share/shared-link.ts';

/** Shows an operation in its tab: the one it was opened in before, else an empty one, else a new one. */
export function useOpenTab(): (tab: SharedTab) => void {
  const actions = useGraphiQLActions();
  const { tabs, activeTabIndex, queryEditor, variableEditor } = useGraphiQL(
    pick('tabs', 'activeTabIndex', 'queryEditor', 'variableEditor'),
  );
  return ({ query, variables }) => {
    const existing = tabs.findIndex((tab) => tab.query === query);
    // A subscription would keep writing its events into the newly opened tab.
    actions.stop();
    if (existing < 0 && queryEditor?.getValue().trim()) actions.addTab();
    else if (existing >= 0 && existing !== activeTabIndex) actions.changeTab(existing);
    queryEditor?.setValue(query);
    variableEditor?.setValue(variables);
    queryEditor?.focus();
  };
}
