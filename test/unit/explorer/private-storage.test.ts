import { describe, expect, it } from 'vitest';
import { privateStorage, withoutSecrets, type KeyValues } from '../../../src/explorer/private-storage.ts';

function memory(): KeyValues & { readonly values: Map<string, string> } {
  const values = new Map<string, string>();
  return {
    values,
    get length() {
      return values.size;
    },
    getItem: (key) => values.get(key) ?? null,
    setItem: (key, value) => void values.set(key, value),
    removeItem: (key) => void values.delete(key),
    clear: () => values.clear(),
  };
}

const tabState = (tab: object): string => JSON.stringify({ tabs: [{ headers: null, variables: null, ...tab }], activeTabIndex: 0 });

describe('what the explorer keeps in the browser', () => {
  it.each([
    ['a password in the text', { query: 'mutation { login(input: { email: "a@b.c", password: "hush-hush" }) { expiresIn } }' }],
    ['a password that is still being typed', { query: 'mutation { login(input: { password: "hush-hush' }],
    ['a password with quotes in it', { query: String.raw`mutation { login(input: { password: "x\"hush-hush" }) { expiresIn } }` }],
    ['a password as a block of text', { query: 'mutation { login(input: { newPassword: """hush-hush""" }) { expiresIn } }' }],
    ['a password in the variables', { query: '{ me { id } }', variables: '{ "input": { "password": "hush-hush" } }' }],
    [
      'a variable of another name',
      { query: 'mutation($p: String!) { login(input: { password: $p }) { expiresIn } }', variables: '{"p":"hush-hush"}' },
    ],
    [
      'a whole sign-in as a variable',
      { query: 'mutation($input: LoginInput!) { login(input: $input) { expiresIn } }', variables: '{"input":["hush-hush"]}' },
    ],
    ['a refresh token', { query: '{ me { id } }', variables: '{ "refreshToken": "hush-hush" }' }],
    ['a header', { query: '{ me { id } }', headers: '{ "authorization": "Bearer hush-hush" }' }],
    ['a JSON web token anywhere', { query: '# eyJhush-hush.eyJhush-hush.hush-hush' }],
  ])('leaves out %s', (_what, tab) => {
    const kept = withoutSecrets(tabState(tab));
    expect(kept).not.toContain('hush-hush');
    expect(JSON.parse(kept)).toMatchObject({ activeTabIndex: 0 });
  });

  it('leaves everything else as it is', () => {
    const tab = { query: 'query Films($id: ID!) { workspace(id: $id) { name } }', variables: '{ "id": "0199-token-of-a-film" }' };
    expect(withoutSecrets(tabState(tab))).toBe(tabState(tab));
    expect(withoutSecrets('dark')).toBe('dark');
  });

  it('cleans the history as well as the tabs', () => {
    const storage = memory();
    privateStorage(storage).setItem(
      'graphiql:queries',
      JSON.stringify({ queries: [{ query: '{ me { id } }', headers: '{"authorization":"Bearer hush-hush"}' }] }),
    );
    expect(storage.values.get('graphiql:queries')).toBe('{"queries":[{"query":"{ me { id } }","headers":null}]}');
  });

  it('gives the editors back the texts of the open tab, and keeps them nowhere else', () => {
    const storage = memory();
    const kept = privateStorage(storage);
    kept.setItem('graphiql:query', '{ me { id } }');
    kept.setItem('graphiql:headers', '{}');
    expect(storage.length).toBe(0);
    kept.setItem('graphiql:tabState', tabState({ query: '{ me { email } }', variables: '{}' }));
    expect(kept.getItem('graphiql:query')).toBe('{ me { email } }');
    expect(kept.getItem('graphiql:variables')).toBe('{}');
    expect(kept.getItem('graphiql:headers')).toBeNull();
  });
});
