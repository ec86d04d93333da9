import type { Letter } from '../../letter.ts';
import { formatEndpoint } from '../../network-name.ts';
import type { NamedServer } from './server-flag.ts';

/** The text of a new pair file, with optional settings as comments. */
export function renderPairFile(pair: {
  readonly pair: string;
  readonly servers: Readonly<Record<Letter, NamedServer>>;
  readonly gatewayPing: boolean;
}): string {
  const { A, B } = pair.servers;
  const gateway = pair.gatewayPing ? '' : '# ';
  const opening = pair.gatewayPing ? 'parameters:' : '# parameters:';
  return `# A switchover pair. Each server reads its own copy of this file: keep the copies identical.
# Only the owner may have write permission, because the servers run the programs named below.
# docs/pair-file.md describes every key.

pair: ${scalar(pair.pair)}

# Server A becomes active when both start for the first time. Names are computer names, without a domain;
# the other server and the commands connect to the address.
servers:
  A:
    name: ${scalar(A.name)}
    address: ${scalar(formatEndpoint(A.host, A.port))}
    # data: /var/lib/switchover     # default: the folder with this server's certificate
    # release: 2021 R4              # of the service, or { command: … }; while it differs, only an operator can switch
  B:
    name: ${scalar(B.name)}
    address: ${scalar(formatEndpoint(B.host, B.port))}

# Initial values of Switchover server parameters, by exact name. The others have their defaults.
# A backup that cannot reach the active server may itself be cut off. One of these lets it notice:
# the gateway of the network adapter that leads to the other server, if it answers pings; or, if the
# servers are at different sites, a host near the other server that answers pings.
${opening}
${gateway}  Switchover Disable Gateway Ping: No
#   Switchover NetTest A: 192.0.2.10          # near B, pinged by A
#   Switchover NetTest B: 192.0.2.20          # near A, pinged by B
#   Switchover Reconnect Timeout: 30          # seconds of reconnection attempts before a takeover

# Hooks: programs run without a shell. Each is a path, or a list of a path and its arguments.
# Relative paths start at the folder of this file.
# hooks:
#   commence: ./start-service                 # when this server becomes active
#   discontinue: [./stop-service, --now]      # when it stops being active
#   fence: ./fence-other-server               # before a takeover: make sure that the other server is off
#   time limit: 30                            # seconds per run, 1 to 600

# The module that the backup watches on the active server: if it fails, the backup takes over.
# Choose one probe: http, tcp, exec or registered. docs/module.md says what each of them detects.
# module:
#   name: web-server
#   probe:
#     http: http://127.0.0.1:8080/health      # any 2xx status is an answer
#   check: ./could-start                      # on the backup: exit code 0 means that the module could start there
#   start timeout: 120                        # seconds before failed pings of a module that never answered count

# The service on the machine of each server: the unit that runs "switchover node run", with what its hooks start. Procedures
# such as an upgrade run these commands when an operator starts them; without this section they are done by hand.
# A server can override any key under servers.A.service.
# service:
#   preset: systemd                           # systemd, windows or docker-compose: its stop, start, state, start mode, restart
#   unit: contact-centre                      # the unit, Windows service or container
#   run: ssh                                  # on the machine of the server; local: where the operator is; by-hand: nowhere
#   ssh: { user: admin }                      # must get in without a question, and may run these commands
#   install: [/usr/local/sbin/install, "{release}"]
#   release: [/opt/app/bin/app, --version]    # prints the installed release
#   test: /usr/local/sbin/smoke-test          # exit code 0 means that the service works

# Backups of the configuration tree that the active server makes in its data folder.
# backups: { every: 24, keep: 7 }             # hours, 0: never; how many

# Programs on this machine that use the configuration tree, each over a Unix socket of its own. docs/programs.md has more.
# programs:
#   - { name: dialer, read: ['\${CONFIG}\\Users'], write: ['\${SERVER}\\Dialer'] }
`;
}

/** Plain if it can only be read as text, otherwise in double quotes (JSON strings are valid YAML). */
function scalar(text: string): string {
  const word =
    /^[A-Za-z][A-Za-z0-9_-]*(\.[A-Za-z0-9_-]+)*(:\d+)?$/.test(text) &&
    !/^(true|false|null|yes|no|on|off|y|n)$/i.test(text);
  const endpoint = /^\d+(\.\d+){3}:\d+$/.test(text);
  return word || endpoint ? text : JSON.stringify(text);
}
