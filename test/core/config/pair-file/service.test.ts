import { describe, expect, test } from 'vitest';
import { parsePairFile } from '../../../../src/core/config/pair-file/parse.ts';
import { installCommand, type ServicePlan, serviceOf } from '../../../../src/core/config/pair-file/service.ts';
import type { Letter } from '../../../../src/core/letter.ts';

const SERVERS = `pair: contact-centre
servers:
  A: { name: alpha, address: 10.0.0.1:3633 }
  B:
    name: beta
    address: 10.0.0.2:3633
`;

function planOf(section: string, letter: Letter = 'A'): ServicePlan {
  const { pairFile, problems } = parsePairFile(SERVERS + section, 'pair.yaml');
  expect(problems).toEqual([]);
  return serviceOf(pairFile!, letter);
}

/** Each problem as `code line:column`, with ` warning` if it is one. */
function problemsOf(section: string): string[] {
  return parsePairFile(SERVERS + section, 'pair.yaml').problems.map(
    ({ code, where, severity }) =>
      `${code} ${where?.replace('pair.yaml:', '')}${severity === 'warning' ? ' warning' : ''}`,
  );
}

describe('the plan of a server', () => {
  test('is empty without a section: every step is done by hand', () => {
    const { isRunning, ...plan } = planOf('');
    expect(plan).toEqual({
      ...{ preset: null, unit: null, run: 'by-hand', ssh: null, shell: 'posix' },
      ...{ stop: null, start: null, state: null, startMode: null, restart: null, boot: null },
      ...{ install: null, release: null, test: null, timeLimitMs: 600_000 },
    });
    expect(isRunning({ code: 0, stdout: '' })).toBe(true);
  });

  test('runs nothing on a machine that the file does not name', () => {
    expect(planOf('service: { preset: systemd, unit: app }').run).toBe('by-hand');
    expect(planOf('service: { ssh: { user: admin } }')).toMatchObject({
      run: 'ssh',
      ssh: { user: 'admin', host: '10.0.0.1', port: null, identityFile: null },
    });
    expect(planOf('service: { run: ssh }', 'B').ssh).toMatchObject({ host: '10.0.0.2' });
    expect(planOf('service: { run: by-hand, ssh: { user: admin } }')).toMatchObject({ run: 'by-hand', ssh: null });
  });

  test('overrides the section of the pair key by key, and ssh too', () => {
    const own =
      '    service: { unit: app-b, ssh: { host: b.example.net, port: 2222 }, restart: [/sbin/reboot], time limit: 5 }\n';
    const section = `${own}service:
  preset: systemd
  unit: app
  ssh: { user: admin, identity file: keys/id }
  start: [/opt/app/start, --now]
  start mode: { read: /opt/mode, automatic: [/opt/mode, automatic], manual: [/opt/mode, manual] }
`;
    const [A, B] = [planOf(section), planOf(section, 'B')];
    expect(A).toMatchObject({
      ...{ unit: 'app', stop: ['systemctl', 'stop', 'app'], start: ['/opt/app/start', '--now'] },
      ...{ restart: ['systemctl', 'reboot'], timeLimitMs: 600_000 },
      ssh: { user: 'admin', host: '10.0.0.1', port: null, identityFile: 'keys/id' },
    });
    expect(B).toMatchObject({
      ...{ unit: 'app-b', stop: ['systemctl', 'stop', 'app-b'], start: ['/opt/app/start', '--now'] },
      ...{ restart: ['/sbin/reboot'], timeLimitMs: 5000 },
      ssh: { user: 'admin', host: 'b.example.net', port: 2222, identityFile: 'keys/id' },
    });
    expect(B.startMode?.read).toEqual(['/opt/mode']);
  });

  test('puts the release where the install command has its place, as it is', () => {
    const plan = planOf('service: { install: [/opt/install, "--to={release}", "{release}"] }');
    expect(installCommand(plan, '2021 R4 $&')).toEqual(['/opt/install', '--to=2021 R4 $&', '2021 R4 $&']);
    expect(installCommand(planOf(''), '1')).toBeNull();
  });

  test('takes the release command of the server, unless the service has one', () => {
    const release = '    release: { command: [./app, --version] }\n';
    expect(planOf(release, 'B').release).toEqual(['./app', '--version']);
    expect(planOf(release, 'A').release).toBeNull();
    expect(planOf(`${release}service: { release: [/opt/app] }`, 'B').release).toEqual(['/opt/app']);
    expect(planOf('    release: "2.0"\n', 'B').release).toBeNull();
  });
});

