import { GraphQLID, getNamedType, isInputObjectType } from 'graphql';
import { beforeAll, expect, test } from 'vitest';
import { openCaller, fieldOf, operationNames, type Caller } from '../../support/call-operation.ts';
import { useEngine } from '../../support/engine.ts';
import { noBytesStorage } from '../../support/no-bytes-storage.ts';
import { openSeller } from '../../support/seller.ts';
import { makeWorld, type World } from '../../support/world.ts';

const { billing } = await openSeller();
const engine = useEngine({ storage: noBytesStorage, billing });
let caller: Caller;
let world: World;
beforeAll(async () => {
  caller = await openCaller(engine);
  world = await makeWorld(engine);
});

const inDays = (days: number): string => new Date(Date.UTC(2026, 11, 1) + days * 86_400_000).toISOString();
const tomorrow = new Date(Date.now() + 86_400_000).toISOString();

interface Case {
  /** Everything that may be sent, but the ids that say where. */
  readonly values: Readonly<Record<string, unknown>>;
  /** For each of them another value; the word is why there is none. */
  readonly others: Readonly<Record<string, unknown>>;
  readonly ids: (world: World) => Readonly<Record<string, unknown>>;
  /** Called by an administrator of the installation. */
  readonly isAdministration?: true;
}

const ofWorkspace = ({ workspaceId }: World) => ({ workspaceId });
const wholeHour = (ahead: number): string => new Date((Math.floor(Date.now() / 3_600_000) + ahead) * 3_600_000).toISOString();
const SLOT = { startsAt: wholeHour(102), endsAt: wholeHour(103), timeZone: 'UTC', title: 'A slot' };
const ONLY_ONE = Symbol('only one value is accepted');

