import { lazy, Suspense, useState } from 'react';
import { useMutation } from 'urql';
import { Link } from 'wouter';
import { useText } from '../../shared/messages/text.ts';
import { Icon } from '../../shared/parts/icon.tsx';
import { DraftNote } from '../edit/draft-note.tsx';
import { useDraft } from '../edit/use-draft.ts';
import { UpdateProjectDocument } from './project.generated.ts';
import type { Project } from './use-project.ts';

const VersionsDialog = lazy(async () => ({ default: (await import('../versions/versions-dialog.tsx')).VersionsDialog }));
const SetupDialog = lazy(async () => ({ default: (await import('../setup/setup-dialog.tsx')).SetupDialog }));

interface ProjectHeadProps {
  readonly project: Project;
  readonly canEdit: boolean;
  readonly editor: string | undefined;
  readonly refresh: () => Promise<void>;
}

/** The name, which is edited in place, who else is here, and what belongs to the whole project. */
export function ProjectHead({ project, canEdit, editor, refresh }: ProjectHeadProps) {
  const say = useText();
  const [open, setOpen] = useState<'VERSIONS' | 'SETUP'>();
  const [, update] = useMutation(UpdateProjectDocument);
  const name = useDraft({
    id: project.id,
    field: 'name',
    known: { version: project.version, value: project.name },
    send: async (value, expectedVersion) => {
      const { data, error } = await update({ id: project.id, input: { expectedVersion, name: value } });
      return { error, saved: data ? { version: data.updateProject.version, value: data.updateProject.name } : undefined };
    },
  });
  const close = (): void => setOpen(undefined);
  return (
    <header className="project-head">
      <Link href="/projects" className="back">
        {say('project.back')}
      </Link>
      <h1 className="visually-hidden">{project.name}</h1>
      <input
        className="project-name"
        aria-label={say('project.name')}
        dir="auto"
        maxLength={200}
        readOnly={!canEdit}
        value={name.text}
        onChange={({ target }) => name.type(target.value)}
        onBlur={name.leave}
      />
      <div className="project-tools">
        <output className="project-editor">
          {editor !== undefined && <span dir="auto">{say('project.editor', { name: editor })}</span>}
        </output>
        <span className={`tag ${project.status === 'RENDERED' ? 'good' : project.status === 'RENDERING' ? 'live' : ''}`}>
          {say(`project.status.${project.status}`)}
        </span>
        {project.latestVersion > 0 && (
          <button type="button" className="secondary small" onClick={() => setOpen('VERSIONS')}>
            <Icon name="clock" />
            {say('project.versions')}
          </button>
        )}
        {canEdit && (
          <button type="button" className="secondary small" onClick={() => setOpen('SETUP')}>
            <Icon name="sparkle" />
            {say('project.setup')}
          </button>
        )}
      </div>
      <DraftNote field={name} />
      <Suspense>
        {open === 'VERSIONS' && <VersionsDialog project={project} canEdit={canEdit} onClose={close} refresh={refresh} />}
        {open === 'SETUP' && <SetupDialog project={project} onClose={close} refresh={refresh} />}
      </Suspense>
    </header>
  );
}
