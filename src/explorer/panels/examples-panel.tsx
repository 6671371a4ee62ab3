import './examples-panel.css';
import { groupExamples } from './example-groups.ts';
import { fill, type Example, type Known } from '../examples.ts';
import { useStore, type Store } from '../store.ts';
import { useOpenTab } from './use-open-tab.ts';

interface Props {
  readonly examples: readonly Example[];
  readonly known: Store<Known>;
}

/** The rendered page of docs, which the build puts beside the script. */
const pageUrl = (page: string): string => new URL(`docs/${page.replace('.md', '.html')}`, import.meta.url).href;

export function ExamplesPanel({ examples, known }: Props) {
  const values = useStore(known);
  const open = useOpenTab();
  return (
    <div className="reel-panel">
      <h2>Examples</h2>
      <p className="reel-hint">Each opens in a tab with ids filled in. Run it with the button beside the editor.</p>
      {groupExamples(examples).map(({ title, examples: grouped }) => (
        <section key={title} aria-label={title}>
          <h3 className="reel-example-group">{title}</h3>
          <ol className="reel-examples">
            {grouped.map((example) => (
              <li key={example.title}>
                <button type="button" onClick={() => open({ query: example.document, variables: fill(example.variables, values) })}>
                  <span className="reel-example-head">
                    <strong>{example.title}</strong>
                    <span className={`reel-badge reel-${example.kind}`}>{example.kind}</span>
                  </span>
                  <span className="reel-example-text">{example.description}</span>
                </button>
                <a className="reel-example-page" href={pageUrl(example.page)} target="_blank" rel="noreferrer">
                  Explained in {example.page.replace(/\.md.*$/, '')}
                </a>
              </li>
            ))}
          </ol>
        </section>
      ))}
    </div>
  );
}
