import { lazy, Suspense, useState } from 'react';
import { useText } from '../../shared/messages/text.ts';
import { Icon } from '../../shared/parts/icon.tsx';
import { Problem } from '../../shared/parts/problem.tsx';
import { Question } from '../../shared/parts/question.tsx';
import { useAction } from '../../shared/state/use-action.ts';
import type { Project, Scene } from '../page/use-project.ts';
import { AddSceneDocument, RemoveSceneDocument } from './scenes.generated.ts';

const RegenerateDialog = lazy(async () => ({ default: (await import('./regenerate-dialog.tsx')).RegenerateDialog }));

interface SceneActionsProps {
  readonly project: Project;
  readonly scene: Scene;
  readonly onChoose: (id: string) => void;
  readonly onMove: (id: string, to: number) => unknown;
  readonly refresh: () => Promise<void>;
}

/** Moves a scene without dragging, adds one after it, makes its parts again, and removes it. */
export function SceneActions({ project, scene, onChoose, onMove, refresh }: SceneActionsProps) {
  const say = useText();
  const [isAsking, setAsking] = useState(false);
  const [isRegenerating, setRegenerating] = useState(false);
  const add = useAction(AddSceneDocument);
  const remove = useAction(RemoveSceneDocument);
  const ids = project.scenes.map(({ id }) => id);
  const at = ids.indexOf(scene.id);
  // None of the buttons is disabled meanwhile, which would take the focus from people who use the keyboard.
  const addAfter = (): void =>
    void add.run(
      (idempotencyKey) => ({ input: { projectId: project.id, afterSceneId: scene.id, idempotencyKey } }),
      async ({ data }) => {
        await refresh();
        if (data) onChoose(data.addScene.id);
      },
    );
  const removeIt = (): void => {
    setAsking(false);
    const beside = ids[at + 1] ?? ids[at - 1];
    void remove.run({ id: scene.id }, ({ error }) => {
      if (!error && beside !== undefined) onChoose(beside);
      return refresh();
    });
  };
  return (
    <div className="scene-actions">
      <button
        type="button"
        className="quiet icon-button turn-left"
        aria-label={say('scene.earlier')}
        disabled={at <= 0}
        onClick={() => onMove(scene.id, at - 1)}
      >
        <Icon name="caret-down" />
      </button>
      <button
        type="button"
        className="quiet icon-button turn-right"
        aria-label={say('scene.later')}
        disabled={at === ids.length - 1}
        onClick={() => onMove(scene.id, at + 1)}
      >
        <Icon name="caret-down" />
      </button>
      <button type="button" className="quiet icon-button" aria-label={say('scene.addAfter')} onClick={addAfter}>
        <Icon name="plus" />
      </button>
      <button
        type="button"
        className="quiet icon-button"
        aria-label={say('regenerate.title', { number: at + 1 })}
        onClick={() => setRegenerating(true)}
      >
        <Icon name="arrow-clockwise" />
      </button>
      <button type="button" className="quiet icon-button" aria-label={say('scene.remove')} onClick={() => setAsking(true)}>
        <Icon name="trash" />
      </button>
      <Problem error={add.error ?? remove.error} />
      <Suspense>
        {isRegenerating && <RegenerateDialog scene={scene} number={at + 1} onClose={() => setRegenerating(false)} refresh={refresh} />}
      </Suspense>
      {isAsking && (
        <Question
          title={say('scene.removeTitle', { number: at + 1 })}
          action={say('scene.remove')}
          isBusy={remove.isBusy}
          onConfirm={removeIt}
          onClose={() => setAsking(false)}
        >
          {say('scene.removeHint')}
        </Question>
      )}
    </div>
  );
}
