import { useState } from 'react';
import type { SubmitEvent } from 'react';
import { useLocation } from 'wouter';
import { errorText } from '../../shared/messages/error-text.ts';
import { useText } from '../../shared/messages/text.ts';
import { Dialog } from '../../shared/parts/dialog.tsx';
import { Field } from '../../shared/parts/field.tsx';
import { Problem } from '../../shared/parts/problem.tsx';
import { ReadProblem } from '../../shared/parts/read-problem.tsx';
import { showToast } from '../../shared/state/toasts.ts';
import { useAction } from '../../shared/state/use-action.ts';
import { useRead } from '../../shared/api/use-read.ts';
import { PresetChoice, TemplateChoice } from '../setup/choices.tsx';
import { SetupChoicesDocument, WriteScenesDocument } from '../setup/setup.generated.ts';
import { TemplateFields } from '../setup/template-fields.tsx';
import { valuesOf } from '../setup/template-values.ts';
import type { Values } from '../setup/template-values.ts';
import { CreateProjectDocument } from './projects.generated.ts';

const textOf = (form: FormData, name: string): string => {
  const value = form.get(name);
  return typeof value === 'string' ? value.trim() : '';
};

/** A name, the words or a template, and a preset. With words or a template the scenes are written at once. */
export function NewProjectDialog({ workspaceId, onClose }: { readonly workspaceId: string; readonly onClose: () => void }) {
  const say = useText();
  const [, navigate] = useLocation();
  const [{ data: choices, error }, readChoices] = useRead({ query: SetupChoicesDocument, variables: { workspaceId } });
  const [presetId, setPreset] = useState('');
  const [templateId, setTemplate] = useState('');
  const [values, setValues] = useState<Values>({});
  const create = useAction(CreateProjectDocument);
  const write = useAction(WriteScenesDocument);
  const template = choices?.workspace?.promptTemplates.nodes.find(({ id }) => id === templateId);

  const submit = async (event: SubmitEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const brief = textOf(form, 'brief');
    const options = { ...(presetId && { presetId }), ...(template && { templateId, variables: valuesOf(template, values) }) };
    const input = { workspaceId, name: textOf(form, 'name'), ...(brief && { brief }), ...options };
    await create.run(
      (idempotencyKey) => ({ input: { ...input, idempotencyKey } }),
      async ({ data }) => {
        if (!data) return;
        const { id } = data.createProject;
        // The page of the project offers to write the scenes that could not be written.
        const written = brief || template ? await write.run((idempotencyKey) => ({ input: { projectId: id, idempotencyKey } })) : undefined;
        if (written?.error) showToast(errorText(say, written.error));
        navigate(`/projects/${id}`);
      },
    );
  };
  return (
    <Dialog title={say('projects.new')} onClose={onClose}>
      <form onSubmit={(event) => void submit(event)}>
        <Field label={say('project.name')} name="name" dir="auto" maxLength={200} required />
        <div className="field">
          <label htmlFor="new-brief">{say('write.brief')}</label>
          <textarea id="new-brief" name="brief" dir="auto" rows={4} maxLength={4_000} aria-describedby="new-brief-hint" />
          <p id="new-brief-hint" className="hint">
            {say('projects.briefHint')}
          </p>
        </div>
        <ReadProblem error={error} onRetry={readChoices} />
        <PresetChoice choices={choices} value={presetId} onChange={setPreset} />
        <TemplateChoice choices={choices} value={templateId} onChange={setTemplate} />
        {template && <TemplateFields template={template} values={values} onChange={setValues} />}
        <Problem error={create.error} />
        <button className="wide" disabled={create.isBusy}>
          {say('projects.create')}
        </button>
      </form>
    </Dialog>
  );
}
