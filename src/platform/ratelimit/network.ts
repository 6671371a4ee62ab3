import ipaddr from 'ipaddr.js';

/** Bits of an IPv6 prefix that count as one client: a household has at least a /64 and may send from any of its 2^64 addresses. */
const IPV6_PREFIX = 64;

/** The network that counts as one client: an IPv4 address or an IPv6 /64. Text that is not an address is its own network. */
export function networkOf(address: string): string {
  if (!ipaddr.isValid(address)) return address;
  // Converts an IPv4 address inside of ::ffff:192.0.2.1, as dual-stack sockets report it.
  const plain = ipaddr.process(address);
  if (plain instanceof ipaddr.IPv4) return plain.toString();
  return `${ipaddr.IPv6.networkAddressFromCIDR(`${withoutZone(plain)}/${IPV6_PREFIX}`).toString()}/${IPV6_PREFIX}`;
}

const withoutZone = (address: ipaddr.IPv6): string => new ipaddr.IPv6(address.toByteArray()).toString();
