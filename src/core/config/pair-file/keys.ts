/**
 * Every key of the pair file. The readers take the keys they accept from here, and `docs/pair-file.md` is made from here,
 * so no key can work without being documented.
 */
import type { Letter } from '../../letter.ts';
import type { NumberRange } from '../parameters/value.ts';
import {
  DEFAULT_BACKUPS,
  DEFAULT_MODULE_START_MS,
  DEFAULT_PORT,
  DEFAULT_SERVICE_LIMIT_MS,
  DEFAULT_TIME_LIMIT_MS,
  PRESETS,
  RUNS,
} from './pair-file.ts';
import { SYSTEM_PROGRAMS } from './service-presets.ts';

export interface KeySpec {
  readonly required: boolean;
  /** One or more full sentences, in Markdown. */
  readonly meaning: string;
  /** What the value looks like, in Markdown. */
  readonly form: string;
  /** What applies without the key, in Markdown; null for a required key. */
  readonly default: string | null;
  /** A value as YAML, on one line; of a section, a whole map. */
  readonly example: string;
  /** The comment beside the key in the annotated example. */
  readonly note: string;
  /** Cannot be combined with another key that the annotated example sets, so it appears there as a comment. */
  readonly alternative?: true;
  /** The keys of a section. Without it the value is a scalar, a list, or a map with keys of its own kind. */
  readonly keys?: Section;
}

/** The keys of one map, with what the page says about them. */
export type Section = Readonly<Record<string, KeySpec>>;

export const LONGEST_PAIR_NAME = 64;
export const LONGEST_MODULE_NAME = 64;

export const TIME_LIMIT: NumberRange = {
  name: 'hooks.time limit',
  unit: 'seconds',
  default: DEFAULT_TIME_LIMIT_MS / 1000,
  minimum: { value: 1, by: 'ours', why: 'a program needs some time to run' },
  maximum: { value: 600, by: 'ours', why: 'no server is active while a hook runs' },
};

export const START_TIMEOUT: NumberRange = {
  name: 'module.start timeout',
  unit: 'seconds',
  default: DEFAULT_MODULE_START_MS / 1000,
  minimum: { value: 1, by: 'ours', why: 'a module needs some time to start' },
  maximum: { value: 3600, by: 'ours', why: 'a module that never starts would never cause a takeover' },
};

export const SERVICE_LIMIT: NumberRange = {
  name: 'service.time limit',
  unit: 'seconds',
  default: DEFAULT_SERVICE_LIMIT_MS / 1000,
  minimum: { value: 1, by: 'ours', why: 'a program needs some time to run' },
  maximum: { value: 86_400, by: 'ours', why: 'a command that takes longer than a day is waiting for something' },
};

export const BACKUP_HOURS: NumberRange = {
  name: 'backups.every',
  unit: 'hours',
  default: DEFAULT_BACKUPS.everyMs / 3_600_000,
  minimum: { value: 0, by: 'ours', why: '0 means none' },
  maximum: { value: 8_760, by: 'ours', why: 'that is a year' },
};

export const BACKUPS_KEPT: NumberRange = {
  name: 'backups.keep',
  unit: null,
  default: DEFAULT_BACKUPS.keep,
  minimum: { value: 1, by: 'ours', why: 'the newest is always kept' },
  maximum: { value: 1_000, by: 'ours', why: 'each is as large as the tree' },
};

export const SSH_PORT: NumberRange = {
  name: 'ssh.port',
  unit: null,
  default: null,
  minimum: { value: 1, by: 'ours', why: 'ports begin at 1' },
  maximum: { value: 65_535, by: 'ours', why: 'ports end at 65535' },
};

const COMMAND = 'a path, or a list of a path and its arguments';

function seconds({ minimum, maximum }: NumberRange): string {
  return `a whole number of seconds from ${minimum?.value} to ${maximum?.value}`;
}

