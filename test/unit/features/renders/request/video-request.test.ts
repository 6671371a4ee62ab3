import { describe, expect, test } from 'vitest';
import type { ReelwrightError } from '../../../../../src/kernel/errors.ts';
import { completeRequest, videoInput } from '../../../../../src/features/renders/request/video-request.ts';
import { MAX_PROMPT_LENGTH, MAX_SCRIPT_LENGTH, MAX_TITLE_LENGTH } from '../../../../../src/features/renders/request/words.ts';
import type { VideoRequest } from '../../../../../src/features/renders/request/video-request.ts';

/** What has no default. */
const OPEN = [
  ...['brandColors', 'providerOrder', 'fontAssetId', 'logoAssetId', 'musicAssetId'],
  ...['referenceAssetId', 'durationMs', 'templateId', 'variables', 'presetId'],
];
const prompt = 'Why the sky is blue.';

/** The fields that are complained about. */
function wrong(request: VideoRequest): string[] {
  try {
    videoInput.parse(completeRequest(request).input);
    return [];
  } catch (error) {
    expect(error).toMatchObject({ code: 'BAD_USER_INPUT' });
    const { fields = [], message } = error as ReelwrightError;
    for (const field of fields) expect(message).toContain(field.message);
    return fields.map(({ path }) => path);
  }
}

test('what is left open is filled in', () => {
  expect(completeRequest({ prompt: `  ${prompt}\n` }).input).toEqual({
    title: null,
    prompt,
    script: null,
    language: 'en',
    voice: 'en-us',
    model: 'storyboard',
    resolution: 'P720',
    aspectRatio: 'LANDSCAPE_16_9',
    fps: 30,
    look: 'editorial',
    captionStyle: 'classic',
    transition: 'fade',
    motion: 'NONE',
    ...Object.fromEntries(OPEN.map((name) => [name, null])),
  });
});

describe('the text', () => {
  test.each<[string, VideoRequest, string[]]>([
    ['nothing', {}, ['input.prompt']],
    ['an empty prompt', { prompt: '' }, ['input.prompt']],
    ['spaces', { prompt: ' \n\t ' }, ['input.prompt']],
    ['an empty script', { script: '' }, ['input.script']],
    ['an empty script with a prompt', { script: '', prompt }, []],
    ['emoji only', { prompt: '🎉🎉🎉' }, ['input.prompt']],
    ['punctuation only', { script: '… — !?' }, ['input.script']],
    ['emoji as script, words as prompt', { script: '🎉', prompt }, ['input.script']],
    ['one letter', { prompt: 'x' }, []],
    ['Chinese', { script: '天空为什么是蓝色的。' }, []],
    ['digits', { script: '42' }, []],
    ['a prompt at its limit', { prompt: 'a'.repeat(MAX_PROMPT_LENGTH) }, []],
    ['a prompt beyond it', { prompt: 'a'.repeat(MAX_PROMPT_LENGTH + 1) }, ['input.prompt']],
    ['a script at its limit', { script: 'a'.repeat(MAX_SCRIPT_LENGTH) }, []],
    ['a script of 100,000 characters', { script: 'a'.repeat(100_000) }, ['input.script']],
    ['a title beyond its limit', { prompt, title: 'a'.repeat(MAX_TITLE_LENGTH + 1) }, ['input.title']],
    ['control characters', { prompt: 'a\u0007b', title: 'a\u001bb', script: 'a\u0085b' }, ['input.title', 'input.prompt', 'input.script']],
    ['line breaks and tabs', { script: 'a\r\n\tb' }, []],
    ['what ffmpeg would read', { script: "it's %{pts} [out];\n\\ : , '" }, []],
  ])('%s', (_what, request, fields) => {
    expect(wrong(request)).toEqual(fields);
  });
});

describe('the choices', () => {
  test.each<[object, string[]]>([
    [{ language: 'de' }, []],
    [{ language: 'DE-at' }, []],
    [{ language: 'zh-Hans' }, []],
    [{ language: 'en', voice: 'en-gb' }, []],
    [{ language: 'fr' }, ['input.language']],
    [{ language: '' }, ['input.language']],
    [{ language: 'english' }, ['input.language']],
    [{ language: 'en-' }, ['input.language']],
    [{ language: 'en-!!' }, ['input.language']],
    [{ language: `en-${'x'.repeat(5_000)}` }, ['input.language']],
    [{ language: 'en_US' }, ['input.language']],
    [{ language: 'en-US-US' }, ['input.language']],
    [{ language: 'de', voice: 'en-us' }, ['input.voice']],
    [{ voice: 'nobody' }, ['input.voice']],
    [{ language: 'fr', voice: 'nobody' }, ['input.language']],
    [{ model: 'sora' }, ['input.model']],
    [{ resolution: 'P2160' }, ['input.resolution']],
    [{ resolution: 'P360' }, []],
    [{ fps: 29 }, ['input.fps']],
    [{ fps: 0 }, ['input.fps']],
    [{ look: 'ugly' }, ['input.look']],
    [{ captionStyle: 'loud' }, ['input.captionStyle']],
    [{ transition: 'explode' }, ['input.transition']],
    [
      {
        title: null,
        script: null,
        language: null,
        voice: null,
        model: null,
        resolution: null,
        aspectRatio: null,
        fps: null,
        look: null,
        captionStyle: null,
        transition: null,
      },
      [],
    ],
  ])('%j', (choice, fields) => {
    expect(wrong({ prompt, ...choice })).toEqual(fields);
  });

  test.each([
    [{ model: 'sora-2' }, 'input.model: Sora 2 was switched off on 2026-09-24. Use storyboard instead.'],
    [{ model: 'runway-gen3' }, 'input.model: Runway Gen-3 was switched off on 2026-07-30. Use storyboard instead.'],
    [{ model: 'toString' }, 'input.model: Not supported. Choose one of storyboard.'],
    [{ look: 'ugly' }, 'input.look: Not supported. Choose one of editorial, poster, quiet.'],
    [{ resolution: 'P1440' as const }, 'input.resolution: Not supported. Choose one of P360, P480, P720, P1080.'],
    [{ language: 'fr' }, 'input.language: Not supported. Choose one of en, de, zh.'],
  ])('%j is refused with what to choose instead', (choice, message) => {
    expect(() => completeRequest({ prompt, ...choice })).toThrow(message);
  });

  test('beside a retired model the other fields are still checked', () => {
    expect(wrong({ prompt, model: 'sora-1', fps: 1 })).toEqual(['input.model', 'input.fps']);
  });

  test('every mistake is named at once', () => {
    expect(wrong({ fps: 1, look: 'x', language: 'xx', title: '\u0000' }).toSorted()).toEqual(
      ['input.title', 'input.prompt', 'input.language', 'input.fps', 'input.look'].toSorted(),
    );
  });

  test('the voice is of the language, and of its variant when there is one', () => {
    expect(completeRequest({ prompt, language: 'de-AT' }).input).toMatchObject({ language: 'de-AT', voice: 'de' });
    expect(completeRequest({ prompt, language: 'en-GB' }).input).toMatchObject({ voice: 'en-gb' });
  });
});

test.each([0, 5, 9, null])('a priority of %s is fine, and no part of the film', (priority) => {
  expect(completeRequest({ prompt, priority })).toEqual(completeRequest({ prompt }));
});

test.each([-1, 10, 2.5, Number.NaN])('a priority of %s is refused with its bounds', (priority) => {
  expect(() => completeRequest({ prompt, priority })).toThrow('input.priority: Must be a whole number from 0 to 9; higher is sooner.');
});
