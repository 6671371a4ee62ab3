import { Link } from 'wouter';
import { Player } from '../../shared/media/player.tsx';
import { useText } from '../../shared/messages/text.ts';
import { Problem } from '../../shared/parts/problem.tsx';
import { useAction } from '../../shared/state/use-action.ts';
import type { Project, Render } from '../page/use-project.ts';
import { CancelRenderDocument } from './render.generated.ts';
import { RenderStart } from './render-start.tsx';
import { Stages } from './stages.tsx';

interface RenderPanelProps {
  readonly project: Project;
  readonly render: Render | undefined;
  readonly onChoose: (sceneId: string) => void;
  readonly refresh: () => Promise<void>;
}

/** The making of the film, and the film. */
export function RenderPanel({ project, render, onChoose, refresh }: RenderPanelProps) {
  const say = useText();
  const isRunning = render?.status === 'QUEUED' || render?.status === 'RUNNING';
  return (
    <section className="project-render card" aria-labelledby="render-title">
      <h2 id="render-title">{say('render.title')}</h2>
      {!isRunning && project.scenes.length > 0 && (
        // Each film has a start of its own: what was asked for before the last one is over.
        <RenderStart key={render?.id} project={project} isAgain={render?.status === 'COMPLETED'} onChoose={onChoose} refresh={refresh} />
      )}
      {render && isRunning && (
        <progress className="bar" max={100} value={Math.round(render.progress * 100)} aria-label={say('render.running')} />
      )}
      {render?.status === 'FAILED' && <Failure failure={render.failure} />}
      {/* The event of its end comes before the row with its video. */}
      {render && project.jobs.nodes.some(({ id, status }) => id === render.id && status === 'COMPLETED') && (
        <Film name={project.name} render={render} />
      )}
      {render && <Stages render={render} />}
      {render && isRunning && project.workspace.viewerCan.includes('CANCEL_JOB') && <Cancel id={render.id} refresh={refresh} />}
    </section>
  );
}

function Failure({ failure }: Pick<Render, 'failure'>) {
  const say = useText();
  return (
    <div className="problem" role="alert">
      <p>{failure?.hint ?? failure?.message ?? say('render.failed')}</p>
    </div>
  );
}

function Film({ name, render: { id, video, thumbnail, captions } }: { readonly name: string; readonly render: Render }) {
  const say = useText();
  if (!video?.inlineUrl)
    return (
      <p className="hint">
        {say('render.gone')} <Link href={`/films/${id}`}>{say('film.restore')}</Link>
      </p>
    );
  return (
    <div className="render-film">
      <Player key={video.id} title={name} src={video.inlineUrl} poster={thumbnail?.url} captions={captions?.inlineUrl} />
      <Link href={`/films/${id}`}>{say('render.open')}</Link>
    </div>
  );
}

function Cancel({ id, refresh }: { readonly id: string; readonly refresh: () => Promise<void> }) {
  const say = useText();
  const { error, isBusy, run } = useAction(CancelRenderDocument);
  return (
    <>
      <button type="button" className="secondary" disabled={isBusy} onClick={() => void run({ id }, refresh)}>
        {say('render.cancel')}
      </button>
      <Problem error={error} />
    </>
  );
}