/** The form of `release` that runs a program. */
export const RELEASE_COMMAND = {
  command: {
    required: true,
    meaning:
      'Run by the server each time it starts, in the folder of the pair file. It prints the release on the first line of ' +
      'its output, and exits with 0 within ten seconds.',
    form: COMMAND,
    default: null,
    example: '[/opt/app/bin/app, --version]',
    note: 'prints the release',
  },
} satisfies Section;

function server(letter: Letter) {
  const [name, address] = letter === 'A' ? ['alpha', '10.0.0.1:3633'] : ['beta', '10.0.0.2:3633'];
  const keys = {
    name: {
      required: true,
      meaning:
        'The computer name of the server. The two names must differ, in more than letter case. `A` and `B` select a ' +
        'server on the command line, so neither server can be named after the letter of the other.',
      form: 'letters, digits, `-` and `_`, at most 63; no domain, no IP address',
      default: null,
      example: name,
      note: 'computer name, without a domain',
    },
    address: {
      required: true,
      meaning:
        'Where the other server and the commands connect to this server. The two addresses must differ in host or port.',
      form: '`HOST`, `HOST:PORT`, `"[IPV6]"` or `"[IPV6]:PORT"`; the last two in quotes',
      default: null,
      example: address,
      note: `the port may be omitted if it is ${DEFAULT_PORT}`,
    },
    data: {
      required: false,
      meaning:
        'The data folder: the state of the server, its log, its flight recorder and its parameters. It must be on a local ' +
        'disk and belong to this server alone.',
      form: 'a path; a relative path starts at the folder of the pair file',
      default: 'the folder with the certificate of this server, as made by `switchover init`',
      example: `/var/lib/switchover/${letter}`,
      note: 'state, log and flight recorder',
    },
    release: {
      required: false,
      meaning:
        'The release of the software that the pair protects on this server. While the two releases differ, the backup is ' +
        'in an Upgrade state: it never takes over by itself, but an operator can switch. Numbers compare as numbers and ' +
        'the rest as text, so `1.10` is newer than `1.9`. Set it on both servers or on neither, and change it in both ' +
        'copies of the file when you upgrade a server. With a command, nothing has to be changed here. Either is read each ' +
        'time the server starts. A server that cannot find out its release starts all the same, but counts as running ' +
        'another one than its companion (`release-unknown` in `status`).',
      form:
        'text; what YAML would read as a number needs quotes, as in `"2021"` or `"1.10"`; or `{ command: … }` with ' +
        COMMAND,
      default: 'the version of `switchover` itself',
      example: '2021 R4',
      note: 'or: { command: [/opt/app/bin/app, --version] }',
    },
    service: {
      required: false,
      meaning:
        'What is different about the [service](#service) on this server. Each key here overrides the same key of the ' +
        'section `service`; the keys of `ssh` do so one by one.',
      form: 'a map with keys of the section `service`',
      default: 'nothing is different',
      example: `{ unit: contact-centre-${letter.toLowerCase()} }`,
      note: "overrides the pair's service",
    },
  } satisfies Section;
  return {
    required: true,
    meaning:
      letter === 'A'
        ? 'Server A: the active server when both start for the first time.'
        : 'Server B: the backup when both start for the first time.',
    form: 'a map with the keys below',
    default: null,
    example: `{ name: ${name}, address: ${address} }`,
    note: letter === 'A' ? 'active first, when both start for the first time' : 'backup first',
    keys,
  } as const;
}

const SERVERS = { A: server('A'), B: server('B') } satisfies Section;

const HOOKS = {
  commence: {
    required: false,
    meaning: 'The Commence hook, run when this server becomes active.',
    form: COMMAND,
    default: 'nothing is run',
    example: './start-service',
    note: 'run when this server becomes active',
  },
  discontinue: {
    required: false,
    meaning: 'The Discontinue hook, run when this server stops being active.',
    form: COMMAND,
    default: 'nothing is run',
    example: '[./stop-service, --now]',
    note: 'run when it stops being active',
  },
  fence: {
    required: false,
    meaning:
      'Run before this server becomes active without the consent of the other one, to make sure that the other one is ' +
      'off. If it fails, this server does not become active.',
    form: COMMAND,
    default: 'nothing is run',
    example: './power-off-companion',
    note: 'run before a takeover: make sure that the other server is off',
  },
  'time limit': {
    required: false,
    meaning: 'How long a hook, or the check of the module, may run before it is killed.',
    form: seconds(TIME_LIMIT),
    default: `\`${TIME_LIMIT.default}\``,
    example: '30',
    note: 'seconds per run',
  },
} satisfies Section;

