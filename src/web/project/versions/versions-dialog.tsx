import { useRef, useState } from 'react';
import { useKeptQuery } from '../../shared/api/use-kept-query.ts';
import { Player } from '../../shared/media/player.tsx';
import { SignedLinks } from '../../shared/media/signed-links.tsx';
import { language, useText } from '../../shared/messages/text.ts';
import { Dialog } from '../../shared/parts/dialog.tsx';
import { Problem } from '../../shared/parts/problem.tsx';
import { ReadProblem } from '../../shared/parts/read-problem.tsx';
import { Waiting } from '../../shared/parts/waiting.tsx';
import { showToast } from '../../shared/state/toasts.ts';
import { useAction } from '../../shared/state/use-action.ts';
import { useRead } from '../../shared/api/use-read.ts';
import type { Project } from '../page/use-project.ts';
import { Comparison } from './comparison.tsx';
import { compare, scenesOf } from './compare.ts';
import { VersionComments } from './version-comments.tsx';
import { CurrentTimelineDocument, ProjectVersionDocument, RestoreVersionDocument, VersionFilmsDocument } from './versions.generated.ts';
import type { ProjectVersionQuery } from './versions.generated.ts';

interface VersionsDialogProps {
  readonly project: Project;
  readonly canEdit: boolean;
  readonly onClose: () => void;
  readonly refresh: () => Promise<void>;
}

/** A version, its film, and its scenes beside those of now. */
function useVersion(id: string, number: number) {
  const [{ data, error }, readVersion] = useRead({ query: ProjectVersionDocument, variables: { id, number } });
  const [{ data: current, error: currentError }, readCurrent] = useRead({
    query: CurrentTimelineDocument,
    variables: { id },
    requestPolicy: 'network-only',
  });
  const films = useKeptQuery({ query: VersionFilmsDocument, variables: { id } });
  const version = data?.projectVersion?.number === number ? data.projectVersion : undefined;
  const film = films.data?.project?.jobs.nodes.find(({ projectVersion }) => projectVersion === number);
  const rows = version && current?.project ? compare(scenesOf(version.timeline), scenesOf(current.project.timeline)) : undefined;
  const retry = (): Promise<unknown> => Promise.all([readVersion(), readCurrent(), films.refresh()]);
  return { version, films, film, rows, error: error ?? currentError ?? films.error, retry };
}

/** A version beside the project as it is now, its film, and the way back to it. */
export function VersionsDialog({ project, canEdit, onClose, refresh }: VersionsDialogProps) {
  const say = useText();
  const [number, setNumber] = useState(project.latestVersion);
  const { id } = project;
  const canManage = project.workspace.viewerCan.includes('MANAGE_COMMENTS');
  const restore = useAction(RestoreVersionDocument);
  const { version, films, film, rows, error, retry } = useVersion(id, number);
  const player = useRef<HTMLMediaElement>(null);
  const seek = (atMs: number): void => {
    if (player.current) player.current.currentTime = atMs / 1_000;
  };
  const isSame = rows?.every(({ change }) => change === 'SAME');
  const goBack = (): void =>
    void restore.run({ id, number }, async ({ data }) => {
      if (!data) return;
      showToast(say('versions.restored', { number }));
      await refresh();
      onClose();
    });
  return (
    <div className="project-wide">
      <Dialog title={say('versions.title')} onClose={onClose}>
        <div className="versions-head">
          <label>
            {say('versions.choose')}
            <select value={number} onChange={({ target }) => setNumber(Number(target.value))}>
              {Array.from({ length: project.latestVersion }, (_, index) => project.latestVersion - index).map((one) => (
                <option key={one} value={one}>
                  {say('versions.number', { number: one })}
                </option>
              ))}
            </select>
          </label>
          {version && <Author version={version} />}
          {canEdit && (
            <button type="button" disabled={!version || restore.isBusy || isSame === true} onClick={goBack}>
              {say('versions.restore', { number })}
            </button>
          )}
        </div>
        {canEdit && <p className="hint">{say(isSame ? 'versions.same' : 'versions.hint')}</p>}
        <Problem error={restore.error} />
        <ReadProblem error={error} onRetry={retry} />
        {film?.video?.inlineUrl && (
          <SignedLinks answer={films.data} isReading={films.isReading} read={films.refresh}>
            <Player
              key={film.id}
              title={say('versions.number', { number })}
              src={film.video.inlineUrl}
              poster={film.thumbnail?.url}
              media={player}
            />
          </SignedLinks>
        )}
        {film?.video && <VersionComments key={film.video.id} assetId={film.video.id} number={number} canManage={canManage} onSeek={seek} />}
        {rows ? <Comparison rows={rows} number={number} /> : !error && <Waiting />}
      </Dialog>
    </div>
  );
}

function Author({ version: { createdAt, createdBy } }: { readonly version: NonNullable<ProjectVersionQuery['projectVersion']> }) {
  return (
    <p className="soft">
      <time dateTime={createdAt}>{new Date(createdAt).toLocaleString(language.get(), { dateStyle: 'medium', timeStyle: 'short' })}</time>
      {createdBy && <span dir="auto"> · {createdBy.name}</span>}
    </p>
  );
}
