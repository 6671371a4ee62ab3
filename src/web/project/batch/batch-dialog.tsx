import { useEffect, useRef, useState } from 'react';
import type { SubmitEvent } from 'react';
import { useMutation, useQuery } from 'urql';
import { client } from '../../shared/api/client.ts';
import { useText } from '../../shared/messages/text.ts';
import { Dialog } from '../../shared/parts/dialog.tsx';
import { Icon } from '../../shared/parts/icon.tsx';
import { Problem } from '../../shared/parts/problem.tsx';
import { randomKey } from '../../shared/state/random-key.ts';
import { showToast } from '../../shared/state/toasts.ts';
import { uploadFile } from '../edit/upload.ts';
import { PresetChoice, TemplateChoice } from '../setup/choices.tsx';
import { SetupChoicesDocument } from '../setup/setup.generated.ts';
import { CheckRowsDocument, CreateBatchDocument } from './batch.generated.ts';
import type { CheckRowsQuery } from './batch.generated.ts';
import { RowProblems } from './row-problems.tsx';

interface BatchDialogProps {
  readonly workspaceId: string;
  readonly onClose: () => void;
}

/** A table whose rows become films: it is uploaded and checked, and what is wrong is shown by row and column before anything is made. */
export function BatchDialog({ workspaceId, onClose }: BatchDialogProps) {
  const say = useText();
  const [{ data: choices, error: choicesError }] = useQuery({ query: SetupChoicesDocument, variables: { workspaceId } });
  const [templateId, setTemplate] = useState('');
  const [presetId, setPreset] = useState('');
  const [name, setName] = useState('');
  const [table, setTable] = useState<{ readonly name: string; readonly assetId: string }>();
  const [busy, setBusy] = useState<'UPLOAD' | 'CHECK'>();
  const [problem, setProblem] = useState<string>();
  const [result, setResult] = useState<CheckRowsQuery['checkBatch']>();
  const [{ error, fetching }, create] = useMutation(CreateBatchDocument);
  const [idempotencyKey] = useState(randomKey);
  const file = useRef<HTMLInputElement>(null);
  const stop = useRef(new AbortController());
  useEffect(() => {
    stop.current = new AbortController();
    const { current } = stop;
    return () => current.abort();
  }, []);
  const variables = choices?.workspace?.promptTemplates.nodes.find(({ id }) => id === templateId)?.variables;
  const input = {
    workspaceId,
    templateId,
    name: name.trim() || (table?.name ?? ''),
    itemsAssetId: table?.assetId ?? '',
    ...(presetId && { presetId }),
  };

  const assetId = table?.assetId;
  useEffect(() => {
    setResult(undefined);
    if (assetId === undefined || templateId === '') return undefined;
    let isCurrent = true;
    setBusy('CHECK');
    setProblem(undefined);
    const checked = { workspaceId, templateId, name: 'Check', itemsAssetId: assetId, ...(presetId && { presetId }) };
    void client.query(CheckRowsDocument, { input: checked }, { requestPolicy: 'network-only' }).then(({ data, error: failure }) => {
      if (!isCurrent) return;
      setBusy(undefined);
      setResult(data?.checkBatch);
      if (!data) setProblem(failure?.graphQLErrors[0]?.message ?? say('error.noAnswer'));
    });
    return () => void (isCurrent = false);
  }, [assetId, templateId, presetId, workspaceId, say]);

  const choose = async (given: File | undefined): Promise<void> => {
    if (!given) return;
    const { signal } = stop.current;
    setTable(undefined);
    setProblem(undefined);
    setBusy('UPLOAD');
    const outcome = await uploadFile(given, { workspaceId, signal });
    if (signal.aborted) return;
    setBusy(undefined);
    if ('assetId' in outcome) setTable({ name: given.name, assetId: outcome.assetId });
    else setProblem(outcome.problem ?? say('error.noAnswer'));
  };
  const submit = async (event: SubmitEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const { data } = await create({ input: { ...input, idempotencyKey } });
    if (!data) return;
    showToast(say('batch.created'));
    onClose();
  };
  return (
    <div className="project-wide">
      <Dialog title={say('batch.title')} onClose={onClose}>
        <p className="soft">{say('batch.lead')}</p>
        <form onSubmit={(event) => void submit(event)}>
          <div className="batch-fields">
            <TemplateChoice choices={choices} value={templateId} onChange={setTemplate} required />
            <PresetChoice choices={choices} value={presetId} onChange={setPreset} />
          </div>
          {variables && (
            <p className="hint">
              {say('batch.columns')} <code dir="auto">{variables.map((one) => one.name).join(', ')}</code>
            </p>
          )}
          <div className="batch-file">
            <button type="button" className="secondary" disabled={busy !== undefined} onClick={() => file.current?.click()}>
              <Icon name="file-text" />
              {say(table ? 'batch.other' : 'batch.file')}
            </button>
            <input
              ref={file}
              type="file"
              hidden
              accept=".csv,.jsonl,.ndjson,text/csv"
              onChange={({ target }) => {
                void choose(target.files?.[0]);
                // The same file again, after it was corrected, is a change as well.
                target.value = '';
              }}
            />
            <output dir="auto">{busy ? say(`batch.busy.${busy}`) : table?.name}</output>
          </div>
          {problem !== undefined && (
            <p className="draft-problem" role="alert">
              {problem}
            </p>
          )}
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
          <Problem error={error ?? choicesError} />
          <button className="wide" disabled={result?.ok !== true || fetching}>
            {result?.ok ? say('batch.start', { rows: result.rows }) : say('batch.startNone')}
          </button>
        </form>
      </Dialog>
    </div>
  );
}