const PROBE = {
  tcp: {
    required: false,
    meaning: 'Connects to the module. An accepted connection is an answer.',
    form: '`HOST:PORT`; the port is required',
    default: 'no such probe',
    example: '127.0.0.1:5060',
    note: 'an accepted connection is an answer',
    alternative: true,
  },
  http: {
    required: false,
    meaning: 'Requests a URL of the module. A status from 200 to 299 is an answer, a redirect is not.',
    form: 'an `http://` or `https://` URL without user name, password or `#`; certificates are not verified',
    default: 'no such probe',
    example: 'http://127.0.0.1:8080/health',
    note: 'any status from 200 to 299 is an answer',
  },
  exec: {
    required: false,
    meaning:
      'Runs a program. Exit code 0 is an answer; if the first line of its output is a whole number, that is the process ' +
      'ID of the module.',
    form: COMMAND,
    default: 'no such probe',
    example: '[./check-router, --quick]',
    note: 'exit code 0 is an answer',
    alternative: true,
  },
  registered: {
    required: false,
    meaning: 'The module connects to the server, registers, and answers pings itself.',
    form: '`true`',
    default: 'no such probe',
    example: 'true',
    note: 'the module registers with the server and answers pings',
    alternative: true,
  },
  'pid header': {
    required: false,
    meaning: 'With `http` only: the response header that holds the process ID of the module.',
    form: 'the name of an HTTP header',
    default: '`X-Process-Id`, unless `pid field` is set',
    example: 'X-Process-Id',
    note: 'with http only: the header that holds the process ID',
  },
  'pid field': {
    required: false,
    meaning: 'With `http` only, instead of `pid header`: the field of a JSON response that holds the process ID.',
    form: 'the name of a field at the top level of the JSON',
    default: 'not used',
    example: 'pid',
    note: 'with http only, instead of the header: a field of the JSON',
    alternative: true,
  },
} satisfies Section;

const MODULE = {
  probe: {
    required: true,
    meaning: 'How the active server asks the module on its own machine. Exactly one of the four ways.',
    form: 'a map with the keys below',
    default: null,
    example: '{ tcp: 127.0.0.1:5060 }',
    note: 'exactly one of http, tcp, exec and registered',
    keys: PROBE,
  },
  name: {
    required: false,
    meaning: 'What logs and `status` call the module. Must be the same in both copies of the pair file.',
    form: `up to ${LONGEST_MODULE_NAME} letters, digits, spaces, \`.\`, \`_\` and \`-\`; starts with a letter or a digit`,
    default: 'the value of `Switchover Monitoring`',
    example: 'call router',
    note: 'as logs and status call it',
  },
  'start timeout': {
    required: false,
    meaning:
      'How long a module that has never answered may take to start before its failed pings count. Must be the same in ' +
      'both copies of the pair file.',
    form: seconds(START_TIMEOUT),
    default: `\`${START_TIMEOUT.default}\``,
    example: '120',
    note: 'seconds before failed pings of a module that never answered count',
  },
  check: {
    required: false,
    meaning:
      'Run on the backup every 10 seconds. Exit code 0 means that the module could start there. It must not start the ' +
      'module.',
    form: COMMAND,
    default: 'not checked',
    example: './could-start',
    note: 'on the backup: exit code 0 means that the module could start there',
  },
} satisfies Section;

const SERVICE_COMMAND = `${COMMAND}, on the server's machine`;

function command(meaning: string, preset: string, example: string, note: string): KeySpec {
  return { required: false, meaning, form: SERVICE_COMMAND, default: preset, example, note };
}

