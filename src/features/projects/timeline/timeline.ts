import { badFields, readInput } from '../../../platform/input/read-input.ts';
import { assetsOfScene } from '../scenes/named-assets.ts';
import type { NamedAsset } from '../scenes/named-assets.ts';
import { NEWER_FIELDS, timelineIdOf } from '../versions/project-document.ts';
import type { ProjectDocument } from '../versions/project-document.ts';
import type { Track } from './overlay.schema.ts';
import { startFaults } from './overlay-starts.ts';
import { timeline } from './timeline.schema.ts';
import type { Timeline } from './timeline.schema.ts';

/** A document in the form that clients read and write. An imported scene keeps the id of its timeline instead of the installation's. */
export const timelineOf = ({ project, scenes, tracks }: ProjectDocument): Timeline => ({
  schema: 1,
  project,
  scenes: scenes.map(({ id, timelineId, revisions: _, ...scene }) => ({
    ...{ id: timelineIdOf({ id, timelineId }), ...NEWER_FIELDS },
    ...scene,
  })),
  tracks: [...tracks],
});

/** Reads a timeline. @throws ReelwrightError BAD_USER_INPUT that names every invalid value below `path`, unknown keys and ids included */
export function readTimeline(value: unknown, path: string): Timeline {
  const read = readInput(timeline, value, path);
  const known = new Set<string>();
  const faults = read.scenes.flatMap(({ id }, index) => {
    const isNew = !known.has(id);
    known.add(id);
    return isNew ? [] : [{ path: `${path}.scenes.${index}.id`, message: 'Another scene has this id.' }];
  });
  const all = [...faults, ...startFaults(read.tracks, known, `${path}.tracks`)];
  if (all.length > 0) throw badFields(all);
  return read;
}

/** Every asset that a timeline names. */
export const assetsOfTimeline = ({ scenes, tracks }: Timeline, path: string): NamedAsset[] => [
  ...scenes.flatMap((scene, index) => assetsOfScene(`${path}.scenes.${index}`, scene)),
  ...assetsOfTracks(tracks, `${path}.tracks`),
];

/** The pictures and clips that overlays name. */
export const assetsOfTracks = (tracks: readonly Track[], path: string): NamedAsset[] =>
  tracks.flatMap(({ kind, overlays }, track) =>
    overlays.flatMap((overlay, index) =>
      'assetId' in overlay
        ? [
            {
              path: `${path}.${track}.overlays.${index}.assetId`,
              id: overlay.assetId,
              kinds: [kind === 'CLIP' ? 'VIDEO' : 'IMAGE'] as const,
            },
          ]
        : [],
    ),
  );
