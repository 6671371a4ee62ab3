import { expect, test } from 'vitest';
import { DocumentTurns, MAX_WAITING_DOCUMENTS } from '../../../../src/platform/graphql/documents/document-turns.ts';

const unknown = (): boolean => false;

test('documents of one caller do not delay the first of another by more than the one that is read', async () => {
  const turns = new DocumentTurns();
  const read: string[] = [];
  let running = 0;
  const reading = async (caller: string, text: string): Promise<void> => {
    const end = await turns.take(caller, text, unknown);
    running += 1;
    read.push(text);
    expect(running).toBe(1);
    running -= 1;
    end?.();
  };
  await Promise.all([...['1', '2', '3', '4'].map((name) => reading('attacker', `attack ${name}`)), reading('neighbour', 'work')]);
  expect(read).toEqual(['attack 1', 'work', 'attack 2', 'attack 3', 'attack 4']);
});

test('between two documents the event loop serves others', async () => {
  const turns = new DocumentTurns();
  const happened: string[] = [];
  const reading = async (name: string): Promise<void> => {
    const end = await turns.take('caller', name, unknown);
    happened.push(name);
    setImmediate(() => happened.push('request'));
    end?.();
  };
  await Promise.all(['1', '2'].map(reading));
  expect(happened.slice(0, 3)).toEqual(['1', 'request', '2']);
});

test('who waits for a document that another one reads takes no turn once it is known', async () => {
  const turns = new DocumentTurns();
  let isKnown = false;
  const first = await turns.take('a', 'text', () => isKnown);
  // Fewer may wait than this.
  const others = Array.from({ length: 2 * MAX_WAITING_DOCUMENTS }, () => turns.take('b', 'text', () => isKnown));
  isKnown = true;
  first?.();
  expect((await Promise.all(others)).every((end) => end !== undefined)).toBe(true);
});

test('a caller of whose documents too many wait is refused, and others are not', async () => {
  const turns = new DocumentTurns();
  const running = await turns.take('a', 'running', unknown);
  const waiting = Array.from({ length: MAX_WAITING_DOCUMENTS }, (_, index) => turns.take('a', `text ${index}`, unknown));
  expect(await turns.take('a', 'one more', unknown)).toBeUndefined();
  const other = turns.take('b', 'other', unknown);
  running?.();
  (await other)?.();
  for (const turn of waiting) (await turn)?.();
  expect(await turns.take('a', 'one more', unknown)).toBeDefined();
});
