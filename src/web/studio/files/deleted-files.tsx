import { useState } from 'react';
import { useSubscription } from 'urql';
import { errorText } from '../../shared/messages/error-text.ts';
import { useText } from '../../shared/messages/text.ts';
import { ReadProblem } from '../../shared/parts/read-problem.tsx';
import { Waiting } from '../../shared/parts/waiting.tsx';
import { size } from '../../shared/state/format.ts';
import { showToast } from '../../shared/state/toasts.ts';
import { useAction } from '../../shared/state/use-action.ts';
import { useRead } from '../../shared/state/use-read.ts';
import { DeletedFilesDocument, FileChangesDocument, RestoreFileDocument } from './files.generated.ts';
import type { DeletedFilesQuery } from './files.generated.ts';
import { restorableUntil } from './restorable.ts';

/** The files that were deleted last, for as long as they can be restored. They are read once they are asked for. */
export function DeletedFiles({ workspaceId }: { readonly workspaceId: string }) {
  const say = useText();
  const [isOpen, setOpen] = useState(false);
  return (
    <details className="deleted-files" onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>{say('files.deletedList')}</summary>
      {isOpen && <Deleted workspaceId={workspaceId} />}
    </details>
  );
}

function Deleted({ workspaceId }: { readonly workspaceId: string }) {
  const say = useText();
  const [{ data, error }, refresh] = useRead({ query: DeletedFilesDocument, variables: { workspaceId } });
  useSubscription({ query: FileChangesDocument, variables: { workspaceId } }, (_, event) => {
    void refresh();
    return event;
  });
  const files = data?.workspace?.assets.nodes.filter(({ deletedAt }) => restorableUntil(deletedAt) !== undefined);
  if (!files) return error ? <ReadProblem error={error} onRetry={refresh} /> : <Waiting />;
  if (files.length === 0) return <p className="soft">{say('files.noneDeleted')}</p>;
  return (
    <ul className="file-list card" aria-label={say('files.deletedList')}>
      {files.map((file) => (
        <DeletedFile key={file.id} file={file} refresh={refresh} />
      ))}
    </ul>
  );
}

interface DeletedFileProps {
  readonly file: NonNullable<DeletedFilesQuery['workspace']>['assets']['nodes'][number];
  readonly refresh: () => Promise<void>;
}

function DeletedFile({ file: { id, name, byteSize, deletedAt }, refresh }: DeletedFileProps) {
  const say = useText();
  const { isBusy, run } = useAction(RestoreFileDocument);
  const restore = (): void =>
    void run({ id }, ({ error }) => {
      showToast(error ? errorText(say, error) : say('files.restored', { name }));
      return refresh();
    });
  return (
    <li className="file-row">
      <span className="file-words">
        <b dir="auto">{name}</b>
        <small>
          {size(byteSize)} · {say('files.restorable', { date: restorableUntil(deletedAt) ?? '' })}
        </small>
      </span>
      <button type="button" className="secondary small" disabled={isBusy} aria-label={say('files.restoreName', { name })} onClick={restore}>
        {say('files.restore')}
      </button>
    </li>
  );
}
