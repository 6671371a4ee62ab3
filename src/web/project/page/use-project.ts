import { useEffect, useRef, useState } from 'react';
import { useSubscription } from 'urql';
import type { CombinedError } from 'urql';
import { useKeptQuery } from '../../shared/api/use-kept-query.ts';
import { useViewer } from '../../shared/state/viewer.tsx';
import { drawAgain } from '../pictures/scene-frames.ts';
import { ProjectDocument, ProjectEventsDocument } from './project.generated.ts';
import type { ProjectEventsSubscription, ProjectQuery } from './project.generated.ts';

export type Project = NonNullable<ProjectQuery['project']>;
export type Scene = Project['scenes'][number];
type EventJob = NonNullable<ProjectEventsSubscription['workspaceEvents']['job']>;
export type Render = Project['jobs']['nodes'][number];

/** Milliseconds in which changes are collected before the project is read again: somebody who types causes many. */
const COLLECT_MS = 150;
/** Milliseconds for which the name of a colleague is shown after their last change. */
const NAMED_MS = 6_000;

const isOver = (status: Render['status']): boolean => status === 'COMPLETED' || status === 'FAILED' || status === 'CANCELED';

export interface OpenProject {
  readonly project: Project | undefined;
  readonly error: CombinedError | undefined;
  readonly isReading: boolean;
  /** The film that was requested last, with its progress as it happens. */
  readonly render: Render | undefined;
  /** The name of the person who changed the project a moment ago, unless it was the viewer. */
  readonly editor: string | undefined;
  /** Resolves when the page shows the project as it was after the call, or later. */
  readonly refresh: () => Promise<void>;
}

/** Whether parts of a scene were made again. The event does not name the scene; the server keeps the frames of the others. */
const isRemake = ({ type, status }: EventJob): boolean => type === 'SCRIPT' && status === 'COMPLETED';

/** A project that follows the changes of everybody. */
export function useProject(id: string): OpenProject {
  const { data, error, isReading, refresh } = useKeptQuery({ query: ProjectDocument, variables: { id } });
  const project = data?.project ?? undefined;
  const workspaceId = project?.workspace.id ?? '';
  const me = useViewer()?.me.id;
  const [live, setLive] = useState<EventJob>();
  const [editor, setEditor] = useState<string>();
  const collecting = useRef<ReturnType<typeof setTimeout>>(undefined);
  const refreshSoon = (): void => {
    clearTimeout(collecting.current);
    collecting.current = setTimeout(() => void refresh(), COLLECT_MS);
  };
  useEffect(() => () => clearTimeout(collecting.current), []);
  useEffect(() => {
    if (editor === undefined) return undefined;
    const timer = setTimeout(() => setEditor(undefined), NAMED_MS);
    return () => clearTimeout(timer);
  }, [editor]);

  useSubscription({ query: ProjectEventsDocument, variables: { workspaceId }, pause: workspaceId === '' }, (_, event) => {
    const { type, actor, subjectId, job } = event.workspaceEvents;
    // What happened between the first read and the subscription, such as scenes that were written meanwhile.
    if (type === 'READY') refreshSoon();
    if (type === 'PROJECT' && subjectId === id) {
      refreshSoon();
      if (actor && actor.id !== me) setEditor(actor.name);
    }
    // A picture of a scene was deleted or restored.
    if (type === 'ASSET' && project?.scenes.some(({ visualAsset }) => visualAsset?.id === subjectId)) refreshSoon();
    if (job?.project?.id === id) {
      if (job.id !== data?.project?.jobs.nodes[0]?.id || isOver(job.status)) refreshSoon();
      if (project && isRemake(job)) drawAgain(project.scenes.map((scene) => scene.id));
      setLive(job);
    }
    return event;
  });

  const stored = project?.jobs.nodes[0];
  const isLive = stored && live?.id === stored.id && !isOver(stored.status);
  const render = isLive ? { ...stored, status: live.status, progress: live.progress, steps: live.steps } : stored;
  return { project, error, isReading, render, editor, refresh };
}
