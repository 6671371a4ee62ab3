import ipaddr from 'ipaddr.js';

type Address = ipaddr.IPv4 | ipaddr.IPv6;
type Network = [Address, number];

/** All publicly routed IPv6 addresses (RFC 4291, 2.4). Outside of them, the library reports unassigned ranges as "unicast". */
const GLOBAL_UNICAST = ipaddr.IPv6.parseCIDR('2000::/3');

/** Ranges for URLs from the operator's environment, besides public addresses: the machine itself and private networks. */
export const OPERATOR_CIDRS = ['127.0.0.0/8', '10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '::1/128', 'fc00::/7'];

/** Addresses at which clouds answer with the credentials of the machine. No allowed range includes them. */
const METADATA: readonly Network[] = ['169.254.0.0/16', 'fd00:ec2::254/128'].map((cidr) => ipaddr.parseCIDR(cidr));

/** Whether a text is a range such as `10.0.0.0/8` or `fd00::/8`. */
export const isCidr = (text: string): boolean => ipaddr.isValidCIDR(text);

/**
 * Decides whether an address may be connected to: public ones and those of the operator's ranges. Addresses that embed another one (mapped
 * IPv4, NAT64, 6to4, Teredo) are refused, because their real target is unknown, and so is cloud metadata in every range.
 */
export function addressRule(allowCidrs: readonly string[]): (address: string) => boolean {
  const allowed = allowCidrs.map((cidr) => ipaddr.parseCIDR(cidr));
  return (text) => {
    const address = ipaddr.parse(text);
    if (METADATA.some((network) => contains(network, address))) return false;
    return isPublic(address) || allowed.some((network) => contains(network, address));
  };
}

const isPublic = (address: Address): boolean =>
  address.range() === 'unicast' && (address instanceof ipaddr.IPv4 || address.match(GLOBAL_UNICAST));

const contains = (network: Network, address: Address): boolean => address.kind() === network[0].kind() && address.match(network);
