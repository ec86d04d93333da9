/**
 * Every key of the pair file. The readers take the keys they accept from here, and `docs/pair-file.md` is made from here,
 * so no key can work without being documented.
 */
import type { Letter } from '../../letter.ts';
import type { NumberRange } from '../parameters/value.ts';
import { DEFAULT_MODULE_START_MS, DEFAULT_PORT, DEFAULT_TIME_LIMIT_MS } from './pair-file.ts';

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

/** The keys of one map, required ones first: messages list them in this order. */
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

const COMMAND = 'a path, or a list of a path and its arguments';

function seconds({ minimum, maximum }: NumberRange): string {
  return `a whole number of seconds from ${minimum?.value} to ${maximum?.value}`;
}

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
        'copies of the file when you upgrade a server. It is read when the server starts.',
      form: 'text; what YAML would read as a number needs quotes, as in `"2021"` or `"1.10"`',
      default: 'the version of `switchover` itself',
      example: '2021 R4',
      note: 'while the releases differ, only an operator can switch',
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
} satisfies Section;
