import { useState } from 'react';
import { useSubscription } from 'urql';
import { ShowMore } from '../../shared/lists/show-more.tsx';
import { useRowList } from '../../shared/lists/use-row-list.ts';
import { errorText } from '../../shared/messages/error-text.ts';
import { useText } from '../../shared/messages/text.ts';
import { Waiting } from '../../shared/parts/waiting.tsx';
import { size } from '../../shared/state/format.ts';
import { showToast } from '../../shared/state/toasts.ts';
import { useAction } from '../../shared/state/use-action.ts';
import { DeletedFilesDocument, FileChangesDocument, RestoreFileDocument } from './files.generated.ts';
import type { DeletedFilesQuery } from './files.generated.ts';
import { restorableUntil } from './restorable.ts';

interface DeletedFilesProps {
  readonly workspaceId: string;
  readonly onRestored: () => void;
}

/** The deleted files that can be restored, the newest first. They are read once they are asked for. */
export function DeletedFiles({ workspaceId, onRestored }: DeletedFilesProps) {
  const say = useText();
  const [isOpen, setOpen] = useState(false);
  return (
    <details className="deleted-files" onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>{say('files.deletedList')}</summary>
      {isOpen && <Deleted key={workspaceId} workspaceId={workspaceId} onRestored={onRestored} />}
    </details>
  );
}

function Deleted({ workspaceId, onRestored }: DeletedFilesProps) {
  const say = useText();
  const [state, list] = useRowList({
    query: DeletedFilesDocument,
    variables: { workspaceId },
    connectionOf: ({ workspace }) => workspace?.assets,
  });
  // A deleted file is at the place that it had among all files, of which the list knows nothing.
  useSubscription({ query: FileChangesDocument, variables: { workspaceId } }, (_, event) => {
    list.onChange(null);
    return event;
  });
  const { edges, hasMore, error } = state;
  if (!edges) return error ? <ShowMore state={state} list={list} /> : <Waiting />;
  const files = edges.filter(({ node }) => restorableUntil(node.deletedAt) !== undefined);
  const restored = (id: string): void => {
    list.onChange(id);
    onRestored();
  };
  return (
    <>
      {files.length > 0 && (
        <ul className="file-list card" aria-label={say('files.deletedList')}>
          {files.map(({ node }) => (
            <DeletedFile key={node.id} file={node} onRestored={() => restored(node.id)} />
          ))}
        </ul>
      )}
      {files.length === 0 && !hasMore && <p className="soft">{say('files.noneDeleted')}</p>}
      <ShowMore state={state} list={list} />
    </>
  );
}

interface DeletedFileProps {
  readonly file: NonNullable<DeletedFilesQuery['workspace']>['assets']['edges'][number]['node'];
  readonly onRestored: () => void;
}

function DeletedFile({ file: { id, name, byteSize, deletedAt }, onRestored }: DeletedFileProps) {
  const say = useText();
  const { isBusy, run } = useAction(RestoreFileDocument);
  const restore = (): void =>
    void run({ id }, ({ error }) => {
      showToast(error ? errorText(say, error) : say('files.restored', { name }));
      if (!error) onRestored();
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