describe('the state of a service', () => {
  const SYSTEMD = planOf('service: { preset: systemd, unit: app }');
  const DOCKER = planOf('service: { preset: docker-compose, unit: centre-app-1 }');
  const WINDOWS = planOf('service: { preset: windows, unit: Spooler }');
  const OWN = planOf('service: { preset: systemd, unit: app, state: /opt/app/state }');

  test('has the command of its preset', () => {
    expect([SYSTEMD, DOCKER, WINDOWS, OWN].map(({ state }) => state)).toEqual([
      ['systemctl', 'is-active', 'app'],
      ['docker', 'container', 'inspect', '--format', '{{.State.Status}}', 'centre-app-1'],
      ['sc.exe', 'query', 'Spooler'],
      ['/opt/app/state'],
    ]);
  });

  test.each([
    ['systemd, active', SYSTEMD, 0, 'active\n', true],
    ['systemd, reloading', SYSTEMD, 0, 'reloading\n', true],
    ['systemd, inactive', SYSTEMD, 3, 'inactive\n', false],
    ['systemd, failed', SYSTEMD, 3, 'failed\n', false],
    ['systemd, starting', SYSTEMD, 3, 'activating\n', null],
    ['systemd, stopping', SYSTEMD, 3, 'deactivating\n', null],
    ['systemd, not reachable', SYSTEMD, 1, '', null],
    ['docker, running', DOCKER, 0, 'running\n', true],
    ['docker, exited', DOCKER, 0, 'exited\n', false],
    ['docker, created', DOCKER, 0, 'created\n', false],
    ['docker, restarting', DOCKER, 0, 'restarting\n', null],
    ['docker, no such container', DOCKER, 1, '\n', null],
    ['windows, running', WINDOWS, 0, scQuery('4  RUNNING'), true],
    ['windows, stopped', WINDOWS, 0, scQuery('1  STOPPED'), false],
    ['windows, stopping', WINDOWS, 0, scQuery('3  STOP_PENDING'), null],
    ['windows, starting', WINDOWS, 0, scQuery('2  START_PENDING'), null],
    ['windows, paused', WINDOWS, 0, scQuery('7  PAUSED'), null],
    ['windows, in German', WINDOWS, 0, scQuery('4  RUNNING').replace('STATE ', 'STATUS'), true],
    ['windows, no such service', WINDOWS, 1060, NO_SERVICE, null],
    ['a command of its own, 0', OWN, 0, '', true],
    ['a command of its own, 1', OWN, 1, 'active\n', false],
    ['a command of its own that is missing', OWN, 127, '', null],
    ['a command of its own that is not executable', OWN, 126, '', null],
    ['a command of its own, the last code that is its own', OWN, 125, '', false],
    ['a command of its own that did not end', OWN, null, '', null],
    ['systemd, that did not end', SYSTEMD, null, 'active\n', null],
    ['docker, that did not end', DOCKER, null, 'running\n', null],
    ['windows, that did not end', WINDOWS, null, scQuery('4  RUNNING'), null],
  ])('%s', (_, plan, code, stdout, expected) => {
    expect(plan.isRunning({ code, stdout })).toBe(expected);
  });
});

const NO_SERVICE = `[SC] EnumQueryServicesStatus:OpenService FAILED 1060:\r
\r
The specified service does not exist as an installed service.\r
\r
`;

function scQuery(state: string): string {
  return `\r
SERVICE_NAME: Spooler \r
        TYPE               : 110  WIN32_OWN_PROCESS  (interactive)\r
        STATE              : ${state} \r
                                (STOPPABLE, NOT_PAUSABLE, IGNORES_SHUTDOWN)\r
        WIN32_EXIT_CODE    : 0  (0x0)\r
        SERVICE_EXIT_CODE  : 0  (0x0)\r
        CHECKPOINT         : 0x0\r
        WAIT_HINT          : 0x0\r
`;
}

