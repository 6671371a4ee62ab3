import { useRef, useState } from 'react';
import { useMutation } from 'urql';
import type { CombinedError } from 'urql';
import type { Project } from '../page/use-project.ts';
import { arranged, beforeOf, moved } from './order.ts';
import { MoveSceneDocument } from './scenes.generated.ts';
import type { MoveSceneMutationVariables } from './scenes.generated.ts';

interface Ordered {
  /** The project with its scenes in the order that the person gave them, also while that is being saved. */
  readonly project: Project;
  readonly error: CombinedError | undefined;
  /** Moves a scene to an index. Returns where it is then; undefined when it is there already. */
  readonly move: (id: string, to: number) => number | undefined;
}

/**
 * The order of the scenes. Moves are sent one after the other, since each names the scene before it, and the order stays until the last one
 * has been answered and the project was read again: a read in between has the first moves alone.
 */
export function useOrder(project: Project, refresh: () => Promise<void>): Ordered {
  const [{ error }, execute] = useMutation(MoveSceneDocument);
  const [order, setOrder] = useState<readonly string[]>();
  const waiting = useRef<MoveSceneMutationVariables[]>([]);
  const isSending = useRef(false);
  const scenes = order ? arranged(project.scenes, order) : project.scenes;
  const ids = scenes.map(({ id }) => id);

  const sendAll = async (): Promise<void> => {
    if (isSending.current) return;
    isSending.current = true;
    for (let next = waiting.current.shift(); next; next = waiting.current.shift()) {
      const { error: problem } = await execute(next);
      if (!problem) continue;
      // The others were made in an order that the server does not have.
      waiting.current = [];
      setOrder(undefined);
    }
    isSending.current = false;
    await refresh();
    if (!isSending.current) setOrder(undefined);
  };
  const move = (id: string, to: number): number | undefined => {
    const next = moved(ids, id, to);
    if (next.join() === ids.join()) return undefined;
    setOrder(next);
    // Only the last place of a scene that moves on counts.
    if (waiting.current.at(-1)?.id === id) waiting.current.pop();
    waiting.current.push({ id, afterSceneId: beforeOf(next, id) });
    void sendAll();
    return next.indexOf(id);
  };
  return { project: order ? { ...project, scenes } : project, error, move };
}
