import { useEffect, useState } from 'react';
import { useMutation, useQuery, useSubscription } from 'urql';
import { useText } from '../../shared/messages/text.ts';
import { Empty } from '../../shared/parts/empty.tsx';
import { Problem } from '../../shared/parts/problem.tsx';
import { Waiting } from '../../shared/parts/waiting.tsx';
import { size } from '../../shared/state/format.ts';
import { useStore } from '../../shared/state/store.ts';
import { useTitle } from '../../shared/state/use-title.ts';
import { useViewer } from '../../shared/state/viewer.tsx';
import { DropZone } from './drop-zone.tsx';
import { FileRow } from './file-row.tsx';
import { DeleteFileDocument, FileChangesDocument, FilesDocument } from './files.generated.ts';
import { UploadRow } from './upload-row.tsx';
import { resumeUploads, uploads } from './upload-queue.ts';

/** The files of a workspace. New ones are dropped here, and arrive even when the page is reloaded meanwhile. */
export function FilesPage() {
  const say = useText();
  const viewer = useViewer();
  const running = useStore(uploads);
  const workspaceId = viewer?.workspace?.id ?? '';
  const userId = viewer?.me.id;
  const [after, setAfter] = useState<readonly (string | null)[]>([null]);
  useTitle(say('files.title'));
  useEffect(() => {
    if (userId !== undefined) void resumeUploads(userId);
  }, [userId]);
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
      {after.map((cursor, index) => (
        <FilesOnPage
          key={cursor ?? ''}
          workspaceId={workspaceId}
          after={cursor}
          canDelete={viewer.can('MANAGE_ASSETS')}
          {...(index === after.length - 1 && { onMore: (next: string) => setAfter([...after, next]) })}
        />
      ))}
    </div>
  );
}

interface FilesOnPageProps {
  readonly workspaceId: string;
  readonly after: string | null;
  readonly canDelete: boolean;
  readonly onMore?: (after: string) => void;
}

function FilesOnPage({ workspaceId, after, canDelete, onMore }: FilesOnPageProps) {
  const say = useText();
  const [{ data, error }, read] = useQuery({ query: FilesDocument, variables: { workspaceId, after } });
  const [{ error: deleteError }, remove] = useMutation(DeleteFileDocument);
  useSubscription({ query: FileChangesDocument, variables: { workspaceId } }, (_, event) => {
    if (event.workspaceEvents.type === 'ASSET') read({ requestPolicy: 'network-only' });
    return event;
  });
  const workspace = data?.workspace;
  if (!workspace) return error ? <Problem error={error} /> : <Waiting />;
  const { nodes, pageInfo } = workspace.assets;
  const { used, quota } = workspace.storage;
  return (
    <>
      {after === null && <p className="soft">{say('files.storage', { used: size(used), quota: size(quota) })}</p>}
      <Problem error={deleteError} />
      {nodes.length === 0 && after === null ? (
        <Empty icon="folder-open" title={say('files.empty')}>
          <p>{say('files.emptyHint')}</p>
        </Empty>
      ) : (
        <ul className="file-list card" aria-label={say('files.title')}>
          {nodes.map((file) => (
            <FileRow key={file.id} file={file} {...(canDelete && { onDelete: () => void remove({ id: file.id }) })} />
          ))}
        </ul>
      )}
      {onMore && pageInfo.hasNextPage && (
        <button type="button" className="secondary" onClick={() => onMore(pageInfo.endCursor ?? '')}>
          {say('common.more')}
        </button>
      )}
    </>
  );
}