const BY_PRESET = 'the command of the preset; without one, the step is done by hand';

const SSH = {
  user: {
    required: false,
    meaning:
      "The user on the server's machine. It must be allowed to run the commands without being asked for a password.",
    form: 'a user name',
    default: 'as configured for `ssh`',
    example: 'admin',
    note: 'the user on that machine',
  },
  host: {
    required: false,
    meaning: 'Where `ssh` connects to, if not to the address of the server. It belongs under `servers.A.service`.',
    form: 'a host name or an IP address',
    default: "the host of the server's `address`",
    example: 'alpha.example.net',
    note: 'differs between the servers: set it under servers.A.service',
    alternative: true,
  },
  port: {
    required: false,
    meaning: 'The port that `ssh` connects to.',
    form: 'a whole number from 1 to 65535',
    default: 'as configured for `ssh`',
    example: '22',
    note: 'the port of sshd',
  },
  'identity file': {
    required: false,
    meaning:
      'The private key that `ssh` uses; no other key is tried then. It must not need a passphrase, or be in an agent.',
    form: 'a path; a relative path starts at the folder of the pair file, `~/` at the home of the operator',
    default: 'as configured for `ssh`',
    example: '~/.ssh/id_ed25519',
    note: 'the private key; no other is tried then',
  },
} satisfies Section;

const START_MODE = {
  read: {
    required: true,
    meaning: 'Prints `automatic` or `manual`.',
    form: SERVICE_COMMAND,
    default: null,
    example: '/opt/app/mode',
    note: 'prints automatic or manual',
  },
  automatic: {
    required: true,
    meaning: 'From then on the service starts with the machine.',
    form: SERVICE_COMMAND,
    default: null,
    example: '[/opt/app/mode, automatic]',
    note: 'the service starts with the machine',
  },
  manual: {
    required: true,
    meaning: 'From then on the service does not start with the machine.',
    form: SERVICE_COMMAND,
    default: null,
    example: '[/opt/app/mode, manual]',
    note: 'it does not',
  },
} satisfies Section;

const SERVICE = {
  preset: {
    required: false,
    meaning:
      'The kind of service. It fills in `stop`, `start`, `state`, `start mode` and `restart`, as far as they are not ' +
      'given: with `systemctl`, with `sc.exe` and `shutdown.exe`, or with `docker` (which does not restart the machine). ' +
      'With `windows`, commands over ssh are quoted for the command prompt, otherwise for a POSIX shell.',
    form: PRESETS.map((each) => `\`${each}\``).join(', '),
    default: 'only the commands given here are known',
    example: 'systemd',
    note: 'systemd, windows or docker-compose: fills in what is not given',
  },
  unit: {
    required: false,
    meaning:
      'What the commands of the preset are about: a systemd unit, a Windows service (its name, not its display name), or a ' +
      'container as Docker Compose named it. It is the one that runs `switchover node run`.',
    form: 'text',
    default: 'none: a preset needs it',
    example: 'contact-centre',
    note: 'the unit, Windows service or container',
  },
  run: {
    required: false,
    meaning:
      'Where the commands are run. `local`: where the operator runs `switchover`, which must then be the machine of the ' +
      'server. `ssh`: on the machine of the server, over ssh. `by-hand`: nowhere; the operator is told what to run. ' +
      'Nothing is run on a machine that the file does not name, because stopping the wrong server would be an outage.',
    form: RUNS.map((each) => `\`${each}\``).join(', '),
    default: '`ssh` if the key `ssh` is set, otherwise `by-hand`',
    example: 'ssh',
    note: 'local, ssh or by-hand',
  },
  ssh: {
    required: false,
    meaning:
      'How the machine of the server is reached. `ssh` never asks anything: the key of the host must be known, and the ' +
      'user must be able to log in with a private key. A program that a command leaves running there must not keep the ' +
      'output of the command open, or `ssh` waits for it until the time limit.',
    form: 'a map with the keys below',
    default: "the host of the server's `address`, and otherwise as configured for `ssh`",
    example: '{ user: admin }',
    note: 'how that machine is reached',
    keys: SSH,
  },
  stop: command('Stops the service.', BY_PRESET, '[/opt/app/stop, --now]', 'stops the service'),
  start: command('Starts the service.', BY_PRESET, '/opt/app/start', 'starts the service'),
  state: command(
    'Exit code 0 means that the service runs, any other that it does not.',
    BY_PRESET,
    '/opt/app/is-running',
    'exit code 0 means that it runs',
  ),
  'start mode': {
    required: false,
    meaning: 'Whether the service starts with the machine: how this is read, and set.',
    form: 'a map with the keys below',
    default: BY_PRESET,
    example: '{ read: /opt/app/mode, automatic: [/opt/app/mode, automatic], manual: [/opt/app/mode, manual] }',
    note: 'whether it starts with the machine',
    keys: START_MODE,
  },
  restart: command('Restarts the machine.', BY_PRESET, '[systemctl, reboot]', 'restarts the machine'),
  install: command(
    'Installs a release on the server. `{release}` is replaced by its name; in a list it needs quotes.',
    'releases are installed by hand',
    '[/opt/install, "{release}"]',
    'installs a release',
  ),
  release: command(
    'Prints the installed release on the first line of its output.',
    'the command of `servers.A.release`, if that is one',
    '[/opt/app/bin/app, --version]',
    'prints the installed release',
  ),
  test: command(
    'Tests the service with its new release. Exit code 0 means that it passed.',
    'the service is tested by hand',
    '/opt/app/smoke-test',
    'exit code 0 means that the service works',
  ),
  'time limit': {
    required: false,
    meaning: 'How long each command may run before it is ended.',
    form: seconds(SERVICE_LIMIT),
    default: `\`${SERVICE_LIMIT.default}\``,
    example: '600',
    note: 'seconds for each command',
  },
} satisfies Section;

