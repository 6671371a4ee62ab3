import { lazy, Suspense, useEffect, useState } from 'react';
import { useMutation } from 'urql';
import { useText } from '../../shared/messages/text.ts';
import { Icon } from '../../shared/parts/icon.tsx';
import { DraftNote } from '../edit/draft-note.tsx';
import { isUnsaved } from '../edit/drafts.ts';
import { useDraft } from '../edit/use-draft.ts';
import type { DraftedField } from '../edit/use-draft.ts';
import type { Project, Scene } from '../page/use-project.ts';
import { FITS, MOTIONS, TRANSITIONS } from './choices.ts';
import { editedScenes } from './edited-scenes.ts';
import { SceneActions } from './scene-actions.tsx';
import { SceneChoice } from './scene-choice.tsx';
import { ScenePicture } from '../pictures/scene-picture.tsx';
import { UpdateSceneDocument } from './scenes.generated.ts';
import type { UpdateSceneMutation } from './scenes.generated.ts';

const PictureDialog = lazy(async () => ({ default: (await import('../pictures/picture-dialog.tsx')).PictureDialog }));

/** The most characters that a narration may have. */
const MAX_WORDS = 4_000;

interface SceneEditorProps {
  readonly project: Project;
  readonly scene: Scene;
  readonly canEdit: boolean;
  readonly onChoose: (id: string) => void;
  readonly onMove: (id: string, to: number) => unknown;
  readonly refresh: () => Promise<void>;
}

/** One scene: its picture as in the film, its words, and how it moves. Every field saves itself. */
export function SceneEditor({ project, scene, canEdit, onChoose, onMove, refresh }: SceneEditorProps) {
  const say = useText();
  const [isChoosing, setChoosing] = useState(false);
  const number = project.scenes.indexOf(scene) + 1;
  const [, update] = useMutation(UpdateSceneDocument);
  const { id, version } = scene;
  useEffect(() => void editedScenes.set(id, project.id), [id, project.id]);

  const field = (name: 'narration' | 'motion' | 'transition' | 'fit' | 'visualAssetId', value: string) => ({
    id,
    field: name,
    known: { version, value },
    send: async (next: string, expectedVersion: number) => {
      const { data, error } = await update({ id, input: { expectedVersion, [name]: next === '' ? null : next } });
      return { error, saved: data ? { version: data.updateScene.version, value: valueOf(data.updateScene, name) } : undefined };
    },
  });
  const words = useDraft(field('narration', scene.narration));
  const motion = useDraft(field('motion', scene.motion));
  const transition = useDraft(field('transition', scene.transition));
  const fit = useDraft(field('fit', scene.fit));
  // Also without a picture: what could not be saved must be seen.
  const isFitUnsaved = fit.draft !== undefined && isUnsaved(fit.draft);
  const picture = useDraft(field('visualAssetId', scene.visualAsset?.id ?? ''));

  return (
    <section className="scene-editor card" aria-label={say('scene.title', { number })}>
      <div className="scene-screen" data-shape={project.aspectRatio}>
        <ScenePicture project={project} scene={scene} asInFilm canDraw={canEdit} alt={say('scene.frame', { number })} />
      </div>
      <div className="scene-fields">
        <div className="scene-head">
          <h2>{say('scene.title', { number })}</h2>
          {canEdit && <SceneActions project={project} scene={scene} onChoose={onChoose} onMove={onMove} refresh={refresh} />}
        </div>
        <Words id={id} field={words} canEdit={canEdit} />
        <div className="scene-own-picture">
          <p>
            <b>{say('scene.picture')}</b>
            <span dir="auto">{scene.visualAsset ? scene.visualAsset.name : say('scene.picture.made')}</span>
          </p>
          {canEdit && (
            <button type="button" className="secondary small" onClick={() => setChoosing(true)}>
              <Icon name="image" />
              {say('scene.picture.choose')}
            </button>
          )}
        </div>
        {scene.visualAsset && scene.visualAsset.status !== 'READY' && <p className="draft-problem">{say('scene.picture.gone')}</p>}
        <DraftNote field={picture} nameOf={() => say('scene.picture.other')} />
        <div className="scene-choices">
          <SceneChoice field={motion} label={say('scene.motion')} values={MOTIONS} textKey="motion" canEdit={canEdit} />
          <SceneChoice field={transition} label={say('scene.transition')} values={TRANSITIONS} textKey="transition" canEdit={canEdit} />
          {(scene.visualAsset || isFitUnsaved) && (
            <SceneChoice field={fit} label={say('scene.fit')} values={FITS} textKey="fit" canEdit={canEdit} />
          )}
        </div>
      </div>
      <Suspense>
        {isChoosing && (
          <PictureDialog
            workspace={project.workspace}
            chosen={picture.text || undefined}
            onChoose={(assetId) => {
              picture.choose(assetId ?? '');
              setChoosing(false);
            }}
            onClose={() => setChoosing(false)}
          />
        )}
      </Suspense>
    </section>
  );
}

const valueOf = (
  scene: UpdateSceneMutation['updateScene'],
  name: 'narration' | 'motion' | 'transition' | 'fit' | 'visualAssetId',
): string => (name === 'visualAssetId' ? (scene.visualAsset?.id ?? '') : scene[name]);

function Words({ id, field, canEdit }: { readonly id: string; readonly field: DraftedField; readonly canEdit: boolean }) {
  const say = useText();
  return (
    <div className="field scene-narration">
      <label htmlFor={`words-${id}`}>{say('scene.words')}</label>
      <textarea
        id={`words-${id}`}
        dir="auto"
        rows={5}
        maxLength={MAX_WORDS}
        readOnly={!canEdit}
        value={field.text}
        onChange={({ target }) => field.type(target.value)}
        onBlur={field.leave}
      />
      <DraftNote field={field} />
    </div>
  );
}
