import { useText } from '../../shared/messages/text.ts';
import { Icon } from '../../shared/parts/icon.tsx';
import type { Render } from '../page/use-project.ts';

/** The stages of a film: how many of their parts were made, and how many an earlier film already had. */
export function Stages({ render }: { readonly render: Render }) {
  const say = useText();
  const total = render.steps.reduce((sum, { done }) => sum + done, 0);
  const reused = render.steps.reduce((sum, step) => sum + step.reused, 0);
  return (
    <div className="render-stages">
      {render.status === 'COMPLETED' && reused > 0 && (
        <p className="render-reused">
          <Icon name="arrow-clockwise" />
          <span>{say('render.reusedAll', { made: total - reused, reused })}</span>
        </p>
      )}
      <ol aria-label={say('film.stages')}>
        {render.steps.map(({ name, status, done, total: parts, reused: kept }) => (
          <li key={name} className={status === 'RUNNING' ? 'now' : status === 'FAILED' ? 'bad' : status === 'COMPLETED' ? 'done' : ''}>
            <span>{say(`step.${name}`)}</span>
            <span className="visually-hidden">{say('render.parts', { done, total: parts, reused: kept })}</span>
            <span className="stage-parts" aria-hidden="true">
              <i className="kept" style={{ flexGrow: kept }} />
              <i className="made" style={{ flexGrow: done - kept }} />
              <i style={{ flexGrow: Math.max(0, parts - done) }} />
            </span>
            <small aria-hidden="true">
              {status === 'COMPLETED' && kept > 0 ? say('render.made', { made: done - kept, total: parts }) : `${done} / ${parts}`}
            </small>
          </li>
        ))}
      </ol>
      {reused > 0 && (
        <p className="render-legend" aria-hidden="true">
          <span className="made">{say('render.legendMade')}</span>
          <span className="kept">{say('render.legendKept')}</span>
        </p>
      )}
    </div>
  );
}
