import './examples-panel.css';
import { pick, useGraphiQL, useGraphiQLActions } from '@graphiql/react';
import { fill, type Example, type Known } from '../examples.ts';
import { useStore, type Store } from '../store.ts';

interface Props {
  readonly examples: readonly Example[];
  readonly known: Store<Known>;
}

export function ExamplesPanel({ examples, known }: Props) {
  const values = useStore(known);
  const open = useOpen();
  return (
    <div className="reel-panel">
      <h2>Examples</h2>
      <p className="reel-hint">Each opens in a tab with ids filled in. Run it with the button beside the editor.</p>
      <ol className="reel-examples">
        {examples.map((example) => (
          <li key={example.title}>
            <button type="button" onClick={() => open(example, fill(example.variables, values))}>
              <span className="reel-example-head">
                <strong>{example.title}</strong>
                <span className={`reel-badge reel-${example.kind}`}>{example.kind}</span>
              </span>
              <span className="reel-example-text">{example.description}</span>
            </button>
          </li>
        ))}
      </ol>
    </div>
  );
}

/** Shows an example in its tab: the one it was opened in before, else an empty one, else a new one. */
function useOpen(): (example: Example, variables: string) => void {
  const actions = useGraphiQLActions();
  const { tabs, activeTabIndex, queryEditor, variableEditor } = useGraphiQL(
    pick('tabs', 'activeTabIndex', 'queryEditor', 'variableEditor'),
  );
  return (example, variables) => {
    const existing = tabs.findIndex(({ query }) => query === example.document);
    // A subscription would keep writing its events into the newly opened tab.
    actions.stop();
    if (existing < 0 && queryEditor?.getValue().trim()) actions.addTab();
    else if (existing >= 0 && existing !== activeTabIndex) actions.changeTab(existing);
    queryEditor?.setValue(example.document);
    variableEditor?.setValue(variables);
    queryEditor?.focus();
  };
}
