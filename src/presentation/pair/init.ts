import { formatEndpoint } from '../../core/network-name.ts';
import type { MadePair } from '../../core/results/made-pair.ts';
import type { Medium } from '../text/palette.ts';
import { textTable } from '../text/plain-table.ts';
import { shellWord } from '../text/shell-word.ts';
import { wrap } from '../text/wrap.ts';

/** Where a server's folder goes on its own machine: one of the places that commands search by default. */
const CARRIED_TO = '/etc/switchover';

/** The commands to run next, in order; also part of the JSON. */
export function nextCommands(made: MadePair): string[] {
  const pair = `--pair ${shellWord(made.pairFile)}`;
  const runs = made.servers.map(({ letter }) => `switchover node run ${pair} --server ${letter}`);
  return [...runs, `switchover status ${pair}`];
}

/** How to copy server B's folder to its machine and run it there; empty if both run on this one. */
export function carryCommands(made: MadePair): string[] {
  const [A, B] = made.servers;
  if (A === undefined || B === undefined || isLoopback(B.host) || B.host.toLowerCase() === A.host.toLowerCase())
    return [];
  const unpack = `mkdir -p -m 700 ${CARRIED_TO} && tar -C ${CARRIED_TO} --strip-components=1 --no-same-owner -xf -`;
  return [
    `tar -C ${shellWord(made.dir)} -cf - ${B.letter} | ssh ${shellWord(B.host)} '${unpack}'`,
    `ssh ${shellWord(B.host)} switchover node run --pair ${CARRIED_TO}/pair.yaml --server ${B.letter}`,
  ];
}

function isLoopback(host: string): boolean {
  return host.toLowerCase() === 'localhost' || host.startsWith('127.') || host === '::1';
}

/** What was created, what to run next, how to copy B to its machine. */
export function renderInit(made: MadePair, medium: Medium): string {
  const { palette, columns } = medium;
  const prose = (text: string): string[] => wrap(text, columns);
  const command = (line: string): string => `  ${palette.accent(line)}`;
  const carry = carryCommands(made);
  const lines = [
    palette.good(`Created the pair "${made.pair}" in ${made.dir}`),
    '',
    ...renderFolders(made, medium),
    '',
  ];
  lines.push(
    ...prose(
      `Certificates expire on ${day(made.servers[0]?.expiresAt)}, that of the authority on ${day(made.authority.expiresAt)}.`,
    ),
    '',
  );
  lines.push(palette.bold('Next:'), ...nextCommands(made).map(command));
  if (carry.length > 0) {
    lines.push('', palette.bold('If server B has its own machine, copy its folder there and run it there instead:'));
    lines.push(...carry.map(command));
  }
  if (!made.gatewayPing) {
    lines.push(
      '',
      ...prose(
        palette.caution('Note:') +
          ` the backup cannot yet detect that it is cut off itself. If your gateways answer pings, create the pair with --enable-gateway-ping, or uncomment the setting in ${made.pairFile}, A/pair.yaml and B/pair.yaml.`,
      ),
    );
  }
  return lines.join('\n');
}

function renderFolders(made: MadePair, { palette, columns }: Medium): string[] {
  const folders: (readonly [string, string])[] = [
    ['pair.yaml', 'the pair file; each server has a copy'],
    ...made.servers.map(
      ({ letter, name, host, port }) =>
        [`${letter}/`, `server ${letter}: ${name}, ${formatEndpoint(host, port)}`] as const,
    ),
    ['operator/', 'your own credential, used by every command (role master-administrator)'],
    ['credentials/', 'for others: remote-control may switch, viewer may only read'],
    ['authority/', 'signs certificates. Keep it safe; do not copy its key to the servers'],
  ];
  const rows = folders.map(([name, text]) => [`  ${palette.bold(name)}`, text]);
  return textTable(rows, columns);
}

function day(iso: string | undefined): string {
  return iso?.slice(0, 10) ?? 'an unknown date';
}