function scQc(startType: string): string {
  return `[SC] QueryServiceConfig SUCCESS\r
\r
SERVICE_NAME: wuauserv\r
        TYPE               : 20  WIN32_SHARE_PROCESS \r
        START_TYPE         : ${startType}\r
        ERROR_CONTROL      : 1   NORMAL\r
        BINARY_PATH_NAME   : C:\\Windows\\system32\\svchost.exe -k netsvcs -p\r
        LOAD_ORDER_GROUP   : \r
        TAG                : 0\r
        DISPLAY_NAME       : Windows Update\r
        DEPENDENCIES       : rpcss\r
        SERVICE_START_NAME : LocalSystem\r
`;
}

describe('a start mode', () => {
  const systemd = planOf('service: { preset: systemd, unit: app }').startMode!;
  const docker = planOf('service: { preset: docker-compose, unit: app-1 }').startMode!;
  const windows = planOf('service: { preset: windows, unit: wuauserv }').startMode!;
  const own = planOf('service: { start mode: { read: ./mode, automatic: [./mode, a], manual: [./mode, m] } }')
    .startMode!;

  test.each([
    ['systemd, enabled', systemd, 0, 'enabled\n', 'enabled', ['systemctl', 'enable', 'app']],
    ['systemd, disabled', systemd, 1, 'disabled\n', 'disabled', ['systemctl', 'disable', 'app']],
    ['docker, always', docker, 0, 'always:0\n', 'always', ['docker', 'update', '--restart', 'always', 'app-1']],
    ['docker, no', docker, 0, 'no:0\n', 'no', ['docker', 'update', '--restart', 'no', 'app-1']],
    ['docker, none set', docker, 0, ':0\n', 'no', ['docker', 'update', '--restart', 'no', 'app-1']],
    [
      ...(['docker, unless-stopped', docker, 0, 'unless-stopped:0\n', 'unless-stopped'] as const),
      ['docker', 'update', '--restart', 'unless-stopped', 'app-1'],
    ],
    [
      ...(['docker, on-failure', docker, 0, 'on-failure:0\n', 'on-failure'] as const),
      ['docker', 'update', '--restart', 'on-failure', 'app-1'],
    ],
    [
      ...(['docker, on-failure three times', docker, 0, 'on-failure:3\n', 'on-failure:3'] as const),
      ['docker', 'update', '--restart', 'on-failure:3', 'app-1'],
    ],
    [
      ...(['windows, automatic', windows, 0, scQc('2   AUTO_START'), 'auto'] as const),
      ['sc.exe', 'config', 'wuauserv', 'start=', 'auto'],
    ],
    [
      ...(['windows, delayed', windows, 0, scQc('2   AUTO_START  (DELAYED)'), 'delayed-auto'] as const),
      ['sc.exe', 'config', 'wuauserv', 'start=', 'delayed-auto'],
    ],
    [
      ...(['windows, manual', windows, 0, scQc('3   DEMAND_START'), 'demand'] as const),
      ['sc.exe', 'config', 'wuauserv', 'start=', 'demand'],
    ],
    [
      ...(['windows, disabled', windows, 0, scQc('4   DISABLED'), 'disabled'] as const),
      ['sc.exe', 'config', 'wuauserv', 'start=', 'disabled'],
    ],
    ['a command of its own, automatic', own, 0, 'automatic\n', 'automatic', ['./mode', 'a']],
    ['a command of its own, manual', own, 0, ' manual \r\n', 'manual', ['./mode', 'm']],
  ])('%s, is set again as it was read', (_, mode, code, stdout, word, command) => {
    expect(mode.wordOf({ code, stdout })).toBe(word);
    expect(mode.set(word)).toEqual(command);
  });

  test.each([
    ['systemd, that did not end', systemd, null, 'enabled\n'],
    ['systemd, static', systemd, 0, 'static\n'],
    ['systemd, masked', systemd, 1, 'masked\n'],
    ['systemd, no such unit', systemd, 1, ''],
    ['docker, no such container', docker, 1, '\n'],
    ['docker, a policy of the future', docker, 0, 'sometimes:0\n'],
    ['windows, a driver', windows, 0, scQc('1   SYSTEM_START')],
    ['windows, no such service', windows, 1060, NO_SERVICE],
    ['a command of its own, another word', own, 0, 'constructor\n'],
    ['a command of its own that fails', own, 1, 'manual\n'],
  ])('%s, is not known', (_, mode, code, stdout) => {
    expect(mode.wordOf({ code, stdout })).toBeNull();
  });

  test.each([
    ['systemd', systemd],
    ['docker', docker],
    ['windows', windows],
    ['commands of its own', own],
  ])('with %s, has a command for its usual words and for no other', (_, mode) => {
    expect(mode.set(mode.automatic)).not.toBeNull();
    expect(mode.set(mode.manual)).not.toBeNull();
    for (const word of ['', 'toString', 'static', 'on-failure:x', 'auto --now']) expect(mode.set(word)).toBeNull();
  });
});

