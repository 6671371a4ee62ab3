import { describe, expect, test } from 'vitest';
import type { ReelwrightError } from '../../../../../src/kernel/errors.ts';
import { calledProviders, completeRequest, videoInput } from '../../../../../src/features/renders/request/video-request.ts';
import { MAX_PROMPT_LENGTH, MAX_SCRIPT_LENGTH, MAX_TITLE_LENGTH } from '../../../../../src/features/renders/request/words.ts';
import type { VideoRequest } from '../../../../../src/features/renders/request/video-request.ts';

/** What has no default. */
const OPEN = [
  ...['brandColors', 'providerOrder', 'fontAssetId', 'logoAssetId', 'musicAssetId', 'musicMood', 'musicStartMs', 'musicGainDb'],
  ...['renditions', 'aiLabel'],
  ...['referenceAssetId', 'durationMs', 'templateId', 'variables', 'presetId', 'formats'],
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
    captionPosition: 'BOTTOM',
    captionSize: 'MEDIUM',
    transition: 'fade',
    motion: 'GENTLE',
    providers: { script: 'builtin', speech: 'builtin', visual: 'builtin' },
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
    [{ language: 'zh-Hans', prompt: '为什么天空是蓝色的。' }, []],
    [{ language: 'zh-Hans' }, ['input.language']],
    [{ language: 'fr' }, []],
    [{ voice: 'de' }, []],
    [{ language: 'en', voice: 'en-gb' }, []],
    [{ language: 'ja' }, ['input.language']],
    [{ language: '' }, ['input.language']],
    [{ language: 'english' }, ['input.language']],
    [{ language: 'en-' }, ['input.language']],
    [{ language: 'en-!!' }, ['input.language']],
    [{ language: `en-${'x'.repeat(5_000)}` }, ['input.language']],
    [{ language: 'en_US' }, ['input.language']],
    [{ language: 'en-US-US' }, ['input.language']],
    [{ language: 'de', voice: 'en-us' }, ['input.voice']],
    [{ voice: 'nobody' }, ['input.voice']],
    [{ language: 'ja', voice: 'nobody' }, ['input.language']],
    [{ model: 'sora' }, ['input.model']],
    [{ resolution: 'P4320' }, ['input.resolution']],
    [{ resolution: 'P360' }, []],
    [{ resolution: 'P2160', fps: 60 }, []],
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
    [
      { model: 'toString' },
      'input.model: Not supported. Choose one of storyboard, comfyui-clip, runway-gen4.5, gemini-omni-1.2-flash, pexels-clip, pixabay-clip.',
    ],
    [{ look: 'ugly' }, 'input.look: Not supported. Choose one of editorial, poster, quiet,'],
    [{ resolution: 'P4320' as 'P2160' }, 'input.resolution: Not supported. Choose one of P360, P480, P720, P1080, P1440, P2160.'],
    [{ language: 'ja' }, 'input.language: Not supported. Choose one of en, de, zh, fr,'],
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

describe('a language that is left out', () => {
  test.each([
    ['en', 'en-us', prompt],
    ['en', 'en-us', 'Volcanoes'],
    ['de', 'de', 'Warum ist der Himmel blau? Die Luft streut das Licht.'],
    ['fr', 'fr', 'Pourquoi le ciel est-il bleu ? L’air diffuse la lumière.'],
    ['es', 'es', '¿Por qué el cielo es azul? El aire dispersa la luz.'],
    ['zh', 'zh', '为什么天空是蓝色的？'],
    ['ru', 'ru', 'Почему небо голубое? Это воздух.'],
    ['uk', 'uk', 'Чому небо блакитне? Це повітря.'],
    ['el', 'el', 'Γιατί ο ουρανός είναι μπλε;'],
    ['hi', 'hi', 'आसमान नीला क्यों है?'],
    ['ar', 'ar', 'لماذا السماء زرقاء؟'],
    ['he', 'he', 'למה השמיים כחולים?'],
    ['ko', 'ko', '하늘은 왜 파랄까요?'],
    ['vi', 'vi', 'Tại sao bầu trời màu xanh? Không khí tán xạ ánh sáng.'],
  ])('is detected: %s, spoken by %s', (language, voice, text) => {
    expect(completeRequest({ script: text }).input).toMatchObject({ language, voice });
  });

  test('is that of the voice, or of a preset', () => {
    expect(completeRequest({ prompt, voice: 'de' }).input).toMatchObject({ language: 'de', voice: 'de' });
    const layers = [{ source: 'WORKSPACE' as const, options: { language: 'de' } }];
    expect(completeRequest({ prompt }, { layers }).input).toMatchObject({ language: 'de', voice: 'de' });
  });
});

describe('a text that the voice cannot read', () => {
  test.each([
    [
      'en',
      'Почему небо голубое? Это воздух.',
      'A voice of English cannot read this text: 100 % of its letters are of another script (Cyrillic). Choose one of ru, uk.',
    ],
    ['de', '为什么天空是蓝色的？阳光是白色的。', 'Choose one of zh.'],
    ['zh', 'Why is the sky blue? It is the air.', 'Choose one of en, de, fr,'],
    ['ru', 'Γιατί ο ουρανός είναι μπλε;', 'Choose one of el.'],
    ['en', 'ทำไมท้องฟ้าจึงเป็นสีฟ้า แสงแดดดูเหมือนสีขาว', 'No voice reads it; write the text in one of en, de, zh,'],
  ])('of %s is refused, and what fits is named: %s', (language, script, message) => {
    expect(wrong({ script, language })).toEqual(['input.language']);
    expect(() => completeRequest({ script, language })).toThrow(message);
  });

  test.each(['なぜ空は青いのですか。太陽の光は白く見えますが。', 'ทำไมท้องฟ้าจึงเป็นสีฟ้า แสงแดดดูเหมือนสีขาว'])(
    'is refused at the language although none was given: %s',
    (script) => {
      expect(wrong({ script })).toEqual(['input.language']);
    },
  );

  test.each([
    ['en', 'The Chinese word 天空 means sky, and the Russian word небо too.'],
    ['zh', '我们用 TypeScript 和 PostgreSQL 写软件，数据存在 MinIO 里。'],
    ['ru', 'Мы пишем на TypeScript и PostgreSQL.'],
    ['en', '天空'],
  ])('is not one with some foreign words (%s): %s', (language, script) => {
    expect(wrong({ script, language })).toEqual([]);
  });
});

describe('a prompt that asks for a text', () => {
  const instruction = 'Explain photosynthesis to children. Use simple words.';

  test('is refused with what to do, since nobody here can write', () => {
    expect(wrong({ prompt: instruction })).toEqual(['input.prompt']);
    expect(() => completeRequest({ prompt: instruction })).toThrow(
      'Give the words to speak as `script`. To have scripts written, ask the operator to set up a script provider.',
    );
  });

  test('is fine as the title of a script, and as a script', () => {
    expect(wrong({ prompt: instruction, script: 'Leaves catch light.' })).toEqual([]);
    expect(wrong({ script: instruction })).toEqual([]);
  });

  test('is refused at the template that wrote it', () => {
    const words = { writes: 'PROMPT' as const, text: instruction, isWhole: true };
    expect(() => completeRequest({ templateId: 'x' }, { words })).toThrow('input.templateId: This is an instruction');
  });
});

test.each([0, 5, 9, null])('a priority of %s is fine, and no part of the film', (priority) => {
  expect(completeRequest({ prompt, priority })).toEqual(completeRequest({ prompt }));
});

test.each([-1, 10, 2.5, Number.NaN])('a priority of %s is refused with its bounds', (priority) => {
  expect(() => completeRequest({ prompt, priority })).toThrow('input.priority: Must be a whole number from 0 to 9; higher is sooner.');
});

test.each([
  ['a prompt', { prompt: 'A garden' }, ['SCRIPT', 'SPEECH', 'VISUAL']],
  ['a script', { script: 'A garden.' }, ['SPEECH', 'VISUAL']],
  ['a script without a voice', { script: 'A garden.', voice: 'NONE' }, ['VISUAL']],
  ['a prompt without a voice', { prompt: 'A garden', voice: 'NONE' }, ['SCRIPT', 'VISUAL']],
])('a film of %s calls only the providers that have something to do', (_, words, kinds) => {
  expect(calledProviders(completeRequest(words).input).map(({ kind }) => kind)).toEqual(kinds);
});

describe('formats', () => {
  const [wide, tall] = ['LANDSCAPE_16_9', 'PORTRAIT_9_16'] as const;
  test('each has what it gives, and the rest from the request, then from presets', () => {
    const layers = [{ source: 'PRESET', options: { resolution: 'P360', aspectRatio: tall } }] as const;
    const { input } = completeRequest({ prompt, aspectRatio: wide, formats: [{}, { aspectRatio: tall, resolution: 'P1080' }] }, { layers });
    expect(input.formats).toEqual([
      { aspectRatio: wide, resolution: 'P360' },
      { aspectRatio: tall, resolution: 'P1080' },
    ]);
    expect(input).toMatchObject({ aspectRatio: wide, resolution: 'P360' });
  });

  test('the first one is the film of programs that know no formats', () => {
    const { input, origins } = completeRequest({ prompt, resolution: 'P480', formats: [{ aspectRatio: tall }, {}] });
    expect(input).toMatchObject({ aspectRatio: tall, resolution: 'P480' });
    expect(origins).toContainEqual({ option: 'aspectRatio', value: tall, source: 'REQUEST', presetId: null });
  });

  test.each<[string, VideoRequest['formats'], string[]]>([
    ['none at all', [], ['input.formats']],
    ['five', Array.from({ length: 5 }, () => ({})), ['input.formats']],
    ['one twice', [{ aspectRatio: tall }, { aspectRatio: tall, resolution: 'P720' }], ['input.formats.1']],
    ['a resolution that the model does not make', [{}, { resolution: 'P4320' as 'P2160' }], ['input.formats.1.resolution']],
    ['one that is wrong and the first', [{ resolution: 'P4320' as 'P2160' }], ['input.formats.0.resolution']],
  ])('%s', (_, formats, paths) => {
    expect(wrong({ prompt, formats })).toEqual(paths);
  });

  test('a stream must fit the first one only, because the others are not streamed', () => {
    expect(wrong({ prompt, renditions: ['HLS'], formats: [{ resolution: 'P2160' }, {}] })).toEqual(['input.renditions']);
    expect(wrong({ prompt, renditions: ['HLS'], formats: [{}, { resolution: 'P2160' }] })).toEqual([]);
  });
});
