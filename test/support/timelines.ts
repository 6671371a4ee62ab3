import * as fc from 'fast-check';
import { MOTIONS } from '../../src/platform/catalogue/motions.ts';
import { SHAPES } from '../../src/platform/catalogue/sizes/shapes.ts';
import { TRANSITIONS } from '../../src/platform/catalogue/transitions.ts';
import { FITS, SHORT_CLIPS } from '../../src/features/projects/scenes/scene.states.ts';

/** Assets that timelines may name. */
export interface TimelineAssets {
  readonly pictureId: string;
  readonly recordingId: string;
  readonly clipId: string;
}

const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null });
const optional = { requiredKeys: [] as never[] };
const share = fc.double({ min: 0, max: 1, noNaN: true }).map((value) => Math.abs(value));
const positive = fc.double({ min: 0.001, max: 1, noNaN: true });
const point = fc.record({ x: share, y: share });
const words = fc.string({ unit: fc.constantFrom('a', 'é', '猫', '😀', ' ', '\n', '.', '"', '{{x}}', 'ة'), maxLength: 60 });
/** Blank optional texts become null. */
const someWords = words.filter((text) => text.trim() !== '');
const id = fc.string({ unit: fc.constantFrom(...'abcXYZ019._:-'), minLength: 1, maxLength: 12 });
const ms = (min: number, max: number) => fc.integer({ min, max });

const sceneFields = ({ pictureId, recordingId }: TimelineAssets) =>
  fc.record(
    {
      narration: words,
      visualPrompt: maybe(someWords),
      visualAssetId: fc.constantFrom(null, pictureId),
      voiceAssetId: fc.constantFrom(null, recordingId),
      caption: maybe(someWords),
      captionTranslations: fc.uniqueArray(fc.record({ language: fc.constantFrom('de', 'pt-BR', 'ar'), text: someWords }), {
        maxLength: 3,
        selector: ({ language }) => language,
      }),
      fit: fc.constantFrom(...FITS),
      focus: maybe(point),
      motion: fc.constantFrom(...MOTIONS.names),
      trimStartMs: maybe(ms(0, 21_600_000)),
      speed: maybe(fc.double({ min: 0.25, max: 4, noNaN: true })),
      shortClip: fc.constantFrom(...SHORT_CLIPS),
      clipGainDb: maybe(fc.double({ min: -60, max: 12, noNaN: true }).map((value) => value + 0)),
      transition: fc.constantFrom(...TRANSITIONS.names),
      transitionMs: ms(100, 2_000),
      durationMs: maybe(ms(500, 600_000)),
    },
    optional,
  );

const placed = {
  position: point,
  width: positive,
  lengthMs: maybe(ms(1, 21_600_000)),
  fadeInMs: ms(0, 10_000),
  fadeOutMs: ms(0, 10_000),
  opacity: share,
};
const required = { requiredKeys: ['position', 'width'] as ['position', 'width'] };
const text = fc.record(
  {
    ...placed,
    text: words,
    size: positive,
    color: fc.constantFrom('#ffffff', '#AbCdEf'),
    align: fc.constantFrom('LEFT', 'CENTER', 'RIGHT'),
  },
  { requiredKeys: [...required.requiredKeys, 'text'] },
);

interface Start {
  readonly from: 'FILM' | 'SCENE' | 'OVERLAY';
  readonly pick: number;
  readonly offsetMs: number;
}
const start = fc.record({
  from: fc.constantFrom('FILM' as const, 'SCENE' as const, 'OVERLAY' as const),
  pick: fc.nat(),
  offsetMs: ms(0, 1_000),
});

/** Where an overlay starts: with a scene, or after an overlay before it, so that there are no circles. */
function startOf({ from, pick, offsetMs }: Start, scenes: readonly string[], earlier: readonly string[]): object {
  const among = from === 'SCENE' ? scenes : from === 'OVERLAY' ? earlier : [];
  return among.length === 0 ? { from: 'FILM', offsetMs } : { from, id: among[pick % among.length], offsetMs };
}

/** Timelines that `importTimeline` accepts, with and without optional fields. */
export function timelines(assets: TimelineAssets): fc.Arbitrary<object> {
  const picture = fc.record({ ...placed, assetId: fc.constant(assets.pictureId) }, { requiredKeys: [...required.requiredKeys, 'assetId'] });
  const clip = fc.record(
    {
      ...{ ...placed, assetId: fc.constant(assets.clipId), height: maybe(positive), fit: fc.constantFrom(...FITS), focus: maybe(point) },
      ...{
        trimStartMs: ms(0, 21_600_000),
        speed: fc.double({ min: 0.25, max: 4, noNaN: true }),
        shortClip: fc.constantFrom('LOOP', 'HOLD'),
      },
      gainDb: maybe(fc.double({ min: -60, max: 12, noNaN: true }).map((value) => value + 0)),
    },
    { requiredKeys: [...required.requiredKeys, 'assetId'] },
  );
  const track = fc.oneof(
    fc.record({
      kind: fc.constant('TEXT'),
      name: maybe(fc.constant('Titles')),
      overlays: fc.array(fc.tuple(text, start), { maxLength: 4 }),
    }),
    fc.record({ kind: fc.constant('CLIP'), overlays: fc.array(fc.tuple(clip, start), { maxLength: 4 }) }),
    fc.record({ kind: fc.constantFrom('PICTURE', 'LOGO'), overlays: fc.array(fc.tuple(picture, start), { maxLength: 4 }) }),
  );
  const project = fc.record(
    {
      name: fc.constantFrom('A film', 'Ein Film', '电影'),
      brief: maybe(someWords),
      script: maybe(someWords),
      language: fc.constantFrom('en', 'de-AT', 'zh'),
      aspectRatio: fc.constantFrom(...SHAPES.names),
      variables: maybe(fc.dictionary(id, fc.oneof(words, fc.integer(), fc.boolean(), fc.constant(null)), { maxKeys: 5 })),
    },
    { requiredKeys: ['name'] },
  );
  const sceneIds = fc.uniqueArray(id, { maxLength: 6 });
  const overlayIds = fc.uniqueArray(id, { minLength: 40, maxLength: 40 });
  return fc
    .tuple(project, sceneIds, fc.array(sceneFields(assets), { minLength: 6, maxLength: 6 }), fc.array(track, { maxLength: 3 }), overlayIds)
    .map(([head, ids, fields, tracks, free]) => {
      const used: string[] = [];
      return {
        schema: 1,
        project: head,
        scenes: ids.map((scene, index) => ({ id: scene, ...fields[index] })),
        tracks: tracks.map(({ overlays, ...rest }) => ({
          ...rest,
          overlays: overlays.map(([overlay, wanted]) => {
            const placedOverlay = { id: free[used.length], ...overlay, start: startOf(wanted, ids, used) };
            used.push(free[used.length] ?? '');
            return placedOverlay;
          }),
        })),
      };
    });
}
