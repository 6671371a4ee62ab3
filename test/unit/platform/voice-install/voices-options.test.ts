import { expect, test } from 'vitest';
import { readOptions } from '../../../../src/app/commands/voices/options.ts';

test.each([
  [[], { command: 'list' }],
  [['list'], { command: 'list' }],
  [['--help'], { command: 'help' }],
  [['remove', 'en-us-heart'], { command: 'remove', name: 'en-us-heart' }],
  [['add', 'en-us-heart'], { command: 'add', name: 'en-us-heart' }],
  [['add', '--from', 'x.zip', '--name', 'mine', '--speaker', '3'], { command: 'add', from: 'x.zip', name: 'mine', speaker: 3 }],
])('%j is understood', (argv, options) => {
  expect(readOptions(argv)).toMatchObject(options);
});

test.each([
  [['list', 'more'], 'Unknown: list more'],
  [['delete', 'x'], 'Unknown: delete x'],
  [['remove'], 'Unknown: remove'],
  [['remove', 'a', 'b'], 'Too many names: b'],
  [['add'], 'Give either'],
  [['add', 'a', '--from', 'b'], 'Give either'],
  [['list', '--from', 'b'], 'These options belong to add.'],
  [['add', '--from', 'b', '--sha256', 'short'], '--sha256'],
  [['add', '--from', 'b', '--speaker', '-1'], "Option '--speaker' argument is ambiguous"],
  [['add', '--what'], "Unknown option '--what'"],
])('%j is refused with what is wrong and the usage', (argv, message) => {
  expect(() => readOptions(argv)).toThrow(message);
  expect(() => readOptions(argv)).toThrow('Usage: npm run voices');
});
