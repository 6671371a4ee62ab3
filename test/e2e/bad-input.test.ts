import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { gql, LOGIN, refused, REGISTER, register, watch, words, type Person } from '../support/client.ts';
import { newPerson, newScript } from '../support/factories.ts';
import { download, evenSpaces, finished, generate, GENERATE, readCaptions } from '../support/films.ts';
import { endPrograms } from '../support/program.ts';
import { startStack, type Stack } from '../support/stack.ts';

let stack: Stack;
let person: Person;

beforeAll(async () => {
  stack = await startStack();
  person = await register(stack.url);
});

afterAll(async () => {
  await stack?.stop();
  await endPrograms();
});

/** Whatever was refused: nothing of it was written, and the next good request works. */
async function expectNothingWritten(): Promise<void> {
  const query = 'query ($id: ID!) { me { id } workspaces { totalCount } workspace(id: $id) { jobs { totalCount } } }';
  const { me, workspaces, workspace } = await gql<Record<string, object>>(person, query, { id: person.workspaceId });
  expect({ me, workspaces, workspace }).toEqual({
    me: { id: person.userId },
    workspaces: { totalCount: 1 },
    workspace: { jobs: { totalCount: 0 } },
  });
}

const GOOD = 'A sentence that can be spoken.';

describe('a film is refused, and its field is named,', () => {
  afterEach(expectNothingWritten);

  it.each<[string, string, Record<string, unknown>]>([
    ['without a text', 'input.prompt', {}],
    ['with an empty script', 'input.script', { script: '' }],
    ['with a script of spaces', 'input.script', { script: ' \n\t\u3000 ' }],
    ['with a script of punctuation', 'input.script', { script: '… !? -- “”' }],
    ['with a script of 100,000 characters', 'input.script', { script: 'Words and words. '.repeat(5_883).slice(0, 100_000) }],
    ['with a prompt of emoji only', 'input.prompt', { prompt: '🎬🎉👩‍👩‍👧' }],
    ['with a prompt of 4,001 characters', 'input.prompt', { prompt: 'a'.repeat(4_001) }],
    ['with a title of 201 characters', 'input.title', { script: GOOD, title: 'a'.repeat(201) }],
    ['with NUL in its script', 'input.script', { script: 'Before\0after.' }],
    ['with NUL in its title', 'input.title', { script: GOOD, title: '\0' }],
    ['with NUL in its idempotencyKey', 'input.idempotencyKey', { script: GOOD, idempotencyKey: 'a\0b' }],
    ['with NUL in its workspace', 'input.workspaceId', { script: GOOD, workspaceId: '\0' }],
    ['with half a character in its script', 'input.script', { script: 'Half \ud83d a face.' }],
    ['with a bell in its script', 'input.script', { script: 'Ring \u0007 it.' }],
    ['with an escape sequence in its title', 'input.title', { script: GOOD, title: '\u001b[31mred' }],
    ['with a control character in its prompt', 'input.prompt', { prompt: 'Delete\u007f it.' }],
    ['with a control character in its idempotencyKey', 'input.idempotencyKey', { script: GOOD, idempotencyKey: 'a\nb' }],
    ['with an empty idempotencyKey', 'input.idempotencyKey', { script: GOOD, idempotencyKey: '' }],
    ['with an idempotencyKey of 201 characters', 'input.idempotencyKey', { script: GOOD, idempotencyKey: 'k'.repeat(201) }],
    ['in an unknown language', 'input.language', { script: GOOD, language: 'tlh' }],
    ['in a language that is none', 'input.language', { script: GOOD, language: '../../etc' }],
    ['in a language with NUL', 'input.language', { script: GOOD, language: 'en\0' }],
    ['in the voice of another language', 'input.voice', { script: GOOD, language: 'de', voice: 'en-us' }],
    ['in an unknown voice', 'input.voice', { script: GOOD, voice: '--help' }],
    ['in a resolution that is none', 'input.resolution', { script: GOOD, resolution: 'P999' }],
    ['in an aspect ratio that is none', 'input.aspectRatio', { script: GOOD, aspectRatio: '21:9' }],
    ['at an unsupported frame rate', 'input.fps', { script: GOOD, fps: 23 }],
    ['at a frame rate that is no number', 'input.fps', { script: GOOD, fps: 'many' }],
    ['at a frame rate beyond any number', 'input.fps', { script: GOOD, fps: 1e30 }],
    ['by a model that is not there', 'input.model', { script: GOOD, model: 'sora-2' }],
    ['in an unknown look', 'input.look', { script: GOOD, look: 'brutalist' }],
    ['with unknown captions', 'input.captionStyle', { script: GOOD, captionStyle: 'neon' }],
    ['with an unknown transition', 'input.transition', { script: GOOD, transition: "fade'; rm" }],
    ['with a script that is no text', 'input.script', { script: { text: GOOD } }],
    ['with a field that nobody knows', 'input', { script: GOOD, budget: 1 }],
  ])('%s', async (_, path, input) => {
    const { extensions } = await refused(person, GENERATE, { input: { workspaceId: person.workspaceId, ...input } });
    expect(extensions).toMatchObject({ code: 'BAD_USER_INPUT', fields: [{ path }] });
    expect(extensions.fields?.[0]?.message).toMatch(/\w+/);
  });

  it('all of them, when several are wrong', async () => {
    const input = { workspaceId: person.workspaceId, script: '', language: 'tlh', fps: 1, look: 'none' };
    const { extensions } = await refused(person, GENERATE, { input });
    expect(extensions.fields?.map(({ path }) => path)).toEqual(['input.script', 'input.language', 'input.fps', 'input.look']);
  });

  it.each(['script: "a\\u0000b"', 'script: """a\0b"""', 'script: "\\ud83d"', 'script: "Ring \\u0007 it."', 'script: "", resolution: P360'])(
    'with %j in the text of the operation',
    async (text) => {
      const { extensions } = await refused(
        person,
        `mutation { generateVideo(input: { workspaceId: "${person.workspaceId}", ${text} }) { id } }`,
      );
      expect(extensions.code).toMatch(/^(BAD_USER_INPUT|GRAPHQL_PARSE_FAILED)$/);
    },
  );
});

