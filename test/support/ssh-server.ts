/** A real sshd on a free port of loopback, and an ssh that knows its key and has the test's own. */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { vi } from 'vitest';
import { allProcesses, hasVariable } from '../../src/host/process/process-table.ts';
import { freePort } from './real-pair.ts';
import { type AtItsEnd, temporaryFolder } from './temporary-folder.ts';

const SSHD = '/usr/sbin/sshd';
/** Of the Debian package; as root, sshd does not start without it. */
const PRIVILEGE_FOLDER = '/run/sshd';

/** Why there can be no server here; null if there can. */
export const noSshd = [SSHD, '/usr/bin/ssh', '/usr/bin/ssh-keygen'].every(existsSync) ? null : 'there is no sshd here';

/** In the environment of everything that runs in a session. */
const MARK = 'SWITCHOVER_TEST_SSH';

export interface SshServer {
  readonly port: number;
  readonly user: string;
  /** The private key with which one may log in. */
  readonly identityFile: string;
  /** The known hosts of the test's ssh: empty it, or write another key. */
  readonly knownHosts: string;
  /** The line of the server in there. */
  readonly known: string;
}

/** Runs until the test ends. Until then, `ssh` in PATH is one that uses only the files of this test. */
export async function sshServer(atItsEnd: AtItsEnd): Promise<SshServer> {
  const folder = temporaryFolder(atItsEnd);
  const at = (name: string): string => join(folder, name);
  for (const key of ['host-key', 'id']) {
    spawnSync('/usr/bin/ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', '', '-f', at(key)]);
  }
  writeFileSync(at('authorized'), readFileSync(at('id.pub')));
  const port = await freePort();
  const known = `[127.0.0.1]:${port} ${readFileSync(at('host-key.pub'), 'utf8')}`;
  writeFileSync(at('known-hosts'), known);
  writeFileSync(at('sshd.conf'), serverConfiguration(port, at));
  atItsEnd(() => untilSessionsEnd(at('')));
  await startServer(at('sshd.conf'), atItsEnd);
  writeFileSync(at('ssh.conf'), `UserKnownHostsFile ${at('known-hosts')}\nGlobalKnownHostsFile none\n`);
  mkdirSync(at('bin'));
  writeFileSync(at('bin/ssh'), `#!/bin/sh\nexec /usr/bin/ssh -F '${at('ssh.conf')}' "$@"\n`, { mode: 0o755 });
  vi.stubEnv('PATH', `${at('bin')}${delimiter}${process.env.PATH}`);
  vi.stubEnv('SSH_AUTH_SOCK', undefined);
  atItsEnd(() => void vi.unstubAllEnvs());
  const { username } = userInfo();
  return { port, user: username, identityFile: at('id'), knownHosts: at('known-hosts'), known };
}

function serverConfiguration(port: number, at: (name: string) => string): string {
  return [
    `Port ${port}`,
    'ListenAddress 127.0.0.1',
    `HostKey ${at('host-key')}`,
    `AuthorizedKeysFile ${at('authorized')}`,
    'PidFile none',
    'StrictModes no',
    'UsePAM no',
    'PasswordAuthentication no',
    'KbdInteractiveAuthentication no',
    `SetEnv ${MARK}=${at('')}`,
    '',
  ].join('\n');
}

/** What ends a command whose connection is gone gives it five seconds. */
async function untilSessionsEnd(folder: string): Promise<void> {
  const left = () => allProcesses().filter(({ pid }) => hasVariable(pid, MARK, folder));
  const limit = performance.now() + 8_000;
  while (left().length > 0) {
    if (performance.now() > limit) throw new Error(`sessions are left: ${left().map(({ pid }) => pid)}`);
    await sleep(20);
  }
}

async function startServer(configuration: string, atItsEnd: AtItsEnd): Promise<void> {
  if (process.getuid?.() === 0 && !existsSync(PRIVILEGE_FOLDER)) {
    mkdirSync(PRIVILEGE_FOLDER, { mode: 0o755 });
    atItsEnd(() => rmdirSync(PRIVILEGE_FOLDER));
  }
  const server = spawn(SSHD, ['-D', '-e', '-f', configuration], { stdio: ['ignore', 'ignore', 'pipe'] });
  const ended = new Promise<void>((resolve) => server.once('exit', () => resolve()));
  atItsEnd(async () => {
    server.kill();
    await ended;
  });
  let said = '';
  await new Promise<void>((resolve, reject) => {
    server.stderr.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      if (said.includes('Server listening')) resolve();
    });
    void ended.then(() => reject(new Error(`sshd did not start: ${said}`)));
  });
}
