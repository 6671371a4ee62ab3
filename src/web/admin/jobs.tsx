import { useState } from 'react';
import { useText } from '../shared/messages/text.ts';
import { ReadProblem } from '../shared/parts/read-problem.tsx';
import { Waiting } from '../shared/parts/waiting.tsx';
import { useRead } from '../shared/api/use-read.ts';
import { AdminJobsDocument } from './admin.generated.ts';
import type { JobStatus } from './admin.generated.ts';
import { useFormat } from './format.ts';
import { Retry } from './retry.tsx';
import { Pages, Table } from './table.tsx';

const STATUSES = ['FAILED', 'RUNNING', 'QUEUED', 'COMPLETED', 'CANCELED'] as const satisfies readonly JobStatus[];

/** Jobs of all workspaces by status, without their content; failed ones can be started again. */
export function Jobs() {
  const say = useText();
  const { time, number } = useFormat();
  const [status, setStatus] = useState<JobStatus>('FAILED');
  const [after, setAfter] = useState<string | null>(null);
  const [{ data, error }, refresh] = useRead({ query: AdminJobsDocument, variables: { filter: { status: [status] }, after } });
  const jobs = data?.adminJobs;
  return (
    <>
      <label className="admin-filter">
        {say('admin.status')}
        <select
          value={status}
          onChange={({ target }) => {
            setStatus(target.value as JobStatus);
            setAfter(null);
          }}
        >
          {STATUSES.map((one) => (
            <option key={one} value={one}>
              {say(`admin.job.${one}`)}
            </option>
          ))}
        </select>
      </label>
      <ReadProblem error={error} onRetry={refresh} />
      {jobs ? (
        <>
          <Table
            caption={say('admin.jobsCount', { count: jobs.totalCount })}
            rows={jobs.nodes}
            keyOf={({ id }) => id}
            empty={say('admin.noJobs')}
            columns={[
              { label: say('admin.name'), renderCell: ({ title }) => <bdi>{title}</bdi> },
              { label: say('admin.type'), renderCell: ({ type }) => say(`jobType.${type}`) },
              { label: say('admin.workspace'), renderCell: ({ workspaceName }) => <bdi>{workspaceName}</bdi> },
              { label: say('admin.step'), renderCell: ({ step }) => (step === null ? '–' : say(`step.${step}`)) },
              { label: say('admin.failure'), renderCell: ({ failure }) => (failure ? <code>{failure.code}</code> : '–') },
              { label: say('admin.attempt'), isNumber: true, renderCell: ({ attempt }) => number(attempt) },
              { label: say('admin.created'), renderCell: ({ createdAt }) => time(createdAt) },
              {
                label: say('admin.job'),
                renderCell: ({ id, status: is }) =>
                  is === 'FAILED' ? <Retry jobId={id} onRetried={refresh} /> : <code>{id.slice(-12)}</code>,
              },
            ]}
          />
          <Pages next={jobs.pageInfo.hasNextPage ? (jobs.pageInfo.endCursor ?? null) : null} isFirst={after === null} onPage={setAfter} />
        </>
      ) : (
        !error && <Waiting />
      )}
    </>
  );
}
