import { ipv6Groups, isAnyAddress, isHost, isHostName } from '../../network-name.ts';
import type { Result } from '../../result.ts';
import { inQuotes } from '../../unseen.ts';
import type { Finding } from '../yaml-text/finding.ts';
import { DEFAULT_PORT } from './pair-file.ts';

export type ParsedAddress = Result<{ readonly host: string; readonly port: number }, { readonly finding: Finding }>;

/**
 * `HOST`, `HOST:PORT`, `[IPV6]` or `[IPV6]:PORT`; the default port is 3633.
 * `label` is what messages call the value.
 */
export function parseAddress(text: string, label: string): ParsedAddress {
  const bad = (code: string, why: string, next: string): ParsedAddress => ({
    ok: false,
    finding: { code, what: `${label} is ${inQuotes(text, 80)}`, why, do: next },
  });
  if (text.includes('/')) {
    return bad(
      'address-invalid',
      'an address is a host and a port, not a URL or a path',
      'for example: 10.0.0.1:3633 or alpha:3633',
    );
  }
  const parts = /^(?:\[(?<six>[^\]]*)\]|(?<plain>[^:[\]]*))(?::(?<port>.*))?$/s.exec(text)?.groups;
  if (parts === undefined) {
    return ipv6Groups(text) === null
      ? bad('address-invalid', 'this is not of the form HOST:PORT', 'for example: 10.0.0.1:3633 or alpha:3633')
      : bad(
          'address-invalid',
          'an IPv6 address needs brackets; otherwise its last part could be a port',
          `write "[${text}]:${DEFAULT_PORT}"`,
        );
  }
  const host = parts.six ?? parts.plain ?? '';
  const wellFormed = parts.six === undefined ? isHost(host) : ipv6Groups(host) !== null;
  if (!wellFormed) return bad('address-invalid', hostProblem(host), 'for example: 10.0.0.1:3633 or alpha:3633');
  if (isAnyAddress(host)) {
    return bad(
      'address-invalid',
      'this means "any address", and the other server cannot connect to that',
      "write the server's own address",
    );
  }
  const port = parts.port === undefined ? DEFAULT_PORT : portOf(parts.port);
  if (port === null)
    return bad(
      'port-invalid',
      'a port is a whole number from 1 to 65535',
      `write a port in that range, or omit it to use ${DEFAULT_PORT}`,
    );
  return { ok: true, host, port };
}

function hostProblem(host: string): string {
  if (host === '') return 'the host is missing';
  if (/^[\d.]+$/.test(host)) return `${host} is not an IPv4 address`;
  return isHostName(host)
    ? 'brackets are for IPv6 addresses only'
    : `${inQuotes(host, 60)} is neither a host name nor an IP address`;
}

function portOf(text: string): number | null {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  return port >= 1 && port <= 65_535 ? port : null;
}
