import { describe, expect, it } from 'vitest';
import { silentLog } from '../../../../../src/kernel/log.ts';
import { OutlineScriptProvider } from '../../../../../src/platform/providers/builtin/outline.script-provider.ts';
import { speakingSeconds } from '../../../../../src/platform/providers/builtin/scene-cuts.ts';
import { words } from '../../../../../src/platform/text/plain-text.ts';
import type { ScriptProvider, ScriptRequest, ScriptResult } from '../../../../../src/platform/providers/script.provider.ts';

const provider: ScriptProvider = new OutlineScriptProvider();
const call = {
  signal: new AbortController().signal,
  workDir: '',
  report: () => undefined,
  log: silentLog,
};

const write = (request: Partial<ScriptRequest>): Promise<ScriptResult> =>
  provider.write({ prompt: undefined, script: undefined, title: undefined, language: 'en', targetDurationMs: undefined, ...request }, call);

const narrations = ({ scenes }: ScriptResult): string[] => scenes.map(({ narration }) => narration);

const SCRIPTS: Readonly<Record<string, { script: string; language?: string }>> = {
  'plain paragraphs': {
    script: 'Sunlight looks white. It holds every colour.\n\nThe air scatters blue light. Red light passes on. So the sky is blue.',
  },
  abbreviations: {
    script: 'Dr. J. R. Smith of the U.S. Navy arrived at 3 p.m. on Jan. 5, e.g. by ship. See Fig. 3 vs. No. 4. It cost $3,500.50!',
  },
  'quotes and brackets': { script: '"Really?" she asked. “Yes!” he said (quietly). ‘No.’ They left — for ever… Then what?' },
  lists: { script: 'Three things:\n- First thing\n- Second thing\n* Third thing\n1. One\n2) Two\n\nDone.' },
  'something like Markdown': {
    script: '# The sky\n\n**Sunlight** is *white*. Use `code` and ```fences```.\n> quoted words\n\n---\n\n## Why?\n2 * 3 = 6 [link]',
  },
  'no punctuation': {
    script: 'the sky is blue because of the air and the light that comes from the sun and everything between them '.repeat(30),
  },
  'Windows line ends and other spaces': {
    script: 'One line.\r\nAnother\u00a0line\u2028third\tline.\r\n\r\nA\u202fnew paragraph.\rOld Mac line.',
  },
  'control characters': {
    script: 'Nul\u0000 bell\u0007 escape\u001b[31m and a lone surrogate \ud800 here. %{} [out]; {{x}} <speak>no</speak>',
  },
  'mixed scripts and emoji': { script: 'The word 天空 means sky 😀. Небо голубое! 1️⃣ is one. 👩‍🚀 flies. नमस्ते दुनिया। مرحبا بالعالم.' },
  German: {
    language: 'de',
    script: 'Am 3. Oktober feiern wir z. B. den Tag der Einheit. „Wirklich?“, fragte sie. Prof. Dr. Müller kam ca. um 5 Uhr, d. h. spät.',
  },
  Chinese: {
    language: 'zh-Hans',
    script:
      '为什么天空是蓝色的？阳光看起来是白色的，其实包含彩虹的所有颜色；空气分子把蓝光向各个方向散射。\n“真的吗？”她问。\n所以天空是蓝色的！',
  },
  'one sentence of 5,000 characters': { script: `It goes on, ${'and the story never ends, not even here, '.repeat(125)}until now.` },
  'one word of 5,000 characters': { script: 'a'.repeat(5000) },
  'two hundred words, each a line': { script: Array.from({ length: 200 }, (_, index) => `word${String(index)}`).join('\n\n') },
};

