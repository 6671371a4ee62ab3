import { useRef } from 'react';
import { Picture } from '../../shared/media/picture.tsx';
import type { Project, Scene } from '../page/use-project.ts';
import { useSceneFrame } from './scene-frames.ts';
import { useVisible } from './use-visible.ts';

interface ScenePictureProps {
  readonly project: Pick<Project, 'id' | 'preset' | 'aspectRatio'>;
  readonly scene: Scene;
  /** Whether the frame of the film is drawn, also where the scene has a picture of its own. */
  readonly asInFilm?: boolean;
  readonly canDraw: boolean;
  readonly alt: string;
}

/** The picture of a scene: its own, or the frame that the server draws. Its words are shown until then. */
export function ScenePicture({ project, scene, asInFilm = false, canDraw, alt }: ScenePictureProps) {
  const box = useRef<HTMLSpanElement>(null);
  const isVisible = useVisible(box);
  const own = asInFilm ? undefined : scene.visualAsset?.thumbnailUrl;
  const look = [scene.version, project.preset?.id, project.aspectRatio].join();
  const frame = useSceneFrame({ projectId: project.id, sceneId: scene.id, look, isVisible: isVisible && canDraw && !own });
  const url = own ?? frame;
  return (
    <span ref={box} className="scene-picture">
      {url ? (
        <Picture src={url} alt={alt} draggable={false} />
      ) : (
        <span className="scene-words" dir="auto" aria-hidden="true">
          {scene.narration.slice(0, 90)}
        </span>
      )}
    </span>
  );
}
