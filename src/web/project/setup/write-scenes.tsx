import type { SubmitEvent } from 'react';
import { useMutation } from 'urql';
import { useText } from '../../shared/messages/text.ts';
import { Icon } from '../../shared/parts/icon.tsx';
import { Problem } from '../../shared/parts/problem.tsx';
import { useAction } from '../../shared/state/use-action.ts';
import { DraftNote } from '../edit/draft-note.tsx';
import { useDraft } from '../edit/use-draft.ts';
import { UpdateProjectDocument } from '../page/project.generated.ts';
import type { Project } from '../page/use-project.ts';
import { WriteScenesDocument } from './setup.generated.ts';

interface WriteScenesProps {
  readonly project: Project;
  readonly canEdit: boolean;
  readonly refresh: () => Promise<void>;
}

/** The beginning of a project without scenes: they are written from its brief, its script or its template. */
export function WriteScenes({ project, canEdit, refresh }: WriteScenesProps) {
  const say = useText();
  const [, update] = useMutation(UpdateProjectDocument);
  const { error, isBusy, run } = useAction(WriteScenesDocument);
  const job = project.scripts.nodes[0];
  const isWriting = job?.status === 'QUEUED' || job?.status === 'RUNNING';
  const brief = useDraft({
    id: project.id,
    field: 'brief',
    known: { version: project.version, value: project.brief ?? '' },
    send: async (value, expectedVersion) => {
      const { data, error: problem } = await update({ id: project.id, input: { expectedVersion, brief: value || null } });
      return { error: problem, saved: data ? { version: data.updateProject.version, value: data.updateProject.brief ?? '' } : undefined };
    },
  });
  if (!canEdit) return null;
  const submit = (event: SubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    void run((idempotencyKey) => ({ input: { projectId: project.id, idempotencyKey } }), refresh);
  };
  const hasWords = brief.text.trim() !== '' || (project.script ?? '') !== '' || project.template !== null;
  // The words are saved first: the server writes from what it has.
  // Somebody else may have added scenes meanwhile: then the brief is here until it is saved.
  const isStart = project.scenes.length === 0;
  const isSaved = brief.draft === undefined || brief.draft.state === 'SAVED';
  return (
    <form className="project-write card" onSubmit={submit}>
      <h2>{say('write.title')}</h2>
      {isStart && <p className="soft">{say('write.lead')}</p>}
      <label htmlFor="brief">{say('write.brief')}</label>
      <textarea
        id="brief"
        dir="auto"
        rows={4}
        maxLength={4_000}
        value={brief.text}
        onChange={({ target }) => brief.type(target.value)}
        onBlur={brief.leave}
      />
      <DraftNote field={brief} />
      {job?.failure && !isWriting && (
        <p className="draft-problem" role="alert">
          {job.failure.message}
        </p>
      )}
      <Problem error={error} />
      {isStart && (
        <button disabled={!hasWords || !isSaved || isBusy || isWriting}>
          <Icon name="sparkle" />
          {say(isWriting ? 'write.writing' : 'write.start')}
        </button>
      )}
    </form>
  );
}
