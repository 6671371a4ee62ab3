import { useState } from 'react';
import type { SubmitEvent } from 'react';
import { useSubscription } from 'urql';
import { useText } from '../../shared/messages/text.ts';
import { Dialog } from '../../shared/parts/dialog.tsx';
import { Icon } from '../../shared/parts/icon.tsx';
import { Problem } from '../../shared/parts/problem.tsx';
import { showToast } from '../../shared/state/toasts.ts';
import { useAction } from '../../shared/state/use-action.ts';
import type { Scene } from '../page/use-project.ts';
import { RegenerateSceneDocument, SceneProgressDocument } from './scenes.generated.ts';
import type { ScenePart } from './scenes.generated.ts';

interface RegenerateDialogProps {
  readonly scene: Scene;
  readonly number: number;
  readonly onClose: () => void;
  readonly refresh: () => Promise<void>;
}

const PARTS: readonly ScenePart[] = ['VISUAL', 'VOICE', 'NARRATION'];

/** Makes parts of a scene again for the next film. The job continues when the dialog is closed: the page of the project shows its result. */
export function RegenerateDialog({ scene, number, onClose, refresh }: RegenerateDialogProps) {
  const say = useText();
  const [parts, setParts] = useState<readonly ScenePart[]>([]);
  const { data, error, isBusy, run } = useAction(RegenerateSceneDocument);
  const jobId = data?.regenerateScene.id;
  const pause = jobId === undefined;
  const [{ data: last }] = useSubscription({ query: SceneProgressDocument, variables: { jobId: jobId ?? '' }, pause }, (_, event) => {
    if (event.jobProgress.status === 'COMPLETED') {
      showToast(say('regenerate.done', { number }));
      void refresh();
      onClose();
    }
    return event;
  });
  const outcome = jobId !== undefined && last?.jobProgress.job.id === jobId ? last.jobProgress : undefined;
  const hasFailed = outcome?.status === 'FAILED' || outcome?.status === 'CANCELED';
  const isRunning = isBusy || (jobId !== undefined && !hasFailed);

  const isOffered = (part: ScenePart): boolean =>
    part === 'VISUAL' ? scene.visualAsset === null : part !== 'VOICE' || scene.narration.trim() !== '';
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    void run((idempotencyKey) => ({ input: { sceneId: scene.id, parts, idempotencyKey } }), refresh);
  };
  return (
    <Dialog title={say('regenerate.title', { number })} onClose={onClose}>
      <form onSubmit={submit}>
        <p className="soft">{say('regenerate.hint')}</p>
        {PARTS.map((part) => (
          <label key={part} className="check">
            <input
              type="checkbox"
              checked={parts.includes(part)}
              disabled={isRunning || !isOffered(part)}
              onChange={({ target }) => setParts(target.checked ? [...parts, part] : parts.filter((one) => one !== part))}
            />
            <span>{say(`regenerate.${part}`)}</span>
          </label>
        ))}
        <Problem error={error} />
        {hasFailed && (
          <p className="problem" role="alert">
            {outcome.job.failure?.hint ?? outcome.job.failure?.message ?? say('regenerate.failed')}
          </p>
        )}
        <button className="wide" disabled={isRunning || parts.length === 0}>
          <Icon name="arrow-clockwise" />
          {say(isRunning ? 'regenerate.running' : 'regenerate.start')}
        </button>
      </form>
    </Dialog>
  );
}
