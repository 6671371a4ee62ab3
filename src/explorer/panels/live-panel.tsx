import './live-panel.css';
import type { Live, LiveEvent, LiveStep, Outcome, Watch } from '../live.ts';
import { useStore } from '../store.ts';

export function LivePanel({ live }: { readonly live: Live }) {
  const watch = useStore(live.watch);
  return (
    <div className="reel-panel reel-live">
      {watch ? (
        <Watching watch={watch} />
      ) : (
        <>
          <h2>Live</h2>
          <p className="reel-hint">Run a subscription (the example “Watch it live”) to see its events here.</p>
        </>
      )}
    </div>
  );
}

const STATES: Readonly<Record<Watch['state'], string>> = {
  LIVE: 'live',
  ENDED: 'ended',
  STOPPED: 'stopped',
  BROKEN: 'broken',
};

function Watching({ watch }: { readonly watch: Watch }) {
  const { title, name, state, status, step, progress, steps, error, outcome, events, seen } = watch;
  return (
    <>
      <header className="reel-live-head">
        <h2>{title ?? name}</h2>
        <span className={`reel-badge reel-state-${state}`}>{STATES[state]}</span>
      </header>
      {progress !== undefined && <Progress progress={progress} caption={[status, step].filter(Boolean).join(' · ')} />}
      {steps.length > 0 && <Steps steps={steps} />}
      {error && (
        <p className="reel-problem" role="alert">
          {error}
        </p>
      )}
      {outcome && <Result outcome={outcome} />}
      <h3>
        Events <span className="reel-count">{seen}</span>
      </h3>
      <Log events={events} />
    </>
  );
}

function Progress({ progress, caption }: { readonly progress: number; readonly caption: string }) {
  const percent = Math.floor(progress * 100);
  return (
    <div className="reel-progress">
      <div className="reel-progress-text">
        <span>{caption}</span>
        <b>{percent} %</b>
      </div>
      <progress max={100} value={percent} aria-label="Progress of the job" />
    </div>
  );
}

const Steps = ({ steps }: { readonly steps: readonly LiveStep[] }) => (
  <ol className="reel-steps" aria-label="Steps of the job">
    {steps.map(({ name, status, done, total }) => (
      <li key={name} className={`reel-step-${status}`} title={status.toLowerCase()}>
        <span>{name.toLowerCase()}</span>
        {total !== undefined && total > 1 && (
          <small>
            {done} of {total}
          </small>
        )}
      </li>
    ))}
  </ol>
);

function Result({ outcome: { title, failure, video, captions, thumbnail } }: { readonly outcome: Outcome }) {
  return (
    <section className="reel-result" aria-label="Result">
      {failure && (
        <p className="reel-problem">
          {failure.message} {failure.hint}
        </p>
      )}
      {video?.inlineUrl && (
        <video controls preload="metadata" src={video.inlineUrl} poster={thumbnail?.inlineUrl ?? undefined} aria-label={title} />
      )}
      <p className="reel-links">
        {video?.downloadUrl && (
          <a className="reel-button reel-primary" href={video.downloadUrl}>
            Download film ({(video.byteSize / 1e6).toFixed(1)} MB)
          </a>
        )}
        {captions?.downloadUrl && (
          <a className="reel-button" href={captions.downloadUrl}>
            Captions
          </a>
        )}
      </p>
    </section>
  );
}

const TIME = new Intl.DateTimeFormat(undefined, {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  fractionalSecondDigits: 1,
  hourCycle: 'h23',
});

const Log = ({ events }: { readonly events: readonly LiveEvent[] }) => (
  <table className="reel-log" aria-label="Events, newest first">
    <thead>
      <tr>
        <th>Time</th>
        <th>Type</th>
        <th>Change</th>
        <th>%</th>
      </tr>
    </thead>
    <tbody>
      {events.map(({ number, at, type, step, status, progress, message }) => (
        <tr key={number} className={`reel-type-${type ?? 'DATA'}`}>
          <td>{TIME.format(at)}</td>
          <td>{type ?? 'data'}</td>
          <td>
            {[status, step].filter(Boolean).join(' · ')}
            {message && <em>{message}</em>}
          </td>
          <td>{progress === undefined ? '' : (progress * 100).toFixed(0)}</td>
        </tr>
      ))}
    </tbody>
  </table>
);
