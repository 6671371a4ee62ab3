import { useEffect, useRef, useState } from 'react';
import { useMutation, useQuery } from 'urql';
import { Link } from 'wouter';
import { useText } from '../../shared/messages/text.ts';
import { Icon } from '../../shared/parts/icon.tsx';
import { Player } from '../../shared/parts/player.tsx';
import { Problem } from '../../shared/parts/problem.tsx';
import { clock } from '../../shared/state/format.ts';
import { randomKey } from '../../shared/state/random-key.ts';
import type { Project, Render } from '../page/use-project.ts';
import { Findings } from './findings.tsx';
import { CancelRenderDocument, ProjectCheckDocument, RenderProjectDocument } from './render.generated.ts';
import { Stages } from './stages.tsx';

interface RenderPanelProps {
  readonly project: Project;
  readonly render: Render | undefined;
  readonly onChoose: (sceneId: string) => void;
  readonly refresh: () => void;
}

/** Milliseconds after an edit until the project is checked again. */
const CHECK_AFTER_MS = 900;

/** What the film will cost and suffer from, its making, and the film. */
export function RenderPanel({ project, render, onChoose, refresh }: RenderPanelProps) {
  const say = useText();
  const canRender = project.workspace.viewerCan.includes('MAKE_VIDEO');
  const isRunning = render?.status === 'QUEUED' || render?.status === 'RUNNING';
  const [{ data, error }, check] = useQuery({ query: ProjectCheckDocument, variables: { projectId: project.id } });
  const [{ error: renderError, fetching }, start] = useMutation(RenderProjectDocument);
  const [{ error: cancelError }, cancel] = useMutation(CancelRenderDocument);
  const [idempotencyKey, setKey] = useState(randomKey);

  // What was edited since the check, except for the order.
  const state = [project.version, ...project.scenes.map(({ id, version }) => id + String(version))].join();
  const checkedState = useRef(state);
  useEffect(() => {
    if (checkedState.current === state) return undefined;
    const timer = setTimeout(() => {
      checkedState.current = state;
      check({ requestPolicy: 'network-only' });
    }, CHECK_AFTER_MS);
    return () => clearTimeout(timer);
  }, [state, check]);

  const result = data?.checkProject;
  const make = async (): Promise<void> => {
    const answer = await start({ projectId: project.id, idempotencyKey });
    // Without an answer the same key asks again, so that there is one film.
    if (answer.data || answer.error?.graphQLErrors.length) setKey(randomKey());
    refresh();
  };
  return (
    <section className="project-render card" aria-labelledby="render-title">
      <h2 id="render-title">{say('render.title')}</h2>
      {!isRunning && project.scenes.length > 0 && (
        <>
          {result && (
            <p className="render-cost">
              <Icon name="clock" />
              <span>{say('render.cost', { time: clock(result.durationMs), credits: result.credits })}</span>
            </p>
          )}
          <button type="button" className="wide" disabled={!canRender || fetching || result?.ok === false} onClick={() => void make()}>
            <Icon name="film-slate" />
            {say(render?.status === 'COMPLETED' ? 'render.again' : 'render.start')}
          </button>
          {!canRender && <p className="hint">{say('render.viewer')}</p>}
          {render?.status === 'COMPLETED' && canRender && <p className="hint">{say('render.onlyChanged')}</p>}
          <Problem error={renderError ?? error} />
          {result && <Findings findings={result.findings} project={project} onChoose={onChoose} />}
        </>
      )}
      {render && (
        <>
          {isRunning && (
            <div
              className="bar"
              role="progressbar"
              aria-label={say('render.running')}
              aria-valuemin={0}
              aria-valuemax={100}
              aria-valuenow={Math.round(render.progress * 100)}
            >
              <span style={{ width: `${render.progress * 100}%` }} />
            </div>
          )}
          {render.status === 'FAILED' && (
            <div className="problem" role="alert">
              <p>{render.failure?.hint ?? render.failure?.message ?? say('render.failed')}</p>
            </div>
          )}
          {render.status === 'COMPLETED' && render.video?.inlineUrl && (
            <div className="render-film">
              <Player
                key={render.video.id}
                title={project.name}
                src={render.video.inlineUrl}
                poster={render.thumbnail?.url}
                captions={render.captions?.inlineUrl}
              />
              <Link href={`/films/${render.id}`}>{say('render.open')}</Link>
            </div>
          )}
          <Stages render={render} />
          {isRunning && canRender && (
            <button type="button" className="secondary" onClick={() => void cancel({ id: render.id }).then(refresh)}>
              {say('render.cancel')}
            </button>
          )}
          <Problem error={cancelError} />
        </>
      )}
    </section>
  );
}
