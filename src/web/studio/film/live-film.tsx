import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import { useText } from '../../shared/messages/text.ts';
import { Icon } from '../../shared/parts/icon.tsx';
import { Problem } from '../../shared/parts/problem.tsx';
import { clock } from '../../shared/state/format.ts';
import { useAction } from '../../shared/state/use-action.ts';
import { CancelFilmDocument } from './film.generated.ts';
import type { StepStatus } from './film.generated.ts';
import { mayDo } from './film-row.ts';
import type { Film } from './film-row.ts';
import { useSceneFrames } from './scene-frames.ts';

const MARKS: Readonly<Record<StepStatus, string>> = {
  COMPLETED: 'done',
  RUNNING: 'now',
  PENDING: '',
  FAILED: 'bad',
  CANCELED: '',
  SKIPPED: 'done',
};

/** A film that is being made: its scenes as they arrive, its stages, and the time that is left. */
export function LiveFilm({ film, refresh }: { readonly film: Film; readonly refresh: () => Promise<void> }) {
  const say = useText();
  const frames = useSceneFrames(film.streamUrl);
  const { error, isBusy, run } = useAction(CancelFilmDocument);
  const scenes = film.steps.find(({ name }) => name === 'SEGMENT')?.total ?? 0;
  const percent = Math.round(film.progress * 100);
  const newest = frames.at(-1);
  const page = useRef<HTMLDivElement>(null);
  // The button to cancel goes with the rest at the end, and when it is disabled the focus has left it already.
  useLayoutEffect(() => {
    const element = page.current;
    return () => {
      const { activeElement } = document;
      if (activeElement === document.body || element?.contains(activeElement)) element?.closest('main')?.focus({ preventScroll: true });
    };
  }, []);
  return (
    <div ref={page} className="live-film">
      <section className="live-stage card" aria-label={say('film.scenes')}>
        <div className="live-screen">
          {newest ? <img src={newest} alt={say('film.newest')} /> : <Icon name="film-slate" size={72} />}
          <span className="live-percent" aria-hidden="true">{`${percent} %`}</span>
        </div>
        <ol className="scene-strip">
          {Array.from({ length: Math.max(scenes, 1) }, (_, index) => (
            <li key={index}>
              {frames[index] ? <img src={frames[index]} alt={say('film.scene', { number: index + 1 })} /> : <span>{index + 1}</span>}
            </li>
          ))}
        </ol>
      </section>
      <section className="live-side card" aria-labelledby="stages">
        <h2 id="stages">{say('film.stages')}</h2>
        <progress className="bar" max={100} value={percent} aria-labelledby="stages" />
        <p className="live-left">
          <Icon name="clock" />
          <TimeLeft film={film} />
        </p>
        <ol className="stages">
          {film.steps.map(({ name, status, done, total }) => (
            <li key={name} className={MARKS[status]} aria-current={status === 'RUNNING' ? 'step' : undefined}>
              <span className="stage-mark">{status === 'COMPLETED' && <Icon name="check" size={14} />}</span>
              <span>{say(`step.${name}`)}</span>
              {total > 1 && <small>{`${done} / ${total}`}</small>}
            </li>
          ))}
        </ol>
        <Problem error={error} />
        {mayDo(film, 'CANCEL_JOB') && (
          <button type="button" className="secondary" disabled={isBusy} onClick={() => void run({ id: film.id }, refresh)}>
            {say('film.cancel')}
          </button>
        )}
        <p className="hint">{say('film.leave')}</p>
      </section>
    </div>
  );
}

/** Counts down to the expected end; the place in the queue before the start. */
function TimeLeft({ film }: { readonly film: Film }) {
  const say = useText();
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, []);
  if (film.status === 'QUEUED' && film.queuePosition) return <span>{say('film.queued', { position: film.queuePosition })}</span>;
  const left = film.estimatedFinishAt === null ? undefined : Date.parse(film.estimatedFinishAt) - now;
  if (left === undefined) return <span>{say('film.leftUnknown')}</span>;
  return <span>{left > 1_000 ? say('film.left', { time: clock(left) }) : say('film.leftSoon')}</span>;
}
