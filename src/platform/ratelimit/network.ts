import ipaddr from 'ipaddr.js';

/** A household gets a /64 of IPv6 at least, and may send from 2^64 addresses of it. */
const IPV6_PREFIX = 64;

/** Who counts as one place: an IPv4 address, or all of a /64. Any text that is no address is a place of its own. */
export function networkOf(address: string): string {
  if (!ipaddr.isValid(address)) return address;
  // The IPv4 inside of ::ffff:192.0.2.1, which is how a socket for both families writes it.
  const plain = ipaddr.process(address);
  if (plain instanceof ipaddr.IPv4) return plain.toString();
  return `${ipaddr.IPv6.networkAddressFromCIDR(`${withoutZone(plain)}/${IPV6_PREFIX}`).toString()}/${IPV6_PREFIX}`;
}

const withoutZone = (address: ipaddr.IPv6): string => new ipaddr.IPv6(address.toByteArray()).toString();
