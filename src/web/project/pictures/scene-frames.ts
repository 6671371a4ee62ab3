import { useEffect, useState } from 'react';
import { client } from '../../shared/api/client.ts';
import { codeOf } from '../../shared/api/errors.ts';
import { createStore, useStore } from '../../shared/state/store.ts';
import { SceneFrameDocument } from '../scenes/scenes.generated.ts';

/** Frames that are requested at the same time. The server lets eight of a workspace wait, and colleagues need some as well. */
const PARALLEL = 2;
/** Milliseconds into the scene: after the transition and the first words. */
const AT_MS = 1_500;
/** Milliseconds before the signed link of a frame expires, after which it is requested again. */
const LINK_MS = 14 * 60_000;
const ATTEMPTS = 3;
const RETRY_MS = 2_000;

interface Frame {
  readonly look: string;
  readonly url: string;
  readonly until: number;
}

interface Wanted {
  readonly projectId: string;
  readonly sceneId: string;
  readonly look: string;
  attempt: number;
  readonly listeners: Set<(url: string | undefined) => void>;
}

const frames = new Map<string, Frame>();
const wanted = new Map<string, Wanted>();
let running = 0;

/** How often the frames of each scene were out of date while the page is open, although the scene did not change. */
const rounds = createStore<ReadonlyMap<string, number>>(new Map());

/** Draws the frames of scenes again, for example because a part of one was made again. */
export function drawAgain(sceneIds: readonly string[]): void {
  const next = new Map(rounds.get());
  for (const id of sceneIds) next.set(id, (next.get(id) ?? 0) + 1);
  rounds.set(next);
}

/**
 * The picture of a scene as the film will show it, drawn by the server when `isVisible`, and again when `look` has changed. Undefined until
 * it is drawn; meanwhile, and where a scene cannot be drawn, the page shows the words.
 */
export function useSceneFrame(options: {
  readonly projectId: string;
  readonly sceneId: string;
  readonly look: string;
  readonly isVisible: boolean;
}) {
  const { projectId, sceneId, isVisible } = options;
  const look = `${options.look},${useStore(rounds).get(sceneId) ?? 0}`;
  const [url, setUrl] = useState(() => frames.get(sceneId)?.url);
  useEffect(() => {
    const known = frames.get(sceneId);
    if (known?.look === look && known.until > Date.now()) {
      return undefined;
    }
    if (!isVisible) return undefined;
    const listener = (next: string | undefined): void => {
      if (next !== undefined) setUrl(next);
    };
    // Edits follow each other; the frame of the last one counts.
    const timer = setTimeout(() => want({ projectId, sceneId, look }, listener), known ? 800 : 0);
    return () => {
      clearTimeout(timer);
      wanted.get(sceneId)?.listeners.delete(listener);
    };
  }, [projectId, sceneId, look, isVisible]);
  const drawn = frames.get(sceneId);
  return drawn?.look === look ? drawn.url : url;
}

function want(scene: Pick<Wanted, 'projectId' | 'sceneId' | 'look'>, listener: (url: string | undefined) => void): void {
  const before = wanted.get(scene.sceneId);
  if (before?.look === scene.look) before.listeners.add(listener);
  else wanted.set(scene.sceneId, { ...scene, attempt: 0, listeners: new Set([...(before?.listeners ?? []), listener]) });
  next();
}

const claimed = new WeakSet<Wanted>();

function next(): void {
  if (running >= PARALLEL) return;
  // Scenes that scrolled away meanwhile have no listener; they are requested when they come back.
  for (const [key, { listeners }] of wanted) if (listeners.size === 0) wanted.delete(key);
  const scene = [...wanted.values()].find((one) => !claimed.has(one));
  if (!scene) return;
  claimed.add(scene);
  running += 1;
  void draw(scene).finally(() => {
    running -= 1;
    next();
  });
  next();
}

async function draw(scene: Wanted): Promise<void> {
  const { projectId, sceneId, look } = scene;
  const { data, error } = await client.mutation(SceneFrameDocument, { projectId, sceneId, atMs: AT_MS });
  const code = codeOf(error);
  if (!data && scene.attempt < ATTEMPTS && (code === undefined || code === 'UNAVAILABLE' || code === 'RATE_LIMITED')) {
    scene.attempt += 1;
    setTimeout(() => {
      claimed.delete(scene);
      next();
    }, RETRY_MS * scene.attempt);
    return;
  }
  if (wanted.get(sceneId) === scene) wanted.delete(sceneId);
  if (!data) return;
  const { url } = data.previewFrame;
  frames.set(sceneId, { look, url, until: Date.now() + LINK_MS });
  for (const listener of scene.listeners) listener(url);
}
