import { useEffect, useRef, useState } from 'react';
import { useKeptQuery } from '../../shared/api/use-kept-query.ts';
import { Picture } from '../../shared/media/picture.tsx';
import { SignedLinks } from '../../shared/media/signed-links.tsx';
import { useText } from '../../shared/messages/text.ts';
import { Dialog } from '../../shared/parts/dialog.tsx';
import { Icon } from '../../shared/parts/icon.tsx';
import { ReadProblem } from '../../shared/parts/read-problem.tsx';
import { uploadFile } from '../edit/upload.ts';
import type { Project } from '../page/use-project.ts';
import { PicturesDocument } from '../scenes/scenes.generated.ts';
import type { PicturesQuery } from '../scenes/scenes.generated.ts';

interface PictureDialogProps {
  readonly workspace: Project['workspace'];
  readonly chosen: string | undefined;
  /** Null for a picture that is made. */
  readonly onChoose: (assetId: string | null) => void;
  readonly onClose: () => void;
}

/** An upload that ends with the dialog. */
function useUpload(workspaceId: string, onDone: (assetId: string) => void) {
  const say = useText();
  const [state, setState] = useState<{ readonly busy: boolean; readonly problem?: string }>({ busy: false });
  const stop = useRef(new AbortController());
  useEffect(() => {
    stop.current = new AbortController();
    const { current } = stop;
    return () => current.abort();
  }, []);
  const send = async (given: File | undefined): Promise<void> => {
    if (!given) return;
    setState({ busy: true });
    const { signal } = stop.current;
    const outcome = await uploadFile(given, { workspaceId, signal });
    if (signal.aborted) return;
    setState({ busy: false, ...('problem' in outcome && { problem: outcome.problem ?? say('error.noAnswer') }) });
    if ('assetId' in outcome) onDone(outcome.assetId);
  };
  return { state, send };
}

/** The pictures and clips of the workspace. A new one is uploaded here. */
export function PictureDialog({ workspace: { id: workspaceId, viewerCan }, chosen, onChoose, onClose }: PictureDialogProps) {
  const say = useText();
  const canUpload = viewerCan.includes('UPLOAD_ASSET');
  const [text, setText] = useState('');
  const { state, send } = useUpload(workspaceId, onChoose);
  const { data, error, isReading, refresh } = useKeptQuery({
    query: PicturesDocument,
    variables: { workspaceId, text: text.trim() || null },
  });
  const file = useRef<HTMLInputElement>(null);
  const assets = data?.workspace?.assets.nodes;
  return (
    <div className="project-wide">
      <Dialog title={say('picture.title')} onClose={onClose}>
        <div className="picture-tools">
          <input
            type="search"
            dir="auto"
            aria-label={say('picture.search')}
            placeholder={say('picture.search')}
            value={text}
            onChange={({ target }) => setText(target.value)}
          />
          {canUpload && (
            <button type="button" className="secondary" disabled={state.busy} onClick={() => file.current?.click()}>
              <Icon name="upload-simple" />
              {say(state.busy ? 'picture.uploading' : 'picture.upload')}
            </button>
          )}
          <input
            ref={file}
            type="file"
            hidden
            accept="image/*,video/*"
            onChange={({ target }) => {
              void send(target.files?.[0]);
              // The same file can be chosen again after a failure.
              target.value = '';
            }}
          />
        </div>
        {state.problem !== undefined && (
          <p className="draft-problem" role="alert">
            {state.problem}
          </p>
        )}
        <ReadProblem error={error} onRetry={refresh} />
        <ul className="picture-grid">
          <li>
            <button type="button" aria-pressed={chosen === undefined} onClick={() => onChoose(null)}>
              <span className="picture-made">
                <Icon name="sparkle" size={32} />
              </span>
              <span>{say('scene.picture.made')}</span>
            </button>
          </li>
          <SignedLinks answer={data} isReading={isReading} read={refresh}>
            {assets?.map((asset) => (
              <li key={asset.id}>
                <button type="button" aria-pressed={asset.id === chosen} onClick={() => onChoose(asset.id)}>
                  <Option asset={asset} />
                </button>
              </li>
            ))}
          </SignedLinks>
        </ul>
        {assets?.length === 0 && <p className="soft">{say('picture.empty')}</p>}
      </Dialog>
    </div>
  );
}

type Asset = NonNullable<PicturesQuery['workspace']>['assets']['nodes'][number];

const Option = ({ asset: { name, thumbnailUrl } }: { readonly asset: Asset }) => (
  <>
    {thumbnailUrl ? (
      <Picture src={thumbnailUrl} alt="" />
    ) : (
      <span className="picture-made soft">
        <Icon name="image" size={32} />
      </span>
    )}
    <span dir="auto">{name}</span>
  </>
);