describe('a script', () => {
  describe.each(Object.entries(SCRIPTS))('with %s', (_, { script, language = 'en' }) => {
    it('is spoken word for word, in scenes of 1 to 600 characters', async () => {
      const result = await write({ script, language });
      const spoken = narrations(result);
      // Without spaces, since a word of 5,000 characters has to be cut somewhere; control characters are no words.
      const said = (text: string): string => words(text.replace(/\s+/g, ' ').replace(/\p{Cc}|\p{Cs}/gu, ''), language).join('');
      expect(said(spoken.join('\n'))).toBe(said(script));
      for (const narration of spoken) {
        expect(narration.length).toBeGreaterThan(0);
        expect(narration.length).toBeLessThanOrEqual(600);
        expect(narration).toBe(narration.trim());
        expect(narration).not.toMatch(/\p{Cc}/u);
        expect(speakingSeconds(narration)).toBeLessThan(13);
      }
      for (const { heading, narration } of result.scenes) expect(narration.replace(/\s+/g, ' ')).toContain(heading);
    });

    it('gives the same scenes each time', async () => {
      expect(await write({ script, language })).toEqual(await write({ script, language }));
    });
  });

  it('becomes scenes of about 4 to 9 seconds', async () => {
    const sentence = 'Sunlight meets the air and is scattered in all directions. ';
    const lengths = narrations(await write({ script: sentence.repeat(40) })).map(speakingSeconds);
    expect(Math.min(...lengths)).toBeGreaterThanOrEqual(4);
    expect(Math.max(...lengths)).toBeLessThanOrEqual(9.5);
  });

  it('keeps paragraphs apart where they are long enough', async () => {
    const first = 'Sunlight looks white, but it holds every colour of the rainbow.';
    const second = 'The air scatters the blue part of it far more than the red part.';
    expect(narrations(await write({ script: `${first}\n\n${second}` }))).toEqual([first, second]);
  });

  it('keeps items of a list together, and their introduction', async () => {
    const script = 'Serves 4:\n- 2 large eggs\n- 1 tbsp sugar\n- a pinch of salt';
    expect(narrations(await write({ script }))).toEqual(['Serves 4: 2 large eggs. 1 tbsp sugar. a pinch of salt']);
  });

  it('has the first clause of a long sentence as its title', async () => {
    const script = 'Two roads diverged in a yellow wood, and sorry I could not travel both and be one traveler, long I stood.';
    expect((await write({ script })).title).toBe('Two roads diverged in a yellow wood…');
    const chinese = '春节是中国最重要的传统节日，人们会贴春联、放鞭炮、吃饺子、发红包，全家团聚在一起，辞旧迎新，祈求来年平安健康。';
    expect((await write({ script: chinese, language: 'zh' })).title).toBe('春节是中国最重要的传统节日…');
  });

  it('never cuts after an abbreviation', async () => {
    const script =
      'Many years ago the famous Dr. Smith of the old U.S. Navy went to sea with J. R. Jones. He came back with Prof. Miller of Oxford, etc. and so on.';
    for (const narration of narrations(await write({ script }))) expect(narration).not.toMatch(/(?:Dr|U\.S|J|R|Prof)\.$/);
  });

  it('is titled by the prompt, or by the title when there is one', async () => {
    const script = 'Some words are spoken here.';
    expect((await write({ script, prompt: 'Why the sky is blue. And more.' })).title).toBe('Why the sky is blue');
    expect((await write({ script, prompt: 'Why?', title: 'My film' })).title).toBe('My film');
    expect((await write({ script })).title).toBe('Some words are spoken here');
    expect(narrations(await write({ script, prompt: 'Not spoken' }))).toEqual([script]);
  });

  it('has headings of whole sentences, or none', async () => {
    const { scenes } = await write({ script: 'When sunlight enters the air, it meets countless tiny molecules, which push it aside.' });
    expect(scenes[0]?.heading).toBe('');
    const question = await write({ script: 'Why is the sky blue? The answer is in the air, which scatters the blue light of the sun.' });
    expect(question.scenes[0]?.heading).toBe('Why is the sky blue?');
  });
});

describe('a bare prompt', () => {
  it('is read as a title and its sentences', async () => {
    const { title, scenes } = await write({
      prompt: 'Why the sky is blue. Rayleigh scattering bends blue light. So we see it everywhere.',
    });
    expect(title).toBe('Why the sky is blue');
    expect(scenes.map(({ narration }) => narration)).toEqual([
      'Why the sky is blue.',
      'Rayleigh scattering bends blue light.',
      'So we see it everywhere.',
    ]);
  });

  it.each([
    ['en', 'volcanoes', /built-in outline.*script/],
    ['de', 'Vulkane', /eingebaute Gliederung.*Skript/],
    ['zh-Hans', '火山', /内置的提纲.*脚本/],
    ['xx', 'volcanoes', /built-in outline/],
  ])('of one word says in %s that this is only an outline', async (language, prompt, line) => {
    const { title, scenes } = await write({ prompt, language });
    expect(title).toBe(prompt);
    expect(scenes).toHaveLength(2);
    expect(scenes[0]?.narration).toBe(prompt);
    expect(scenes[1]?.narration).toMatch(line);
  });

  it('that is long is cut like a script', async () => {
    const prompt = 'Sunlight meets the air and is scattered in all directions. '.repeat(12).trim();
    expect(narrations(await write({ prompt }))).toEqual(narrations(await write({ script: prompt })));
  });
});

it.each(['', '   ', '😀🎉', '...!?', '\u0000'])('refuses %j, which nobody can speak', async (nothing) => {
  await expect(write({ prompt: nothing, script: nothing })).rejects.toMatchObject({
    code: 'NOTHING_TO_SPEAK',
    category: 'USER_INPUT',
    retryable: false,
  });
});

describe('a target length', () => {
  const prompt = 'The sky is blue because the air scatters light. '.repeat(20);
  const seconds = (result: ScriptResult): number => narrations(result).reduce((sum, narration) => sum + speakingSeconds(narration), 0);

  it('is what a prompt is read out to, from its beginning', async () => {
    const whole = narrations(await write({ prompt }));
    for (const targetDurationMs of [10_000, 20_000, 40_000]) {
      const result = await write({ prompt, targetDurationMs });
      expect(seconds(result) * 1_000).toBeLessThanOrEqual(targetDurationMs);
      expect(seconds(result) * 1_000).toBeGreaterThan(targetDurationMs / 3);
      expect(narrations(result)).toEqual(whole.slice(0, result.scenes.length));
    }
    expect((await write({ prompt, targetDurationMs: 1 })).scenes).toHaveLength(1);
  });

  it('cuts nothing of a script', async () => {
    expect(await write({ script: prompt, targetDurationMs: 1_000 })).toEqual(await write({ script: prompt }));
  });
});
