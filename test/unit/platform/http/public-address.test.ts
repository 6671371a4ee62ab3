import { describe, expect, test } from 'vitest';
import { addressRule, isCidr } from '../../../../src/platform/http/public-address.ts';

describe('without exceptions', () => {
  const isAllowed = addressRule([]);

  test.each(['93.184.215.14', '8.8.8.8', '2606:2800:21f:cb07:6820:80da:af6b:8b2c', '2a00:1450:4001:82a::200e'])(
    '%s is public',
    (address) => {
      expect(isAllowed(address)).toBe(true);
    },
  );

  test.each([
    ['loopback', '127.0.0.1'],
    ['loopback, the last one', '127.255.255.254'],
    ['this host', '0.0.0.0'],
    ['private', '10.1.2.3'],
    ['private', '172.31.0.1'],
    ['private', '192.168.1.1'],
    ['link-local, where clouds tell secrets', '169.254.169.254'],
    ['shared by a carrier', '100.64.0.1'],
    ['multicast', '224.0.0.1'],
    ['broadcast', '255.255.255.255'],
    ['reserved', '240.0.0.1'],
    ['for documents', '192.0.2.1'],
    ['for benchmarks', '198.18.0.1'],
    ['protocol assignments', '192.0.0.8'],
    ['6to4 relays', '192.88.99.1'],
    ['loopback', '::1'],
    ['unspecified', '::'],
    ['mapped loopback', '::ffff:127.0.0.1'],
    ['mapped, in hexadecimal', '::ffff:7f00:1'],
    ['mapped public', '::ffff:8.8.8.8'],
    ['translated', '::ffff:0:127.0.0.1'],
    ['compatible', '::127.0.0.1'],
    ['NAT64', '64:ff9b::7f00:1'],
    ['NAT64 of an operator', '64:ff9b:1::7f00:1'],
    ['6to4', '2002:7f00:1::'],
    ['Teredo', '2001:0:4136:e378:8000:63bf:3fff:fdd2'],
    ['unique local', 'fd00::1'],
    ['link-local', 'fe80::1'],
    ['site-local', 'fec0::1'],
    ['multicast', 'ff02::1'],
    ['for documents', '2001:db8::1'],
    ['discard', '100::1'],
    ['unassigned', '4000::1'],
  ])('%s is refused: %s', (_, address) => {
    expect(isAllowed(address)).toBe(false);
  });
});

test('what the operator allows is allowed, and its neighbours are not', () => {
  const isAllowed = addressRule(['10.1.0.0/16', 'fd00:1::/32']);
  expect(['10.1.255.255', 'fd00:1::5', '8.8.8.8'].map(isAllowed)).toEqual([true, true, true]);
  expect(['10.2.0.1', 'fd00:2::5', '127.0.0.1', '::ffff:10.1.0.1'].map(isAllowed)).toEqual([false, false, false, false]);
});

test('a range is an address with a length', () => {
  expect(['10.0.0.0/8', 'fd00::/8', '127.0.0.1/32'].map(isCidr)).toEqual([true, true, true]);
  expect(['10.0.0.0', '10.0.0.0/33', 'intranet/8', ''].map(isCidr)).toEqual([false, false, false, false]);
});
