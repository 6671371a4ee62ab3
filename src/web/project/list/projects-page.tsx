import { lazy, Suspense, useDeferredValue, useState } from 'react';
import { useText } from '../../shared/messages/text.ts';
import { Icon } from '../../shared/parts/icon.tsx';
import { useTitle } from '../../shared/state/use-title.ts';
import { useViewer } from '../../shared/state/viewer.tsx';
import { Batches } from '../batch/batches.tsx';
import { ProjectList } from './project-list.tsx';

const NewProjectDialog = lazy(async () => ({ default: (await import('./new-project-dialog.tsx')).NewProjectDialog }));
const BatchDialog = lazy(async () => ({ default: (await import('../batch/batch-dialog.tsx')).BatchDialog }));

/** The projects of a workspace, the latest edit first, and its batches. */
export function ProjectsPage() {
  const say = useText();
  const viewer = useViewer();
  const [open, setOpen] = useState<'PROJECT' | 'BATCH'>();
  const [typed, setTyped] = useState('');
  const text = useDeferredValue(typed.trim());
  useTitle(say('projects.title'));
  const workspaceId = viewer?.workspace?.id;
  if (workspaceId === undefined) return null;
  const close = (): void => setOpen(undefined);
  return (
    <div className="projects">
      <header className="projects-head">
        <div>
          <h1>{say('projects.title')}</h1>
          <p className="soft">{say('projects.lead')}</p>
        </div>
        {viewer?.can('MANAGE_PROJECTS') && (
          <div className="projects-tools">
            {viewer.can('MANAGE_BATCHES') && (
              <button type="button" className="secondary" onClick={() => setOpen('BATCH')}>
                <Icon name="file-text" />
                {say('batch.open')}
              </button>
            )}
            <button type="button" onClick={() => setOpen('PROJECT')}>
              <Icon name="plus" />
              {say('projects.new')}
            </button>
          </div>
        )}
      </header>
      <input
        type="search"
        className="projects-search"
        dir="auto"
        maxLength={200}
        aria-label={say('projects.search')}
        placeholder={say('projects.search')}
        value={typed}
        onChange={({ target }) => setTyped(target.value)}
      />
      <ProjectList key={`${workspaceId}-${text}`} workspaceId={workspaceId} text={text} />
      <Batches workspaceId={workspaceId} />
      <Suspense>
        {open === 'PROJECT' && <NewProjectDialog workspaceId={workspaceId} onClose={close} />}
        {open === 'BATCH' && <BatchDialog workspaceId={workspaceId} onClose={close} />}
      </Suspense>
    </div>
  );
}
