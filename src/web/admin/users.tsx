import { useDeferredValue, useState } from 'react';
import { useText } from '../shared/messages/text.ts';
import { Field } from '../shared/parts/field.tsx';
import { ReadProblem } from '../shared/parts/read-problem.tsx';
import { Waiting } from '../shared/parts/waiting.tsx';
import { useRead } from '../shared/api/use-read.ts';
import { AdminUsersDocument } from './admin.generated.ts';
import { useFormat } from './format.ts';
import { Suspension } from './suspension.tsx';
import { Pages, Table } from './table.tsx';

/** People with accounts, by name or email address, and their suspension. */
export function Users() {
  const say = useText();
  const { time, number } = useFormat();
  const [text, setText] = useState('');
  const wanted = useDeferredValue(text.trim());
  const [after, setAfter] = useState<string | null>(null);
  const [{ data, error }, refresh] = useRead({
    query: AdminUsersDocument,
    variables: { filter: wanted === '' ? null : { text: wanted }, after },
  });
  const found = data?.adminUsers;
  return (
    <>
      <Field
        label={say('admin.search')}
        type="search"
        value={text}
        maxLength={200}
        onChange={({ target }) => {
          setText(target.value);
          setAfter(null);
        }}
      />
      <ReadProblem error={error} onRetry={refresh} />
      {found ? (
        <>
          <Table
            caption={say('admin.usersCount', { count: found.totalCount })}
            rows={found.nodes}
            keyOf={({ id }) => id}
            empty={say('admin.noUsers')}
            columns={[
              {
                label: say('admin.name'),
                renderCell: ({ name, administrator }) => (
                  <>
                    <bdi>{name}</bdi> {administrator && <span className="tag">{say('admin.administrator')}</span>}
                  </>
                ),
              },
              { label: say('admin.email'), renderCell: ({ email }) => email },
              { label: say('admin.workspaces'), isNumber: true, renderCell: ({ workspaces }) => number(workspaces) },
              { label: say('admin.lastActive'), renderCell: ({ lastActiveAt }) => (lastActiveAt == null ? '–' : time(lastActiveAt)) },
              {
                label: say('admin.access'),
                renderCell: (user) => <Suspension user={user} onChanged={refresh} />,
              },
            ]}
          />
          <Pages next={found.pageInfo.hasNextPage ? (found.pageInfo.endCursor ?? null) : null} isFirst={after === null} onPage={setAfter} />
        </>
      ) : (
        !error && <Waiting />
      )}
    </>
  );
}
