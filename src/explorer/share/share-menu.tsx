import './share-menu.css';
import { pick, ToolbarButton, ToolbarMenu, useGraphiQL } from '@graphiql/react';
import { parse } from 'graphql';
import { useState } from 'react';
import { shareLink, type SharedTab } from './shared-link.ts';
import { LANGUAGES, type SnippetOperation } from './snippets.ts';
import { ShareIcon } from '../icons.tsx';
import { shareable } from '../private-storage.ts';

const BUTTON = (
  <ToolbarButton label="Share">
    <ShareIcon />
  </ToolbarButton>
);

/** Copies the operation of the tab: as a link to this explorer, or as a program that sends it. Secrets in it are left out. */
export function ShareMenu() {
  const { queryEditor, variableEditor } = useGraphiQL(pick('queryEditor', 'variableEditor'));
  const [outcome, setOutcome] = useState('');
  const copy = (text: string | undefined, failure: string): void => {
    if (text === undefined) return setOutcome(failure);
    void copyText(text).then((done) => setOutcome(done ? 'Copied.' : 'The browser does not allow copying.'));
  };
  const tab = () => shareable({ query: queryEditor?.getValue() ?? '', variables: variableEditor?.getValue() ?? '' });
  const asLink = (): void => copy(shareLink(`${location.origin}${location.pathname}`, tab()), 'The operation is too long for a link.');
  const asProgram = (write: (operation: SnippetOperation) => string | undefined): void => {
    const operation = readOperation(tab());
    if (operation) copy(write(operation), 'Subscriptions need a WebSocket: copy as JavaScript or Python.');
    else setOutcome('The operation or its variables cannot be read.');
  };
  return (
    <>
      <ToolbarMenu button={BUTTON}>
        <ToolbarMenu.Item onSelect={asLink}>Copy link</ToolbarMenu.Item>
        {LANGUAGES.map(({ name, write }) => (
          <ToolbarMenu.Item key={name} onSelect={() => asProgram(write)}>
            Copy as {name}
          </ToolbarMenu.Item>
        ))}
      </ToolbarMenu>
      <output className="reel-copied" onAnimationEnd={() => setOutcome('')}>
        {outcome}
      </output>
    </>
  );
}

function readOperation({ query, variables }: SharedTab): SnippetOperation | undefined {
  try {
    const isSubscription = parse(query).definitions.some((one) => one.kind === 'OperationDefinition' && one.operation === 'subscription');
    const given = JSON.parse(variables.trim() || '{}') as Record<string, unknown>;
    return { url: `${location.origin}/graphql`, query: query.trim(), variables: given, isSubscription };
  } catch {
    return undefined;
  }
}

/** The clipboard is available on https and localhost only; elsewhere a selected field is copied. */
async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const field = document.createElement('textarea');
    field.value = text;
    document.body.append(field);
    field.select();
    const copied = document.execCommand('copy');
    field.remove();
    return copied;
  }
}