const BACKUPS = {
  every: {
    required: false,
    meaning: 'How often, in hours; 0: never.',
    form: 'a whole number from 0 to 8760',
    default: '24',
    example: '6',
    note: 'hours; 0: never',
  },
  keep: {
    required: false,
    meaning: 'How many are kept. An older one is removed when a newer one is complete.',
    form: 'a whole number from 1 to 1000',
    default: '7',
    example: '28',
    note: 'how many are kept',
  },
} satisfies Section;

/** The keys of each item of `programs`. */
export const PROGRAM_KEYS = {
  name: {
    required: true,
    meaning:
      'The name of the program. What it changes is recorded as made by `program NAME`. No two programs share a name.',
    form: 'letters, digits, `.`, `-` and `_`, beginning with a letter or a digit, at most 32',
    default: null,
    example: 'dialer',
    note: 'its changes are made by "program NAME"',
  },
  socket: {
    required: false,
    meaning:
      'The Unix socket of this program. The server makes it when it starts and removes it when it stops. The folder of an ' +
      'absolute path must exist; only users whom you trust may write there.',
    form: 'a path of at most 90 bytes; a relative path starts at the data folder of the server',
    default: '`programs/NAME.sock` in the data folder',
    example: '/run/contact-centre/dialer.sock',
    note: 'a Unix socket',
  },
  read: {
    required: false,
    meaning: 'What the program may read: these entries and everything below them.',
    form: 'a list of paths in the tree',
    default: 'everything',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a path in the tree begins like this
    example: "['${CONFIG}\\Users']",
    note: 'what it may read',
  },
  write: {
    required: false,
    meaning: 'What the program may change: these entries and everything below them. It may read them too.',
    form: 'a list of paths in the tree',
    default: 'nothing',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a path in the tree begins like this
    example: "['${SERVER}\\Dialer']",
    note: 'what it may change',
  },
  mode: {
    required: false,
    meaning: 'The permissions of the socket. Whoever may write to it may use it.',
    form: 'three octal digits, with or without a `0` before them, in quotes',
    default: "`'0600'`: only the user that runs the server",
    example: "'0660'",
    note: 'permissions of the socket',
  },
  group: {
    required: false,
    meaning: 'The group of the socket. The user that runs the server must be a member of it, or root.',
    form: 'a name or a number',
    default: 'as for every file of the server',
    example: 'dialer',
    note: 'group of the socket',
  },
} satisfies Section;

