import { z } from 'zod';
import { idField, wordsField, nameField } from '../../../platform/input/text-fields.ts';
import { sceneFields } from '../scenes/scene-fields.ts';
import type { ShortClip } from '../scenes/scene.states.ts';

const OVERLAY_LIMITS = {
  tracks: 10,
  overlaysOfTrack: 200,
  /** Each is decoded beside the others while the film is encoded. */
  clips: 20,
  textCharacters: 500,
  idCharacters: 64,
  /** Six hours, like the longest file. */
  timeMs: 21_600_000,
  fadeMs: 10_000,
} as const;

/** A clip over the scenes is not slowed down: how long it is shown may be known only when the film ends. */
const OVERLAY_SHORT_CLIPS = ['LOOP', 'HOLD'] as const satisfies readonly ShortClip[];

/** A name that a timeline gives to one of its scenes or overlays. */
export const timelineId = () =>
  z
    .string()
    .regex(/^[\w.:-]+$/, 'Must consist of letters, digits and the characters . _ : -')
    .refine((id) => id.length <= OVERLAY_LIMITS.idCharacters, `Must have at most ${OVERLAY_LIMITS.idCharacters} characters.`)
    .meta({ maxLength: OVERLAY_LIMITS.idCharacters });

const share = () => z.number().min(0).max(1);
const offsetMs = z.int().min(0).max(OVERLAY_LIMITS.timeMs).default(0).describe('Milliseconds after that moment.');

const start = z
  .discriminatedUnion('from', [
    z.strictObject({ from: z.literal('FILM'), offsetMs }).describe('After the start of the film.'),
    z.strictObject({ from: z.literal('SCENE'), id: timelineId(), offsetMs }).describe('After the start of the scene with this id.'),
    z.strictObject({ from: z.literal('OVERLAY'), id: timelineId(), offsetMs }).describe('After the end of the overlay with this id.'),
  ])
  .describe('When the overlay appears.');

const fadeMs = () => z.int().min(0).max(OVERLAY_LIMITS.fadeMs).default(0);

const placed = {
  id: timelineId().describe('Unique among the overlays of all tracks.'),
  position: z.strictObject({ x: share(), y: share() }).describe('Its center: shares of the width and height of the frame.'),
  width: share().gt(0).describe('Share of the width of the frame. The height follows from the content.'),
  start,
  lengthMs: z.int().min(1).max(OVERLAY_LIMITS.timeMs).nullable().default(null).describe('Milliseconds; null until the end of the film.'),
  fadeInMs: fadeMs().describe('Milliseconds, part of the length.'),
  fadeOutMs: fadeMs().describe('Milliseconds, part of the length.'),
  opacity: share().default(1),
};

const color = () => z.string().regex(/^#[\da-f]{6}$/i, 'Must be a color like #ffcc00.');

const words = z.strictObject({
  ...placed,
  text: wordsField(OVERLAY_LIMITS.textCharacters),
  size: share().gt(0).default(0.06).describe('Height of the characters: a share of the shorter side of the frame.'),
  color: color().default('#ffffff'),
  align: z.enum(['LEFT', 'CENTER', 'RIGHT']).default('CENTER'),
});
const picture = z.strictObject({ ...placed, assetId: idField().describe('A picture of the workspace.') });

const clip = z.strictObject({
  ...placed,
  width: share().gt(0).describe('Share of the width of the frame.'),
  assetId: idField().describe('A video of the workspace.'),
  height: share().gt(0).nullable().default(null).describe('Share of the height of the frame; null keeps the shape of the clip.'),
  fit: sceneFields.fit.default('FILL').describe('How the clip fills a box of another shape.'),
  focus: sceneFields.focus.default(null).describe('What stays visible: shares of the width and height of the clip.'),
  trimStartMs: sceneFields.trimStartMs.unwrap().default(0).describe('Milliseconds to skip at the start of the clip.'),
  speed: sceneFields.speed.unwrap().default(1).describe('Factor: 2 is twice as fast.'),
  shortClip: z.enum(OVERLAY_SHORT_CLIPS).default('LOOP').describe('What a clip does that is shorter than its overlay.'),
  gainDb: sceneFields.clipGainDb.default(null).describe('Decibels by which the own sound of the clip is louder; null for none of it.'),
});

const overlays = <Schema extends z.ZodType>(overlay: Schema) => z.array(overlay).max(OVERLAY_LIMITS.overlaysOfTrack);
const trackName = nameField(200).nullable().default(null);

export const track = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('TEXT'), name: trackName, overlays: overlays(words) }),
    z.strictObject({ kind: z.literal('PICTURE'), name: trackName, overlays: overlays(picture) }),
    z.strictObject({ kind: z.literal('CLIP'), name: trackName, overlays: overlays(clip) }).describe('Picture-in-picture.'),
    z.strictObject({ kind: z.literal('LOGO'), name: trackName, overlays: overlays(picture) }).describe('Drawn above all other tracks.'),
  ])
  .describe('Overlays of one kind. A track is drawn above the tracks before it.');
export const tracks = z
  .array(track)
  .max(OVERLAY_LIMITS.tracks)
  .superRefine((all, context) => {
    let clips = 0;
    for (const [index, { kind, overlays: own }] of all.entries()) {
      if (kind !== 'CLIP') continue;
      clips += own.length;
      if (clips <= OVERLAY_LIMITS.clips) continue;
      const message = `All tracks together must have at most ${OVERLAY_LIMITS.clips} clips.`;
      context.issues.push({ code: 'custom', path: [index, 'overlays'], message, input: own });
    }
  });
export type Track = z.output<typeof track>;
export type Overlay = Track['overlays'][number];
