import type { ComponentType } from 'react';
import { Link, useParams } from 'wouter';
import type { MessageKey } from '../shared/messages/keys.ts';
import { useText } from '../shared/messages/text.ts';
import { Empty } from '../shared/parts/empty.tsx';
import { ReadProblem } from '../shared/parts/read-problem.tsx';
import { Waiting } from '../shared/parts/waiting.tsx';
import { useRead } from '../shared/api/use-read.ts';
import { useTitle } from '../shared/state/use-title.ts';
import { IsAdministratorDocument } from './administrator.generated.ts';
import { Health } from './health.tsx';
import { Jobs } from './jobs.tsx';
import { Operation } from './operation.tsx';
import { Settings } from './settings.tsx';
import { Storage } from './storage.tsx';
import { Users } from './users.tsx';

const PARTS = {
  operation: { label: 'admin.operation', part: Operation },
  jobs: { label: 'admin.jobs', part: Jobs },
  storage: { label: 'admin.storage', part: Storage },
  health: { label: 'admin.health', part: Health },
  users: { label: 'admin.users', part: Users },
  settings: { label: 'admin.settings', part: Settings },
} as const satisfies Record<string, { readonly label: MessageKey; readonly part: ComponentType }>;
type PartName = keyof typeof PARTS;

const isPart = (name: string): name is PartName => Object.hasOwn(PARTS, name);

/** `/admin/PART`: what administrators see and change of the installation. */
export function AdminPage() {
  const say = useText();
  useTitle(say('admin.title'));
  const { part: asked } = useParams<{ part?: string }>();
  const [{ data, error, fetching }, refresh] = useRead({ query: IsAdministratorDocument, requestPolicy: 'cache-first' });
  if (error) return <ReadProblem error={error} onRetry={refresh} />;
  if (fetching || !data) return <Waiting />;
  if (data.systemStatus.dependencies == null)
    return (
      <Empty icon="user-circle" title={say('admin.refused')}>
        <p>{say('admin.refusedHint')}</p>
      </Empty>
    );
  const name = asked !== undefined && isPart(asked) ? asked : 'operation';
  const { part: Part, label } = PARTS[name];
  return (
    <div className="admin">
      <h1>{say('admin.title')}</h1>
      <nav className="admin-nav" aria-label={say('admin.title')}>
        {Object.entries(PARTS).map(([part, { label: text }]) => (
          <Link key={part} href={`/admin/${part}`} aria-current={part === name ? 'page' : undefined}>
            {say(text)}
          </Link>
        ))}
      </nav>
      <section aria-label={say(label)}>
        <Part />
      </section>
    </div>
  );
}
