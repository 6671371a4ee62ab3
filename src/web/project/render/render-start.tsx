import { useEffect, useRef } from 'react';
import { useText } from '../../shared/messages/text.ts';
import { Icon } from '../../shared/parts/icon.tsx';
import { Problem } from '../../shared/parts/problem.tsx';
import { ReadProblem } from '../../shared/parts/read-problem.tsx';
import { clock } from '../../shared/state/format.ts';
import { useStore } from '../../shared/state/store.ts';
import { useAction } from '../../shared/state/use-action.ts';
import { useRead } from '../../shared/api/use-read.ts';
import { drafts, isUnsaved } from '../edit/drafts.ts';
import type { Project } from '../page/use-project.ts';
import { Findings } from './findings.tsx';
import { Unsaved } from './unsaved.tsx';
import { ProjectCheckDocument, RenderProjectDocument } from './render.generated.ts';

interface RenderStartProps {
  readonly project: Project;
  /** Whether there is a film whose parts are reused. */
  readonly isAgain: boolean;
  readonly onChoose: (sceneId: string) => void;
  readonly refresh: () => Promise<void>;
}

/** Milliseconds after an edit until the project is checked again. */
const CHECK_AFTER_MS = 900;

/** What the film will cost and suffer from, and its start. */
export function RenderStart({ project, isAgain, onChoose, refresh }: RenderStartProps) {
  const say = useText();
  const canRender = project.workspace.viewerCan.includes('MAKE_VIDEO');
  const [{ data, error }, check] = useRead({ query: ProjectCheckDocument, variables: { projectId: project.id } });
  const start = useAction(RenderProjectDocument);

  // What was edited since the check, except for the order.
  const state = [project.version, ...project.scenes.map(({ id, version }) => id + String(version))].join();
  const checkedState = useRef(state);
  useEffect(() => {
    if (checkedState.current === state) return undefined;
    const timer = setTimeout(() => {
      checkedState.current = state;
      void check();
    }, CHECK_AFTER_MS);
    return () => clearTimeout(timer);
  }, [state, check]);

  const result = data?.checkProject;
  // A film has what the server has: words that are not saved would be missing in it.
  const ids = [project.id, ...project.scenes.map(({ id }) => id)];
  const waits = [...useStore(drafts)].some(([key, draft]) => isUnsaved(draft) && ids.some((id) => key.startsWith(`${id}:`)));
  return (
    <>
      {result && (
        <p className="render-cost">
          <Icon name="clock" />
          <span>{say('render.cost', { time: clock(result.durationMs), credits: result.credits })}</span>
        </p>
      )}
      <button
        type="button"
        className="wide"
        disabled={!canRender || start.isBusy || waits || result?.ok === false}
        onClick={() => void start.run((idempotencyKey) => ({ projectId: project.id, idempotencyKey }), refresh)}
      >
        <Icon name="film-slate" />
        {say(isAgain ? 'render.again' : 'render.start')}
      </button>
      {!canRender && <p className="hint">{say('render.viewer')}</p>}
      {isAgain && canRender && <p className="hint">{say('render.onlyChanged')}</p>}
      {canRender && waits && <Unsaved project={project} onChoose={onChoose} />}
      <Problem error={start.error} />
      <ReadProblem error={error} onRetry={check} />
      {result && <Findings findings={result.findings} project={project} onChoose={onChoose} />}
    </>
  );
}
