import type { FieldError } from '../../../kernel/errors.ts';
import type { Overlay, Track } from './overlay.schema.ts';

interface PlacedOverlay {
  readonly overlay: Overlay;
  /** Path below the list of tracks, as in `0.overlays.3`. */
  readonly path: string;
}

const placed = (tracks: readonly Track[]): PlacedOverlay[] =>
  tracks.flatMap(({ overlays }, track) => overlays.map((overlay, index) => ({ overlay, path: `${track}.overlays.${index}` })));

/**
 * Faults of overlays: duplicate ids, unknown scenes and overlays, and overlays that wait for each other in a circle. `path` is that of the
 * tracks.
 */
export function startFaults(tracks: readonly Track[], sceneIds: ReadonlySet<string>, path: string): FieldError[] {
  const all = placed(tracks);
  const byId = new Map(all.map((one) => [one.overlay.id, one.overlay]));
  const first = new Map(all.toReversed().map((one) => [one.overlay.id, one]));
  return all.flatMap((one): FieldError[] => {
    const { id, start } = one.overlay;
    const at = `${path}.${one.path}`;
    if (first.get(id) !== one) return [{ path: `${at}.id`, message: 'Another overlay has this id.' }];
    if (start.from === 'FILM') return [];
    if (start.from === 'SCENE')
      return sceneIds.has(start.id) ? [] : [{ path: `${at}.start.id`, message: 'The timeline has no scene with this id.' }];
    if (!byId.has(start.id)) return [{ path: `${at}.start.id`, message: 'The timeline has no overlay with this id.' }];
    return waitsForItself(one.overlay, byId) ? [{ path: `${at}.start.id`, message: 'The overlay would start after itself.' }] : [];
  });
}

/** Whether the overlay is part of such a circle, or waits for one that is. */
function waitsForItself(overlay: Overlay, byId: ReadonlyMap<string, Overlay>): boolean {
  const passed = new Set<string>();
  for (let one: Overlay | undefined = overlay; one; one = one.start.from === 'OVERLAY' ? byId.get(one.start.id) : undefined) {
    if (passed.has(one.id)) return true;
    passed.add(one.id);
  }
  return false;
}

/** The tracks without the overlays that start with the scene, or after one of those. Returns the same object when there are none. */
export function withoutScene(tracks: readonly Track[], sceneId: string): readonly Track[] {
  const all = placed(tracks).map(({ overlay }) => overlay);
  const gone = new Set(all.filter(({ start }) => start.from === 'SCENE' && start.id === sceneId).map(({ id }) => id));
  if (gone.size === 0) return tracks;
  for (let before = 0; before < gone.size;) {
    before = gone.size;
    for (const { id, start } of all) if (start.from === 'OVERLAY' && gone.has(start.id)) gone.add(id);
  }
  return tracks.map((track) => ({ ...track, overlays: track.overlays.filter(({ id }) => !gone.has(id)) }) as Track);
}