describe('an invalid service', () => {
  test.each([
    ['an unknown preset', 'service: { preset: upstart }', ['word-unknown 7:20']],
    ['an unknown place to run', 'service: { run: remotely }', ['word-unknown 7:17']],
    ['an unknown key', 'service: { stpo: /x }', ['key-unknown 7:12']],
    ['a list', 'service: [a]', ['type-wrong 7:10']],
    ['a preset without a unit', 'service: { preset: systemd }', ['key-missing 7:20']],
    ['a unit without a preset', 'service: { unit: app }', ['key-without-effect 7:18']],
    ['a pattern as a unit', 'service: { preset: systemd, unit: "*" }', ['unit-invalid 7:35']],
    ['an option as a unit', 'service: { preset: systemd, unit: --all }', ['unit-invalid 7:35']],
    ['a display name with a colon', 'service: { preset: windows, unit: "a: b" }', ['unit-invalid 7:35']],
    ['a command without a path', 'service: { stop: [halt-it, now] }', ['service-not-a-path 7:19']],
    ['arguments in a text', 'service: { stop: /opt/stop now }', ['service-has-spaces 7:18 warning']],
    ['an empty command', 'service: { stop: [] }', ['service-empty 7:18']],
    ['the release without quotes', 'service: { install: [/opt/install, {release}] }', ['type-wrong 7:21']],
    [
      'a start mode that cannot be set',
      'service: { start mode: { read: /opt/mode } }',
      ['key-missing 7:24', 'key-missing 7:24'],
    ],
    ['a relative path over ssh', 'service: { run: ssh, stop: ./stop }', ['service-path-relative 7:28']],
    ['an option as a user', 'service: { ssh: { user: -oProxyCommand } }', ['user-invalid 7:25']],
    ['a user with a host', 'service: { ssh: { host: admin@alpha } }', ['host-invalid 7:25']],
    ['an option as a host', 'service: { ssh: { host: -oProxyCommand } }', ['host-invalid 7:25']],
    ['a port that is none', 'service: { ssh: { port: 65536 } }', ['value-too-large 7:25']],
    ['a port that is a list', 'service: { ssh: { port: [22] } }', ['type-wrong 7:25']],
    ['no time', 'service: { time limit: 0 }', ['value-too-small 7:24']],
    [
      'what the command prompt would change',
      'service: { preset: windows, unit: a, run: ssh, test: [/t, "%PATH%"] }',
      ['service-not-quotable 7:54'],
    ],
    ['both servers on one machine', 'service: { run: local }', ['service-one-machine 7:17 warning']],
    ['both servers over one host', 'service: { ssh: { host: alpha } }', ['service-one-machine 7:17 warning']],
    [
      'a unit that one server cannot have',
      '    service: { unit: "*" }\nservice: { preset: systemd, unit: app }',
      ['unit-invalid 7:22'],
    ],
    [
      'a release command that is relative, over ssh',
      '    release: { command: ./app }\nservice: { run: ssh }',
      ['service-path-relative 7:14'],
    ],
    ['a release command without a path', '    release: { command: app }', ['release-not-a-path 7:25']],
    ['a release without a command', '    release: { }', ['key-missing 7:14']],
  ])('%s', (_, section, expected) => {
    expect(problemsOf(section)).toEqual(expected);
  });

  test.each([
    ['without values', 'service:'],
    [
      'with paths of Windows',
      'service: { preset: windows, unit: "Interaction Center", run: ssh, stop: [\'C:\\Tools\\stop.exe\', -x] }',
    ],
    ['with a release command of its own', '    release: { command: ./app }\nservice: { run: ssh, release: /opt/app }'],
    ['local for one server and remote for the other', '    service: { run: local }\nservice: { run: ssh }'],
  ])('is not one %s', (_, section) => {
    expect(problemsOf(section)).toEqual([]);
  });
});
