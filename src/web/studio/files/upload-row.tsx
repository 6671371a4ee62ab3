import { useText } from '../../shared/messages/text.ts';
import { Icon } from '../../shared/parts/icon.tsx';
import { size } from '../../shared/state/format.ts';
import { cancelUpload } from './upload-queue.ts';
import type { RunningUpload } from './upload-queue.ts';

/** A file on its way, with how much of it has arrived. */
export function UploadRow({ upload }: { readonly upload: RunningUpload }) {
  const say = useText();
  const { id, name, byteSize, sent, state, problem } = upload;
  const percent = Math.min(100, Math.round((100 * sent) / Math.max(byteSize, 1)));
  return (
    <li className="file-row">
      <span className="file-picture">
        <Icon name="upload-simple" />
      </span>
      <span className="file-words">
        <b dir="auto">{name}</b>
        {state === 'FAILED' || state === 'EXPIRED' ? (
          <span role="alert" className="bad-text">
            {state === 'EXPIRED' ? say('files.expired') : problem}
          </span>
        ) : (
          <>
            <progress className="bar" aria-label={name} max={100} value={percent} />
            <small>{state === 'WAITING' ? say('files.waiting') : say('files.sent', { sent: size(sent), total: size(byteSize) })}</small>
          </>
        )}
      </span>
      <button type="button" className="quiet icon-button" aria-label={say('files.cancel', { name })} onClick={() => void cancelUpload(id)}>
        <Icon name="x" />
      </button>
    </li>
  );
}
