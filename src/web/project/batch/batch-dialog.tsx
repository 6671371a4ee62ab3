import { useState } from 'react';
import type { SubmitEvent } from 'react';
import { useText } from '../../shared/messages/text.ts';
import { Dialog } from '../../shared/parts/dialog.tsx';
import { Problem } from '../../shared/parts/problem.tsx';
import { ReadProblem } from '../../shared/parts/read-problem.tsx';
import { showToast } from '../../shared/state/toasts.ts';
import { useAction } from '../../shared/state/use-action.ts';
import { useRead } from '../../shared/api/use-read.ts';
import { PresetChoice, TemplateChoice } from '../setup/choices.tsx';
import { SetupChoicesDocument } from '../setup/setup.generated.ts';
import type { SetupChoicesQuery } from '../setup/setup.generated.ts';
import { CheckRowsDocument, CreateBatchDocument } from './batch.generated.ts';
import type { CreateBatchInput } from './batch.generated.ts';
import { RowProblems } from './row-problems.tsx';
import { TableFile } from './table-file.tsx';
import type { Table } from './table-file.tsx';

interface BatchDialogProps {
  readonly workspaceId: string;
  readonly onClose: () => void;
}

/** A table whose rows become films: it is uploaded and checked, and what is wrong is shown by row and column before anything is made. */
export function BatchDialog({ workspaceId, onClose }: BatchDialogProps) {
  const say = useText();
  const [{ data: choices, error: choicesError }, readChoices] = useRead({ query: SetupChoicesDocument, variables: { workspaceId } });
  const [templateId, setTemplate] = useState('');
  const [presetId, setPreset] = useState('');
  const [name, setName] = useState('');
  const [table, setTable] = useState<Table>();
  const { error, isBusy, run } = useAction(CreateBatchDocument);
  const input = {
    workspaceId,
    templateId,
    name: name.trim() || (table?.name ?? ''),
    itemsAssetId: table?.assetId ?? '',
    ...(presetId && { presetId }),
  };

  const { result, isChecking, checkError, check } = useRowCheck(input);
  const submit = (event: SubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    void run(
      (idempotencyKey) => ({ input: { ...input, idempotencyKey } }),
      ({ data }) => {
        if (!data) return;
        showToast(say('batch.created'));
        onClose();
      },
    );
  };
  return (
    <div className="project-wide">
      <Dialog title={say('batch.title')} onClose={onClose}>
        <p className="soft">{say('batch.lead')}</p>
        <ReadProblem error={choicesError} onRetry={readChoices} />
        <form onSubmit={submit}>
          <div className="batch-fields">
            <TemplateChoice choices={choices} value={templateId} onChange={setTemplate} required />
            <PresetChoice choices={choices} value={presetId} onChange={setPreset} />
          </div>
          <Columns choices={choices} templateId={templateId} />
          <TableFile workspaceId={workspaceId} table={table} isChecking={isChecking} onTable={setTable} />
          <ReadProblem error={checkError} onRetry={check} />
          {result && <RowProblems result={result} />}
          <div className="field">
            <label htmlFor="batch-name">{say('batch.name')}</label>
            <input
              id="batch-name"
              dir="auto"
              maxLength={200}
              value={name}
              placeholder={table?.name}
              onChange={({ target }) => setName(target.value)}
            />
          </div>
          <Problem error={error} />
          <button className="wide" disabled={result?.ok !== true || isBusy}>
            {result?.ok ? say('batch.start', { rows: result.rows }) : say('batch.startNone')}
          </button>
        </form>
      </Dialog>
    </div>
  );
}

/** Checks the rows as soon as a table and a template are chosen. */
function useRowCheck(input: CreateBatchInput) {
  const pause = input.itemsAssetId === '' || input.templateId === '';
  const variables = { input: { ...input, name: 'Check' } };
  const [{ data, error, fetching }, check] = useRead({ query: CheckRowsDocument, variables, pause, requestPolicy: 'network-only' });
  if (pause) return { isChecking: false, check };
  return { isChecking: fetching, result: fetching ? undefined : data?.checkBatch, checkError: error, check };
}

/** The columns that a template needs. */
function Columns({ choices, templateId }: { readonly choices: SetupChoicesQuery | undefined; readonly templateId: string }) {
  const say = useText();
  const variables = choices?.workspace?.promptTemplates.nodes.find(({ id }) => id === templateId)?.variables;
  if (!variables) return null;
  return (
    <p className="hint">
      {say('batch.columns')} <code dir="auto">{variables.map((one) => one.name).join(', ')}</code>
    </p>
  );
}