export const PAIR_FILE_KEYS = {
  pair: {
    required: true,
    meaning: 'The name of the pair.',
    form: `text, at most ${LONGEST_PAIR_NAME} characters`,
    default: null,
    example: 'contact-centre',
    note: 'the name of the pair',
  },
  servers: {
    required: true,
    meaning: 'The two servers.',
    form: 'a map with the keys `A` and `B`',
    default: null,
    example: '{ A: { name: alpha, address: 10.0.0.1 }, B: { name: beta, address: 10.0.0.2 } }',
    note: 'both servers',
    keys: SERVERS,
  },
  parameters: {
    required: false,
    meaning:
      'Initial values of Switchover server parameters. They are used once, when the pair first runs; later changes here ' +
      'have no effect, because a running pair keeps its parameters itself (`switchover params set`). Names and ' +
      'addresses of the servers belong under `servers`.',
    form: 'a map from the exact name of a [parameter](parameters.md) to its value; letter case does not matter',
    default: 'every parameter has its default',
    example: '{ Switchover Reconnect Timeout: 30 }',
    note: 'initial values, by exact parameter name',
  },
  hooks: {
    required: false,
    meaning: 'Programs that this server runs when its role changes: see [hooks](hooks.md).',
    form: 'a map with the keys below',
    default: 'no hooks',
    example: '{ commence: ./start-service, discontinue: ./stop-service }',
    note: 'programs, run without a shell',
    keys: HOOKS,
  },
  module: {
    required: false,
    meaning:
      'The module that the backup watches on the active server, and whose failure causes a takeover: see [module](module.md).',
    form: 'a map with the keys below',
    default: 'no module is watched',
    example: '{ probe: { tcp: 127.0.0.1:5060 } }',
    note: 'the module that the backup watches on the active server',
    keys: MODULE,
  },
  service: {
    required: false,
    meaning:
      'The service on the machine of each server, that is `switchover node run` with what its hooks start, and the ' +
      'commands that procedures such as an upgrade run there. A server can override any of it under `servers.A.service`. The commands are run by ' +
      'the operator, never by a running server: without a shell of ours, with the rights of the operator or of the `ssh` ' +
      'user, without input and without a terminal, so that a question ends them at the time limit at the latest. Over ' +
      '`ssh` a path is absolute, otherwise it may also start at the folder of the pair file. Only the programs of the ' +
      `presets (${SYSTEM_PROGRAMS.map((each) => `\`${each}\``).join(', ')}) can be written without a path: they belong to the system, and are found ` +
      'as if the operator typed them on that machine.',
    form: 'a map with the keys below',
    default: 'every step of a procedure is done by hand',
    example: '{ preset: systemd, unit: contact-centre, ssh: { user: admin } }',
    note: "what procedures run on the servers' machines",
    keys: SERVICE,
  },
  backups: {
    required: false,
    meaning:
      'How often the active server makes a backup of the [configuration tree](configuration-tree.md) in its data folder, and ' +
      'how many it keeps.',
    form: 'a map with the keys below',
    default: 'one a day, the last 7',
    example: '{ every: 6, keep: 28 }',
    note: 'backups of the configuration tree',
    keys: BACKUPS,
  },
  programs: {
    required: false,
    meaning:
      'Programs on the machine of a server that may use the configuration tree, each over a Unix socket of its own: see ' +
      '[programs](programs.md). It needs a POSIX system.',
    form: 'a list of maps with the keys below',
    default: 'no program may use it; operators can',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a path in the tree begins like this
    example: "[{ name: dialer, read: ['${CONFIG}\\Users'], write: ['${SERVER}\\Dialer'] }]",
    note: 'programs that use the configuration tree',
  },
} satisfies Section;
