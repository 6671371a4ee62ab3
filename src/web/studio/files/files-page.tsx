import { useSubscription } from 'urql';
import { ShowMore } from '../../shared/lists/show-more.tsx';
import { useRowList } from '../../shared/lists/use-row-list.ts';
import { SignedLinks } from '../../shared/media/signed-links.tsx';
import { useText } from '../../shared/messages/text.ts';
import { Empty } from '../../shared/parts/empty.tsx';
import { Waiting } from '../../shared/parts/waiting.tsx';
import { size } from '../../shared/state/format.ts';
import { useStore } from '../../shared/state/store.ts';
import { useTitle } from '../../shared/state/use-title.ts';
import { useViewer } from '../../shared/state/viewer.tsx';
import { DeletedFiles } from './deleted-files.tsx';
import { DropZone } from './drop-zone.tsx';
import { FileRow } from './file-row.tsx';
import { FileChangesDocument, FilesDocument } from './files.generated.ts';
import { UploadRow } from './upload-row.tsx';
import { uploads } from './upload-queue.ts';

/** The files of a workspace. New ones are dropped here, and arrive even when the page is reloaded meanwhile. */
export function FilesPage() {
  const say = useText();
  const viewer = useViewer();
  const running = useStore(uploads);
  const workspaceId = viewer?.workspace?.id ?? '';
  useTitle(say('files.title'));
  if (!viewer || workspaceId === '') return null;
  return (
    <div className="files">
      <h1>{say('files.title')}</h1>
      {viewer.can('UPLOAD_ASSET') && <DropZone workspaceId={workspaceId} userId={viewer.me.id} />}
      {running.length > 0 && (
        <ul className="file-list card" aria-label={say('files.uploads')}>
          {running.map((upload) => (
            <UploadRow key={upload.id} upload={upload} />
          ))}
        </ul>
      )}
      <FileList key={workspaceId} workspaceId={workspaceId} canDelete={viewer.can('MANAGE_ASSETS')} />
    </div>
  );
}

interface FileListProps {
  readonly workspaceId: string;
  readonly canDelete: boolean;
}

function FileList({ workspaceId, canDelete }: FileListProps) {
  const say = useText();
  const [state, list] = useRowList({
    query: FilesDocument,
    variables: { workspaceId },
    connectionOf: ({ workspace }) => workspace?.assets,
  });
  useSubscription({ query: FileChangesDocument, variables: { workspaceId } }, (_, event) => {
    list.onChange(event.workspaceEvents.subjectId);
    return event;
  });
  const { edges: files, answer, error, isReading, rounds } = state;
  if (!files) return error ? <ShowMore state={state} list={list} /> : <Waiting />;
  const storage = answer?.workspace?.storage;
  return (
    <SignedLinks answer={rounds} isReading={isReading} read={() => list.refresh()}>
      {storage && <p className="soft">{say('files.storage', { used: size(storage.used), quota: size(storage.quota) })}</p>}
      {files.length === 0 ? (
        <Empty icon="folder-open" title={say('files.empty')}>
          <p>{say('files.emptyHint')}</p>
        </Empty>
      ) : (
        <ul className="file-list card" aria-label={say('files.title')}>
          {files.map(({ node }) => (
            <FileRow key={node.id} file={node} canDelete={canDelete} list={list} />
          ))}
        </ul>
      )}
      <ShowMore state={state} list={list} />
      {canDelete && <DeletedFiles workspaceId={workspaceId} onRestored={() => list.refresh()} />}
    </SignedLinks>
  );
}
