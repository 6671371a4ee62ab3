import { Download } from '../../shared/media/download.tsx';
import { Picture } from '../../shared/media/picture.tsx';
import { useText } from '../../shared/messages/text.ts';
import { Icon } from '../../shared/parts/icon.tsx';
import type { IconName } from '../../shared/parts/icon.tsx';
import { size } from '../../shared/state/format.ts';
import { DeleteFile } from './delete-file.tsx';
import type { FilesList } from './delete-file.tsx';
import type { AssetKind, FilesQuery } from './files.generated.ts';

type FileOfList = NonNullable<FilesQuery['workspace']>['assets']['edges'][number]['node'];

const ICONS: Readonly<Record<AssetKind, IconName>> = {
  ...{ IMAGE: 'image', VIDEO: 'film-strip', AUDIO: 'music-notes', CAPTION: 'closed-captioning', FONT: 'text-aa', DOCUMENT: 'file-text' },
};

interface FileRowProps {
  readonly file: FileOfList;
  readonly canDelete: boolean;
  readonly list: FilesList;
}

/** A file of the library, with its picture once it was checked. */
export function FileRow({ file, canDelete, list }: FileRowProps) {
  const say = useText();
  const { name, kind, status, byteSize, rejectionHint, thumbnailUrl, downloadUrl } = file;
  return (
    <li className="file-row">
      <span className="file-picture">{thumbnailUrl ? <Picture src={thumbnailUrl} alt="" /> : <Icon name={ICONS[kind]} />}</span>
      <span className="file-words">
        <b dir="auto">{name}</b>
        <small>
          {size(byteSize)} · {say(`files.kind.${kind}`)}
          {status !== 'READY' && <> · {say(`files.status.${status}`)}</>}
        </small>
        {rejectionHint && <small className="bad-text">{rejectionHint}</small>}
      </span>
      {downloadUrl && (
        <Download className="button quiet icon-button" href={downloadUrl} aria-label={say('files.download', { name })}>
          <Icon name="download-simple" />
        </Download>
      )}
      {canDelete && <DeleteFile file={file} list={list} />}
    </li>
  );
}
