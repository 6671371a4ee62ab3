import { expect, test } from 'vitest';
import { withoutLinks } from '../../../src/platform/text/mailed-text.ts';

test.each([
  ['Ada’s workspace', 'Ada’s workspace'],
  ['Studio 7, v2.0 (Köln)', 'Studio 7, v2.0 (Köln)'],
  ['URGENT https://evil.example/pay?x=1 now', 'URGENT … now'],
  ['Win 500 EUR: evil.example', 'Win 500 EUR: …'],
  ['see www.evil.example/x today', 'see … today'],
  ['evil．example', '…'],
  ['evil。example', '…'],
  ['ev\u200bil\u200b.\u200bexample', '…'],
  ['write to me@evil', 'write to …'],
  ['xn--bcher-kva.example', '…'],
  ['пример.рф', '…'],
  ['हिन्दी.भारत', '…'],
  ['i❤.ws', '…'],
  ['evil.👍.ws', '…'],
  ['192.0.2.7/login', '…'],
  ['http://1249763848', '…'],
  ['javascript:alert(1)', '…'],
  ['tel:+123456', '…'],
  ['(evil.example)', '…'],
  ['https : evil', 'https : evil'],
  ['会议：脚本', '会议:脚本'],
  ['开始。结束', '开始。结束'],
  ['会议：evil。example', '…'],
  ['ｈｔｔｐｓ：evil', '…'],
])('%j is emailed as %j', (text, emailed) => {
  expect(withoutLinks(text)).toBe(emailed);
});

test('what is left is at most 60 characters', () => {
  expect([...withoutLinks('😀'.repeat(100))]).toHaveLength(61);
});
