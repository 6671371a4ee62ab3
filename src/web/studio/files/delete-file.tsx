import { errorText } from '../../shared/messages/error-text.ts';
import { sayNow, useText } from '../../shared/messages/text.ts';
import { Icon } from '../../shared/parts/icon.tsx';
import { client } from '../../shared/api/client.ts';
import { showToast } from '../../shared/state/toasts.ts';
import { useAction } from '../../shared/state/use-action.ts';
import { DeleteFileDocument, RestoreFileDocument } from './files.generated.ts';

/** The list of files, as far as a deletion changes it. */
export interface FilesList {
  readonly onChange: (id: string) => void;
  readonly refresh: () => void;
}

interface DeletableFile {
  readonly id: string;
  readonly name: string;
}

/** Deletes a file. The notice about it offers to undo that; later the list of deleted files does. */
export function DeleteFile({ file, list }: { readonly file: DeletableFile; readonly list: FilesList }) {
  const say = useText();
  const { isBusy, run } = useAction(DeleteFileDocument);
  const remove = (): void =>
    void run({ id: file.id }, ({ error }) => {
      if (error) showToast(errorText(say, error));
      else {
        list.onChange(file.id);
        showToast(say('files.deleted', { name: file.name }), { label: say('common.undo'), run: () => restore(file, list) });
      }
    });
  return (
    <button
      type="button"
      className="quiet icon-button"
      disabled={isBusy}
      aria-label={say('files.delete', { name: file.name })}
      onClick={remove}
    >
      <Icon name="trash" />
    </button>
  );
}

/** The page may be gone by then, so this belongs to no component. */
async function restore({ id, name }: DeletableFile, list: FilesList): Promise<void> {
  const { error } = await client.mutation(RestoreFileDocument, { id });
  // It is at its former place, of which the list knows nothing.
  if (!error) list.refresh();
  showToast(error ? errorText(sayNow, error) : sayNow('files.restored', { name }));
}