/** Every mutation that takes an idempotency key. */
const CASES: Readonly<Record<string, Case>> = {
  createApiKey: {
    ids: ofWorkspace,
    values: { name: 'one', role: 'VIEWER', expiresAt: tomorrow },
    others: { name: 'two', role: 'EDITOR', expiresAt: new Date(Date.now() + 2 * 86_400_000).toISOString() },
  },
  createBatch: {
    ids: ({ workspaceId, templateId }) => ({ workspaceId, templateId }),
    values: { name: 'one', items: [{}] },
    others: { name: 'two', items: [{}, {}] },
  },
  createSeries: {
    ids: ({ workspaceId, templateId }) => ({ workspaceId, templateId }),
    values: {
      ...{ name: 'one', cron: '0 9 * * *', timeZone: 'UTC', feedUrl: 'http://127.0.0.1:9999/?token=one' },
      ...{ publish: false, privacy: 'PRIVATE', madeForKids: false },
    },
    others: {
      ...{ name: 'two', cron: '0 10 * * *', timeZone: 'Europe/Berlin', feedUrl: 'http://127.0.0.1:9999/?token=two' },
      ...{ publish: ONLY_ONE, privacy: 'PUBLIC', madeForKids: true },
    },
  },
  createSlots: {
    ids: ({ workspaceId, userId }) => ({ workspaceId, slots: [{ giverId: userId, ...SLOT }] }),
    // Given with the ids.
    values: { slots: undefined },
    others: { slots: [] },
  },
  createRecurringSlots: {
    ids: ({ workspaceId, userId }) => ({ workspaceId, giverId: userId }),
    values: {
      ...SLOT,
      startsAt: wholeHour(111),
      endsAt: wholeHour(112),
      meetingUrl: 'https://meet.test/',
      bufferBeforeMinutes: 1,
      bufferAfterMinutes: 1,
      rrule: 'FREQ=WEEKLY;COUNT=2',
    },
    others: {
      ...{ startsAt: wholeHour(110), endsAt: wholeHour(113), timeZone: 'Europe/Oslo', title: 'Other', meetingUrl: null },
      ...{ bufferBeforeMinutes: 2, bufferAfterMinutes: 2, rrule: 'FREQ=WEEKLY;COUNT=3' },
    },
  },
  createCheckout: {
    ids: ofWorkspace,
    values: {
      ...{ planId: null, interval: null, currency: null, creditPackId: 'credits-100' },
      ...{ successUrl: 'http://studio.test/a', cancelUrl: 'http://studio.test/b' },
    },
    others: {
      ...{ planId: ONLY_ONE, interval: ONLY_ONE, currency: ONLY_ONE, creditPackId: 'credits-1000' },
      ...{ successUrl: 'http://studio.test/c', cancelUrl: 'http://studio.test/d' },
    },
  },
  publishVideo: {
    ids: ({ channelId, assetId }) => ({ channelId, assetId }),
    values: {
      ...{ title: 'one', description: 'one', tags: ['one'], privacy: 'PRIVATE', madeForKids: false, syntheticMedia: true },
      ...{ categoryId: '1', publishAt: null, playlistId: null, captions: null },
    },
    others: {
      ...{ title: 'two', description: 'two', tags: ['two'], privacy: 'PUBLIC', madeForKids: true, syntheticMedia: false },
      ...{ categoryId: '2', publishAt: ONLY_ONE, playlistId: ONLY_ONE, captions: ONLY_ONE },
    },
  },
  exportUsage: { ids: ofWorkspace, values: { month: '2026-11' }, others: { month: '2026-10' } },
  grantCredits: {
    isAdministration: true,
    ids: ofWorkspace,
    values: { credits: 1, reason: 'one', expiresAt: null },
    others: { credits: 2, reason: 'two', expiresAt: tomorrow },
  },
  createPreset: {
    ids: ofWorkspace,
    values: {
      ...{ name: 'one', description: 'one', model: 'storyboard', resolution: 'P720', aspectRatio: 'LANDSCAPE_16_9', fps: 30, voice: null },
      ...{ language: 'en', look: 'poster', captionStyle: 'classic', transition: 'fade', motion: 'NONE', brandColors: ['#000000'] },
      ...{
        providerOrder: ['builtin'],
        renditions: ['GIF'],
        musicMood: null,
        musicStartMs: null,
        musicGainDb: -3,
        captionPosition: 'TOP',
        captionSize: 'LARGE',
        aiLabel: 'start',
      },
    },
    others: {
      ...{ name: 'two', description: null, model: null, resolution: 'P360', aspectRatio: 'SQUARE_1_1', fps: 60, voice: 'en-gb' },
      ...{ language: 'de', look: 'quiet', captionStyle: 'none', transition: 'cut', motion: 'GENTLE', brandColors: ['#ffffff'] },
      ...{ providerOrder: null, renditions: [], musicMood: 'calm', captionPosition: 'MIDDLE', captionSize: null, aiLabel: null },
      ...{ musicStartMs: ONLY_ONE, musicGainDb: null },
    },
  },
  createPromptTemplate: {
    ids: ofWorkspace,
    values: { name: 'one', description: 'one', writes: 'PROMPT', text: 'One {{v}}.', variables: [{ name: 'v', type: 'STRING' }] },
    others: { name: 'two', description: null, writes: 'SCRIPT', text: 'Two {{v}}.', variables: [{ name: 'v', type: 'NUMBER' }] },
  },
  createShareLink: {
    ids: ({ assetId }) => ({ assetId }),
    values: { expiresAt: tomorrow, password: 'the first password', reviewEnabled: true },
    others: { expiresAt: null, password: 'another password', reviewEnabled: false },
  },
  createComment: {
    ids: ({ assetId, commentId: parentId }) => ({ assetId, parentId }),
    values: { text: 'one', atMs: null },
    others: { text: 'two', atMs: ONLY_ONE },
  },
  reviewAsset: {
    ids: ({ assetId }) => ({ assetId }),
    values: { decision: 'APPROVED', text: 'one' },
    others: { decision: 'CHANGES_REQUESTED', text: 'two' },
  },
  createUpload: {
    ids: ofWorkspace,
    values: { fileName: 'a.png', byteSize: 1, contentType: 'image/png', sha256: 'a'.repeat(64) },
    others: { fileName: 'b.png', byteSize: 2, contentType: null, sha256: 'b'.repeat(64) },
  },
  createProject: {
    ids: ofWorkspace,
    values: { name: 'one', brief: 'one', script: 'one', language: 'en', aspectRatio: 'SQUARE_1_1', variables: null },
    others: { name: 'two', brief: 'two', script: 'two', language: 'de', aspectRatio: 'PORTRAIT_9_16', variables: { a: 1 } },
  },
  duplicateProject: { ids: ({ projectId }) => ({ projectId }), values: { name: 'one' }, others: { name: 'two' } },
  importTimeline: {
    ids: ofWorkspace,
    values: { timeline: { schema: 1, project: { name: 'one' } } },
    others: { timeline: { schema: 1, project: { name: 'two' } } },
  },
  addScene: {
    ids: ({ projectId }) => ({ projectId }),
    values: {
      ...{ narration: 'one', visualPrompt: 'one', caption: 'one', fit: 'FIT', focus: null, motion: 'NONE', trimStartMs: 1, speed: 1 },
      ...{ shortClip: 'LOOP', clipGainDb: -1, transition: 'cut', transitionMs: 100, durationMs: 500 },
      captionTranslations: [{ language: 'de', text: 'one' }],
    },
    others: {
      ...{
        narration: 'two',
        visualPrompt: 'two',
        caption: 'two',
        fit: 'BLUR',
        focus: { x: 0, y: 1 },
        motion: 'GENTLE',
        trimStartMs: 2,
        speed: 2,
      },
      ...{ shortClip: 'HOLD', clipGainDb: -2, transition: 'fade', transitionMs: 200, durationMs: 600 },
      captionTranslations: [{ language: 'de', text: 'two' }],
    },
  },
  createWebhook: {
    ids: ofWorkspace,
    values: { url: 'http://127.0.0.1:9999/?token=one', types: ['JOB_LOG'], description: 'one' },
    others: { url: 'http://127.0.0.1:9999/?token=two', types: ['JOB_STEP'], description: 'two' },
  },
  duplicatePreset: {
    ids: ({ workspaceId, presetId }) => ({ workspaceId, presetId }),
    values: { name: 'one' },
    others: { name: 'two' },
  },
  exportAuditEvents: { ids: ofWorkspace, values: { filter: { from: inDays(0) } }, others: { filter: { from: inDays(1) } } },
  generateVideo: {
    ids: ofWorkspace,
    values: {
      ...{ prompt: 'One.', script: 'One sentence.', title: 'one', language: 'en', voice: null, model: 'storyboard', resolution: 'P720' },
      ...{ aspectRatio: 'LANDSCAPE_16_9', fps: 30, captionStyle: 'classic', look: 'poster', transition: 'fade', priority: 5 },
      ...{
        motion: 'NONE',
        musicMood: 'none',
        musicStartMs: null,
        musicGainDb: -3,
        durationMs: 10_000,
        metadata: { a: '1' },
        variables: null,
        callbackUrl: null,
        renditions: ['GIF'],
        aiLabel: 'start',
        formats: [{ aspectRatio: 'PORTRAIT_9_16' }],
        captionPosition: 'TOP',
        captionSize: 'LARGE',
      },
    },
    others: {
      ...{ prompt: 'Two.', script: 'Two sentences.', title: 'two', language: 'de', voice: 'en-gb', model: ONLY_ONE, resolution: 'P360' },
      ...{ aspectRatio: 'SQUARE_1_1', fps: 60, captionStyle: 'none', look: 'quiet', transition: 'cut', priority: 6 },
      ...{
        motion: 'GENTLE',
        musicMood: 'calm',
        musicStartMs: ONLY_ONE,
        musicGainDb: 3,
        durationMs: 20_000,
        metadata: { a: '2' },
        variables: {},
        callbackUrl: 'http://127.0.0.1:9999/',
        renditions: ['HLS'],
        aiLabel: 'throughout',
        formats: [{ aspectRatio: 'SQUARE_1_1' }],
        captionPosition: 'MIDDLE',
        captionSize: 'SMALL',
      },
    },
  },
  generateImage: {
    ids: ofWorkspace,
    values: { prompt: 'A river.', resolution: 'P720', aspectRatio: 'SQUARE_1_1', look: 'poster', provider: 'builtin' },
    others: { prompt: 'A sea.', resolution: 'P360', aspectRatio: 'LANDSCAPE_16_9', look: 'quiet', provider: null },
  },
  generateSpeech: {
    ids: ofWorkspace,
    values: { text: 'A river.', language: 'en', voice: null, provider: 'builtin' },
    others: { text: 'A sea.', language: 'de', voice: 'en-gb', provider: null },
  },
  generateClip: {
    ids: ofWorkspace,
    values: { prompt: 'A river.', durationMs: 2_000, resolution: 'P480', aspectRatio: 'LANDSCAPE_16_9', model: 'runway-gen4.5' },
    others: { prompt: 'A sea.', durationMs: 3_000, resolution: 'P360', aspectRatio: 'PORTRAIT_9_16', model: 'comfyui-clip' },
  },
  generateAvatar: {
    ids: ({ logoAssetId: portraitAssetId, musicAssetId: audioAssetId }) => ({ portraitAssetId, audioAssetId }),
    values: {},
    others: {},
  },
  transcribeAsset: { ids: ({ musicAssetId: assetId }) => ({ assetId }), values: { language: 'en' }, others: { language: 'de' } },
  renderProject: {
    ids: ({ projectId }) => ({ projectId }),
    values: { renditions: ['GIF'], formats: [{ resolution: 'P360' }] },
    others: { renditions: ['HLS'], formats: [{ resolution: 'P480' }] },
  },
  generateScript: {
    ids: ({ projectId }) => ({ projectId }),
    values: { durationMs: 10_000, tone: 'warm', replaceScenes: true },
    others: { durationMs: 20_000, tone: 'dry', replaceScenes: false },
  },
  regenerateScene: { ids: ({ sceneId }) => ({ sceneId }), values: { parts: ['VOICE'] }, others: { parts: ['NARRATION'] } },
  importAsset: {
    ids: ofWorkspace,
    values: { url: 'http://127.0.0.1:9999/a.png?token=one', name: 'one' },
    others: { url: 'http://127.0.0.1:9999/a.png?token=two', name: 'two' },
  },
};

