/**
 * Names and addresses of computers, by their spelling alone: nothing is looked up.
 *
 * They end up in certificates, on the command line of `ping` and in connections, so what is not clearly a name
 * or an address is refused here, at the edge (a leading hyphen would be an option to `ping`).
 */

/** Dotted decimal, four parts, each 0 to 255, no leading zeros (some systems read those as octal). */
export function isIpv4(text: string): boolean {
  const parts = text.split('.');
  return parts.length === 4 && parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) <= 255);
}

/** The eight groups of an IPv6 address, or null where the text is none. A zone (`%eth0`) is not accepted. */
export function ipv6Groups(text: string): readonly number[] | null {
  if (text.length > 45 || !text.includes(':')) return null;
  const halves = text.split('::');
  if (halves.length > 2) return null;
  const head = groupsOf(halves[0]!, halves.length === 1);
  const tail = halves.length === 2 ? groupsOf(halves[1]!, true) : [];
  if (head === null || tail === null) return null;
  const missing = 8 - head.length - tail.length;
  if (halves.length === 1) return missing === 0 ? head : null;
  return missing >= 1 ? [...head, ...Array<number>(missing).fill(0), ...tail] : null;
}

function groupsOf(text: string, mayEndInIpv4: boolean): number[] | null {
  if (text === '') return [];
  const groups: number[] = [];
  const parts = text.split(':');
  for (const [index, part] of parts.entries()) {
    if (/^[0-9a-f]{1,4}$/i.test(part)) {
      groups.push(Number.parseInt(part, 16));
    } else if (mayEndInIpv4 && index === parts.length - 1 && isIpv4(part)) {
      const [a, b, c, d] = part.split('.').map(Number);
      groups.push(a! * 256 + b!, c! * 256 + d!);
    } else {
      return null;
    }
  }
  return groups;
}

/** `0.0.0.0` and `::`: every address of a machine, which nobody can connect to. */
export function isAnyAddress(text: string): boolean {
  return text === '0.0.0.0' || ipv6Groups(text)?.every((group) => group === 0) === true;
}

export function isIpAddress(text: string): boolean {
  return isIpv4(text) || ipv6Groups(text) !== null;
}

/** A DNS name with or without a domain: labels of letters, digits, `-` and `_`, none beginning or ending in `-`. */
export function isHostName(text: string): boolean {
  const labels = text.split('.');
  if (text.length > 253 || !labels.every((label) => /^(?!-)[a-z0-9_-]{1,63}(?<!-)$/i.test(label))) return false;
  // A number at the end would be read as an address by the system's resolver: 10.0.0.256 is a typing error, 10 and 0xa
  // are 0.0.0.10.
  return !/^(?:\d+|0x[\da-f]*)$/i.test(labels.at(-1)!);
}

/** A host as other programs take it: a name or an address without brackets and port. */
export function isHost(text: string): boolean {
  return isHostName(text) || isIpAddress(text);
}

/** One spelling for hosts that are the same by their text: lower case, IPv6 written out, IPv4 in IPv6 as IPv4. */
export function canonicalHost(host: string): string {
  const groups = ipv6Groups(host);
  const [high, low] = groups?.slice(6) ?? [];
  if (
    groups?.slice(0, 5).every((group) => group === 0) &&
    groups[5] === 0xffff &&
    high !== undefined &&
    low !== undefined
  ) {
    return [high >> 8, high & 0xff, low >> 8, low & 0xff].join('.');
  }
  return groups === null ? host.toLowerCase() : groups.map((group) => group.toString(16)).join(':');
}

/** `HOST:PORT`, with brackets where the host is an IPv6 address. */
export function formatEndpoint(host: string, port: number): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}
