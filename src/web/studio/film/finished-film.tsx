import { useState } from 'react';
import { Link } from 'wouter';
import { Download } from '../../shared/media/download.tsx';
import { Player } from '../../shared/media/player.tsx';
import { useText } from '../../shared/messages/text.ts';
import { Icon } from '../../shared/parts/icon.tsx';
import { clock, size } from '../../shared/state/format.ts';
import { mayDo } from './film-row.ts';
import type { Film } from './film-row.ts';
import { ShareDialog } from './share-dialog.tsx';

interface FinishedFilmProps {
  readonly film: Film;
  readonly video: NonNullable<Film['video']>;
  readonly refresh: () => Promise<void>;
}

/** The player, the downloads, and sharing. */
export function FinishedFilm({ film, video, refresh }: FinishedFilmProps) {
  const say = useText();
  const [isSharing, setSharing] = useState(false);
  const { width, height, durationMs, byteSize } = video;
  return (
    <>
      {video.inlineUrl && (
        <Player title={film.title} src={video.inlineUrl} poster={film.thumbnail?.url} captions={film.captions?.inlineUrl} />
      )}
      <div className="film-actions">
        {video.downloadUrl && (
          <Download className="button" href={video.downloadUrl}>
            <Icon name="download-simple" />
            {say('film.download')}
          </Download>
        )}
        {mayDo(film, 'MANAGE_ASSETS') && (
          <button type="button" className="secondary" onClick={() => setSharing(true)}>
            <Icon name="share-network" />
            {say('film.share')}
          </button>
        )}
        <Link className="button secondary" href={`/assets/${video.id}/review`}>
          <Icon name="chat-circle" />
          {say('film.review')}
        </Link>
        {film.captions?.downloadUrl && (
          <Download className="button secondary" href={film.captions.downloadUrl}>
            <Icon name="closed-captioning" />
            {say('film.captions', { format: 'VTT' })}
          </Download>
        )}
        {film.captionsSrt?.downloadUrl && (
          <Download className="button secondary" href={film.captionsSrt.downloadUrl}>
            <Icon name="closed-captioning" />
            {say('film.captions', { format: 'SRT' })}
          </Download>
        )}
      </div>
      <ul className="film-numbers">
        {durationMs != null && <li>{clock(durationMs)}</li>}
        {width != null && height != null && <li>{`${width} × ${height}`}</li>}
        <li>{size(byteSize)}</li>
        <li>{say('film.cost', { credits: film.creditsCharged })}</li>
      </ul>
      {isSharing && <ShareDialog video={video} onClose={() => setSharing(false)} refresh={refresh} />}
    </>
  );
}
