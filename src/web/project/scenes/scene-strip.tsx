import { useEffect, useRef, useState } from 'react';
import type { KeyboardEvent } from 'react';
import type { CombinedError } from 'urql';
import { useText } from '../../shared/messages/text.ts';
import { Icon } from '../../shared/parts/icon.tsx';
import { Problem } from '../../shared/parts/problem.tsx';
import { useAction } from '../../shared/state/use-action.ts';
import type { Project } from '../page/use-project.ts';
import { AddSceneDocument } from './scenes.generated.ts';
import { StripScene } from './strip-scene.tsx';

interface SceneStripProps {
  readonly project: Project;
  readonly chosen: string | undefined;
  readonly canEdit: boolean;
  readonly moveError: CombinedError | undefined;
  readonly onChoose: (id: string) => void;
  readonly onMove: (id: string, to: number) => number | undefined;
  readonly refresh: () => Promise<void>;
}

/** The scenes in the order of the film. They are moved by dragging, and with Alt and the arrow keys. */
export function SceneStrip({ project, chosen, canEdit, moveError, onChoose, onMove, refresh }: SceneStripProps) {
  const say = useText();
  const add = useAction(AddSceneDocument);
  const [said, setSaid] = useState('');
  const [dragged, setDragged] = useState<string>();
  const list = useRef<HTMLOListElement>(null);
  const { scenes } = project;
  const ids = scenes.map(({ id }) => id);

  useEffect(() => {
    list.current?.querySelector(`[data-scene="${chosen}"]`)?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [chosen]);

  const place = (id: string, to: number): void => {
    const now = onMove(id, to);
    if (now !== undefined) setSaid(say('scenes.moved', { from: ids.indexOf(id) + 1, to: now + 1 }));
  };
  const onKey = (event: KeyboardEvent<HTMLButtonElement>): void => {
    if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return;
    const at = ids.indexOf(event.currentTarget.dataset['scene'] ?? '');
    if (at === -1) return;
    event.preventDefault();
    const isRtl = getComputedStyle(event.currentTarget).direction === 'rtl';
    const to = at + ((event.key === 'ArrowRight') === isRtl ? -1 : 1);
    const id = ids[at] ?? '';
    if (event.altKey && canEdit) return place(id, to);
    const beside = ids[to];
    if (beside !== undefined) list.current?.querySelector<HTMLElement>(`[data-scene="${beside}"]`)?.focus();
  };
  const append = (): void =>
    void add.run(
      (idempotencyKey) => ({ input: { projectId: project.id, idempotencyKey } }),
      async ({ data }) => {
        await refresh();
        if (data) onChoose(data.addScene.id);
      },
    );

  return (
    <section className="project-strip card" aria-label={say('scenes.title')}>
      <header className="strip-head">
        <h2>{say('scenes.count', { count: scenes.length })}</h2>
        {canEdit && scenes.length > 1 && <p className="hint">{say('scenes.moveHint')}</p>}
      </header>
      <ol ref={list} className="strip-list" data-shape={project.aspectRatio}>
        {scenes.map((scene, index) => (
          <StripScene
            key={scene.id}
            project={project}
            scene={scene}
            number={index + 1}
            isChosen={scene.id === chosen}
            canEdit={canEdit}
            isDragged={scene.id === dragged}
            onChoose={onChoose}
            onKey={onKey}
            onDrag={setDragged}
            onDrop={() => dragged !== undefined && place(dragged, index)}
          />
        ))}
        {canEdit && (
          <li className="strip-add">
            <button type="button" className="secondary" disabled={add.isBusy} onClick={append}>
              <Icon name="plus" />
              {say('scenes.add')}
            </button>
          </li>
        )}
      </ol>
      <Problem error={add.error ?? moveError} />
      <output className="visually-hidden">{said}</output>
    </section>
  );
}