/** Names of mutations whose input has an idempotency key, with the other fields of that input. */
const keyed = (): [string, string[]][] =>
  operationNames(caller.schema).flatMap((name) => {
    const input = getNamedType(fieldOf(caller.schema, name).args.find((arg) => arg.name === 'input')?.type);
    const fields = isInputObjectType(input) ? Object.values(input.getFields()) : [];
    if (!fields.some((field) => field.name === 'idempotencyKey') || !name.startsWith('Mutation.')) return [];
    const others = fields.filter((field) => field.name !== 'idempotencyKey' && getNamedType(field.type) !== GraphQLID);
    return [[name.replace('Mutation.', ''), others.map((field) => field.name).toSorted()]];
  });

test('every input that has an idempotency key is here, with all of its fields', () => {
  const known = Object.entries(CASES).map(([name, { values }]) => [name, Object.keys(values).toSorted()]);
  const others = Object.entries(CASES).map(([name, other]) => [name, Object.keys(other.others).toSorted()]);
  expect(Object.fromEntries(known)).toEqual(Object.fromEntries(keyed()));
  expect(others).toEqual(known);
});

test.each(Object.entries(CASES))(
  '%s with a key that came before refuses every other input',
  async (name, { ids, values, others, isAdministration }) => {
    const actor = isAdministration ? { ...world.actor, administrator: true } : world.actor;
    const call = (changed: object) =>
      caller.call(actor, `Mutation.${name}`, { input: { ...values, ...ids(world), ...changed, idempotencyKey: name } });
    expect(await call({})).toBe('ok');
    expect(await call({})).toBe('ok');
    for (const [field, value] of Object.entries(others)) {
      if (value === ONLY_ONE) continue;
      expect(await call({ [field]: value }), field).toMatchObject({ extensions: { code: 'IDEMPOTENCY_CONFLICT' } });
    }
  },
);
