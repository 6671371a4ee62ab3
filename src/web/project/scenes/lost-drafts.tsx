import { useEffect } from 'react';
import { useText } from '../../shared/messages/text.ts';
import { Problem } from '../../shared/parts/problem.tsx';
import { useStore } from '../../shared/state/store.ts';
import { useAction } from '../../shared/state/use-action.ts';
import { drafts, dropDraft, dropObject, isUnsaved } from '../edit/drafts.ts';
import type { Project } from '../page/use-project.ts';
import { AddSceneDocument } from './scenes.generated.ts';
import { editedScenes } from './edited-scenes.ts';

interface LostDraftsProps {
  readonly project: Project;
  readonly refresh: () => Promise<void>;
}

/** Words that were typed into a scene which somebody else has removed meanwhile: they become a scene of their own, or are given up. */
export function LostDrafts({ project, refresh }: LostDraftsProps) {
  const all = useStore(drafts);
  const gone = [...editedScenes]
    .filter(([sceneId, projectId]) => projectId === project.id && !project.scenes.some(({ id }) => id === sceneId))
    .map(([sceneId]) => sceneId);
  useEffect(() => {
    for (const sceneId of gone) dropObject(sceneId, wordsKeyOf(sceneId));
  });
  const lost = gone
    .map((sceneId) => ({ key: wordsKeyOf(sceneId), draft: all.get(wordsKeyOf(sceneId)) }))
    .filter(({ draft }) => draft && isUnsaved(draft) && draft.text.trim() !== '');
  return lost.map(({ key, draft }) => (
    <LostDraft key={key} draftKey={key} text={draft?.text ?? ''} projectId={project.id} refresh={refresh} />
  ));
}

const wordsKeyOf = (sceneId: string): string => `${sceneId}:narration`;

interface LostDraftProps extends Pick<LostDraftsProps, 'refresh'> {
  readonly draftKey: string;
  readonly text: string;
  readonly projectId: string;
}

function LostDraft({ draftKey, text, projectId, refresh }: LostDraftProps) {
  const say = useText();
  const { error, isBusy, run } = useAction(AddSceneDocument);
  const add = (): void =>
    void run(
      (idempotencyKey) => ({ input: { projectId, narration: text, idempotencyKey } }),
      async ({ data }) => {
        await refresh();
        if (data) dropDraft(draftKey);
      },
    );
  return (
    <div className="draft-conflict" role="alert">
      <p>{say('draft.lost')}</p>
      <blockquote dir="auto">{text}</blockquote>
      <Problem error={error} />
      <div className="draft-choices">
        <button type="button" className="small" disabled={isBusy} onClick={add}>
          {say('draft.lostAdd')}
        </button>
        <button type="button" className="secondary small" disabled={isBusy} onClick={() => dropDraft(draftKey)}>
          {say('draft.lostDrop')}
        </button>
      </div>
    </div>
  );
}