describe('an account is refused, and its field is named,', () => {
  it.each<[string, string, object]>([
    ['without an address', 'input.email', { email: '' }],
    ['with an address that is none', 'input.email', { email: 'ada@' }],
    ['with two addresses', 'input.email', { email: 'a@example.org,b@example.org' }],
    ['with NUL in its address', 'input.email', { email: 'a\0@example.org' }],
    ['with a line break in its address', 'input.email', { email: 'a@example.org\nbcc: b@example.org' }],
    ['with an address that is too long', 'input.email', { email: `${'a'.repeat(250)}@example.org` }],
    ['with a short password', 'input.password', { password: '1234567' }],
    ['with a password of 129 characters', 'input.password', { password: 'p'.repeat(129) }],
    ['with NUL in its password', 'input.password', { password: 'password\0' }],
    ['without a name', 'input.name', { name: '' }],
    ['with a name of spaces', 'input.name', { name: '   ' }],
    ['with NUL in its name', 'input.name', { name: 'Ada\0' }],
    ['with a control character in its name', 'input.name', { name: 'Ada\u001b[2J' }],
    ['with a name of 101 characters', 'input.name', { name: 'n'.repeat(101) }],
  ])('%s', async (_, path, changed) => {
    const whole = newPerson();
    const { extensions } = await refused({ url: stack.url }, REGISTER, { input: { ...whole, ...changed } });
    expect(extensions).toMatchObject({ code: 'BAD_USER_INPUT', fields: [{ path }] });
    await register(stack.url, whole);
  });

  it.each([{ email: 'a\0@example.org' }, { password: 'a\0' }, { password: 'p'.repeat(129) }, { email: null }])(
    'to sign in with %j',
    async (changed) => {
      const { email, password } = person;
      const { extensions } = await refused({ url: stack.url }, LOGIN, { input: { email, password, ...changed } });
      expect(extensions).toMatchObject({ code: 'BAD_USER_INPUT', fields: [{ path: `input.${Object.keys(changed)[0]}` }] });
    },
  );
});

describe('an id', () => {
  const lookUps = ['job', 'asset', 'workspace'].map((name) => [name, `query ($id: ID!) { ${name}(id: $id) { id } }`] as const);
  const strange = [
    '',
    ' ',
    'null',
    '1',
    "' or true --",
    '../../etc/passwd',
    '01a1f816-a73f-75bf-a2e5-269b095a269',
    '0'.repeat(100_000),
    'ünïcödé',
    '\u0007',
  ];

  it.each(lookUps)('of a %s that is none is one that nobody has', async (_, query) => {
    const unknown = words(await refused(person, query, { id: '01a1f816-a73f-75bf-a2e5-269b095a2693' }));
    expect(unknown).toMatchObject({ extensions: { code: 'NOT_FOUND' } });
    for (const id of strange) expect(words(await refused(person, query, { id }))).toEqual(unknown);
    expect(words(await refused(person, query, { id: 12 }))).toEqual(unknown);
  });

  it.each(lookUps)('of a %s with NUL, or that is no text, is bad input', async (_, query) => {
    for (const id of ['\0', { is: 'object' }, ['a', 'b'], true, 1.5, null]) {
      expect((await refused(person, query, { id })).extensions).toMatchObject({ code: 'BAD_USER_INPUT', fields: [{ path: 'id' }] });
    }
  });

  it('is found in capital letters too, as ids are numbers written down', async () => {
    const { workspace } = await gql<{ workspace: object }>(person, 'query ($id: ID!) { workspace(id: $id) { id } }', {
      id: person.workspaceId.toUpperCase(),
    });
    expect(workspace).toEqual({ id: person.workspaceId });
  });
});

describe('what looks like code in a script', () => {
  it.each([
    ['quotes and what filters expand', `He said: "It's 100 % {pts} %{gmtime}".`],
    ['labels, commas and semicolons of a filter graph', `[out]; [0:v]drawtext=text='a':x=1, [in] fade, split [a][b];`],
    ['markup, arrows and entities', 'Bold <is> & 00:01.000 --> 00:02.000 < i, {\\b1}so{\\b0} \\N it goes.'],
    ['shells and templates', 'Run $(reboot), ${HOME}, {{name}} and $1; then | stop > here.'],
    ['lines and tabs', 'One line\nand another,\tand a tab.\r\nAnd an end.'],
  ])('(%s) is spoken and drawn as it stands', async (_, script) => {
    const job = await finished(person, await generate(person, { script, captionStyle: 'classic' }));
    expect(job).toMatchObject({ status: 'COMPLETED', failure: null });
    expect(job.checks.filter(({ ok }) => !ok)).toEqual([]);
    const vtt = (await download(job.captions!)).toString('utf8');
    expect(
      evenSpaces(
        readCaptions(vtt)
          .map(({ text }) => text)
          .join(' '),
      ),
    ).toBe(evenSpaces(script));
  });

  it('leaves the next film as good as ever', async () => {
    expect(await finished(person, await generate(person, { script: newScript(1) }))).toMatchObject({ status: 'COMPLETED' });
  });

  it('does not end a subscription when it is its argument', async () => {
    const ended = await watch(person, { jobId: "'; drop table jobs; --" }).ended;
    expect(ended).toMatchObject({ refused: [{ extensions: { code: 'NOT_FOUND' } }] });
  });
});
