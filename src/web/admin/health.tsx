import { useEffect } from 'react';
import { useKeptQuery } from '../shared/api/use-kept-query.ts';
import { useText } from '../shared/messages/text.ts';
import { ReadProblem } from '../shared/parts/read-problem.tsx';
import { Waiting } from '../shared/parts/waiting.tsx';
import { AdminStatusDocument } from './admin.generated.ts';
import { useFormat } from './format.ts';
import { Table } from './table.tsx';

/** Milliseconds between two reads: nothing announces changes of dependencies and providers. */
const READ_EVERY_MS = 10_000;

/** What the installation depends on, and the providers that fail. */
export function Health() {
  const say = useText();
  const { ago, number } = useFormat();
  const { data, error, refresh } = useKeptQuery({ query: AdminStatusDocument });
  useEffect(() => {
    const timer = setInterval(() => document.hidden || void refresh(), READ_EVERY_MS);
    return () => clearInterval(timer);
  }, [refresh]);
  if (!data) return error ? <ReadProblem error={error} onRetry={refresh} /> : <Waiting />;
  return (
    <>
      <ReadProblem error={error} onRetry={refresh} />
      <Table
        caption={say('admin.dependencies')}
        rows={data.systemStatus.dependencies ?? []}
        keyOf={({ name }) => name}
        empty=""
        columns={[
          { label: say('admin.name'), renderCell: ({ name }) => say(`admin.dependency.${name}`) },
          {
            label: say('admin.state'),
            renderCell: ({ state }) => (
              <span className={`tag ${state === 'OK' ? 'good' : state === 'UNAVAILABLE' ? 'bad' : ''}`}>
                {say(`admin.dependency.${state}`)}
              </span>
            ),
          },
          { label: say('admin.remedy'), renderCell: ({ remedy }) => remedy ?? '–' },
        ]}
      />
      <Table
        caption={say('admin.providers')}
        rows={data.adminProviders}
        keyOf={({ name, kind }) => `${name} ${kind}`}
        empty={say('admin.noProviders')}
        columns={[
          { label: say('admin.name'), renderCell: ({ name }) => name },
          { label: say('admin.type'), renderCell: ({ kind }) => say(`providerKind.${kind}`) },
          {
            label: say('admin.state'),
            renderCell: ({ state }) => (
              <span className={state === 'AVAILABLE' ? 'tag good' : 'tag bad'}>{say(`admin.provider.${state}`)}</span>
            ),
          },
          { label: say('admin.failures'), isNumber: true, renderCell: ({ failures }) => number(failures) },
          { label: say('admin.failure'), renderCell: ({ failure }) => failure },
          { label: say('admin.since'), renderCell: ({ failedAt }) => ago(failedAt) },
        ]}
      />
    </>
  );
}
