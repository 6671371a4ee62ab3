import { useState } from 'react';
import { useText } from '../shared/messages/text.ts';
import { ReadProblem } from '../shared/parts/read-problem.tsx';
import { Waiting } from '../shared/parts/waiting.tsx';
import { size } from '../shared/state/format.ts';
import { useRead } from '../shared/api/use-read.ts';
import { AdminStorageDocument } from './admin.generated.ts';
import { useFormat } from './format.ts';
import { Pages, Table } from './table.tsx';

/** Workspaces by what they store. */
export function Storage() {
  const say = useText();
  const { number } = useFormat();
  const [after, setAfter] = useState<string | null>(null);
  const [{ data, error }, refresh] = useRead({ query: AdminStorageDocument, variables: { after } });
  if (!data) return error ? <ReadProblem error={error} onRetry={refresh} /> : <Waiting />;
  const { nodes, totalCount, pageInfo } = data.adminWorkspaces;
  return (
    <>
      <ReadProblem error={error} onRetry={refresh} />
      <Table
        caption={say('admin.workspacesCount', { count: totalCount })}
        rows={nodes}
        keyOf={({ id }) => id}
        empty={say('admin.noWorkspaces')}
        columns={[
          { label: say('admin.name'), renderCell: ({ name }) => <bdi>{name}</bdi> },
          { label: say('admin.plan'), renderCell: ({ plan }) => plan },
          { label: say('admin.members'), isNumber: true, renderCell: ({ members }) => number(members) },
          { label: say('admin.openJobs'), isNumber: true, renderCell: ({ openJobs }) => number(openJobs) },
          { label: say('admin.creditsSpent'), isNumber: true, renderCell: ({ creditsSpent }) => number(creditsSpent) },
          { label: say('admin.stored'), isNumber: true, renderCell: ({ storageBytes }) => size(storageBytes) },
        ]}
      />
      <Pages next={pageInfo.hasNextPage ? (pageInfo.endCursor ?? null) : null} isFirst={after === null} onPage={setAfter} />
    </>
  );
}
