import { describe, expect, test } from 'vitest';
import { addSecretsIn, leaksIn, type Secrets } from '../../support/secrets.ts';

const PASSWORD = 'correct "horse" battery';

function noted(value: unknown): Secrets {
  const secrets: Secrets = new Map();
  addSecretsIn(secrets, value);
  return secrets;
}

describe('what the look for secrets at the end of a run finds', () => {
  test.each([
    ['as it is', PASSWORD],
    ['in a line of the log', JSON.stringify({ msg: 'signed in', password: PASSWORD })],
    ['in an address', `/reset?password=${encodeURIComponent(PASSWORD)}&x=1`],
    ['as bytes', `\\x${Buffer.from(PASSWORD).toString('hex')}`],
    ['in base64', `Basic ${Buffer.from(PASSWORD).toString('base64')}`],
    ['at the very end', `…${PASSWORD}`],
  ])('a secret %s', (_, text) => {
    const secrets = noted({ input: { password: PASSWORD } });
    expect(leaksIn(`before ${text}`, secrets)).toEqual([expect.stringMatching(/^password: /)]);
    expect(leaksIn('before and after', secrets)).toEqual([]);
  });

  test('secrets wherever they stand in an answer, and nothing that is none', () => {
    const answer = {
      login: { accessToken: 'an access token', user: { name: 'Ada Lovelace, Countess' } },
      confirmTotp: { recoveryCodes: ['aaaaa-bbbbb', 'ccccc-ddddd'] },
      enableTotp: { secret: 'JBSWY3DPEHPK3PXP' },
      short: { otp: '123456' },
    };
    expect([...noted(answer).keys()]).toEqual(['an access token', 'aaaaa-bbbbb', 'ccccc-ddddd', 'JBSWY3DPEHPK3PXP']);
  });
});
