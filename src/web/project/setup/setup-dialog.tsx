import { useState } from 'react';
import type { SubmitEvent } from 'react';
import { codeOf, detailsOf } from '../../shared/api/errors.ts';
import { useText } from '../../shared/messages/text.ts';
import { Dialog } from '../../shared/parts/dialog.tsx';
import { Problem } from '../../shared/parts/problem.tsx';
import { ReadProblem } from '../../shared/parts/read-problem.tsx';
import { showToast } from '../../shared/state/toasts.ts';
import { useAction } from '../../shared/state/use-action.ts';
import { useRead } from '../../shared/api/use-read.ts';
import { UpdateProjectDocument } from '../page/project.generated.ts';
import type { Project } from '../page/use-project.ts';
import { PresetChoice, TemplateChoice } from './choices.tsx';
import { SetupChoicesDocument, WriteScenesDocument } from './setup.generated.ts';
import { TemplateFields } from './template-fields.tsx';
import { changesOf, conflictingSetup, formOf, isSameSetup, mergedForm, savedSetup } from './setup-values.ts';
import type { Setup } from './setup-values.ts';

interface SetupDialogProps {
  readonly project: Project;
  readonly onClose: () => void;
  readonly refresh: () => Promise<void>;
}

/** How often a save is repeated by itself because something else of the project has changed, such as its name. */
const MAX_REPEATS = 3;

/** The preset and the template of a project. Scenes are written from the template when the person asks for it. */
export function SetupDialog({ project, onClose, refresh }: SetupDialogProps) {
  const say = useText();
  const [{ data: choices, error }, readChoices] = useRead({
    query: SetupChoicesDocument,
    variables: { workspaceId: project.workspace.id },
  });
  // What the person saw: the project follows the changes of others, and a save that named its version would replace them.
  const [opened, setOpened] = useState<Setup>(() => ({
    version: project.version,
    presetId: project.preset?.id ?? null,
    templateId: project.template?.id ?? null,
    variables: project.variables,
  }));
  const [form, setForm] = useState(() => formOf(opened));
  const [replaces, setReplaces] = useState(false);
  const update = useAction(UpdateProjectDocument);
  const write = useAction(WriteScenesDocument);
  const template = choices?.workspace?.promptTemplates.nodes.find(({ id }) => id === form.templateId);
  const isStale = codeOf(update.error) === 'CONFLICT';

  const save = async (seen: Setup, repeats = 0): Promise<void> => {
    const input = { expectedVersion: seen.version, ...changesOf(seen, form, template) };
    const answer = await update.run({ id: project.id, input }, async ({ data }) => {
      // The next save is on top of this one, which stays when the scenes cannot be written.
      if (data) setOpened(savedSetup(seen, form, template, data.updateProject.version));
      if (data && (!replaces || (await replaceScenes()))) {
        showToast(say(replaces ? 'setup.writing' : 'setup.saved'));
        onClose();
      }
      await refresh();
    });
    const now = conflictingSetup(detailsOf(answer?.error)['current']);
    if (!now) return;
    if (isSameSetup(seen, now) && repeats < MAX_REPEATS) return save(now, repeats + 1);
    setForm((mine) => mergedForm(seen, mine, now));
    setOpened(now);
  };
  const replaceScenes = async (): Promise<boolean> => {
    const written = await write.run((idempotencyKey) => ({ input: { projectId: project.id, replaceScenes: true, idempotencyKey } }));
    return written?.data !== undefined;
  };
  const submit = (event: SubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    void save(opened);
  };
  return (
    <Dialog title={say('project.setup')} onClose={onClose}>
      <ReadProblem error={error} onRetry={readChoices} />
      <form onSubmit={submit}>
        <PresetChoice choices={choices} value={form.presetId} onChange={(presetId) => setForm({ ...form, presetId })} />
        <p className="hint">{say('setup.presetHint')}</p>
        <TemplateChoice choices={choices} value={form.templateId} onChange={(templateId) => setForm({ ...form, templateId })} />
        {template && (
          <>
            <TemplateFields template={template} values={form.texts} onChange={(texts) => setForm({ ...form, texts })} />
            <label className="check">
              <input type="checkbox" checked={replaces} onChange={({ target }) => setReplaces(target.checked)} />
              <span>{say('setup.replace', { count: project.scenes.length })}</span>
            </label>
          </>
        )}
        {isStale ? (
          <p className="draft-problem" role="alert">
            {say('setup.conflict')}
          </p>
        ) : (
          <Problem error={update.error ?? write.error} />
        )}
        <button className="wide" disabled={update.isBusy}>
          {say('setup.save')}
        </button>
      </form>
    </Dialog>
  );
}
