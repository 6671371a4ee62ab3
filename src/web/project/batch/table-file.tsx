import { useEffect, useRef, useState } from 'react';
import { useText } from '../../shared/messages/text.ts';
import { Icon } from '../../shared/parts/icon.tsx';
import { uploadFile } from '../edit/upload.ts';

/** A table that is uploaded and READY. */
export interface Table {
  readonly name: string;
  readonly assetId: string;
}

interface TableFileProps {
  readonly workspaceId: string;
  readonly table: Table | undefined;
  readonly isChecking: boolean;
  readonly onTable: (table: Table | undefined) => void;
}

/** Chooses a CSV file and uploads it. */
export function TableFile({ workspaceId, table, isChecking, onTable }: TableFileProps) {
  const say = useText();
  const [isSending, setSending] = useState(false);
  const [problem, setProblem] = useState<string>();
  const file = useRef<HTMLInputElement>(null);
  const stop = useRef(new AbortController());
  useEffect(() => {
    stop.current = new AbortController();
    const { current } = stop;
    return () => current.abort();
  }, []);
  const choose = async (given: File | undefined): Promise<void> => {
    if (!given) return;
    const { signal } = stop.current;
    onTable(undefined);
    setProblem(undefined);
    setSending(true);
    const outcome = await uploadFile(given, { workspaceId, signal });
    if (signal.aborted) return;
    setSending(false);
    if ('assetId' in outcome) onTable({ name: given.name, assetId: outcome.assetId });
    else setProblem(outcome.problem ?? say('error.noAnswer'));
  };
  return (
    <>
      <div className="batch-file">
        <button type="button" className="secondary" disabled={isSending || isChecking} onClick={() => file.current?.click()}>
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
        <output dir="auto">{isSending ? say('batch.busy.UPLOAD') : isChecking ? say('batch.busy.CHECK') : table?.name}</output>
      </div>
      {problem !== undefined && (
        <p className="draft-problem" role="alert">
          {problem}
        </p>
      )}
    </>
  );
}
