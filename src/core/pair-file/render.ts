import type { Letter } from '../letter.ts';
import { formatEndpoint } from '../network-name.ts';
import type { NamedServer } from './server-flag.ts';

/** The text of a new pair file, with what an operator may want to add as comments. */
export function renderPairFile(pair: {
  readonly pair: string;
  readonly servers: Readonly<Record<Letter, NamedServer>>;
  readonly gatewayPing: boolean;
}): string {
  const { A, B } = pair.servers;
  const gateway = pair.gatewayPing ? '' : '# ';
  const opening = pair.gatewayPing ? 'parameters:' : '# parameters:';
  return `# A switchover pair. Both servers read a copy of this file: keep the copies the same.
# Only its owner may write it, because the hooks below are programs that the servers run.

pair: ${scalar(pair.pair)}

# A is the server that is active first. The names are computer names, without a domain;
# each address is where the other server and the commands reach it.
servers:
  A:
    name: ${scalar(A.name)}
    address: ${scalar(formatEndpoint(A.host, A.port))}
    # data: /var/lib/switchover     # without it: the folder of this server
  B:
    name: ${scalar(B.name)}
    address: ${scalar(formatEndpoint(B.host, B.port))}

# First values of Switchover server parameters, by their exact names. What is not set has its default.
# A backup that cannot reach the primary may itself be cut off. One of these lets it notice:
# a gateway of the network adapter that leads to the other server, where that answers pings; or, where
# the servers stand at different sites, a computer near the other server that does.
${opening}
${gateway}  Switchover Disable Gateway Ping: No
#   Switchover NetTest A: 192.0.2.10          # near B, pinged by A
#   Switchover NetTest B: 192.0.2.20          # near A, pinged by B
#   Switchover Reconnect Timeout: 30          # seconds of trying again before a takeover

# Programs to run, without a shell: a path, or a list of a path and its arguments.
# A relative path begins at the folder of this file.
# hooks:
#   commence: ./start-service                 # when this server becomes active
#   discontinue: [./stop-service, --now]      # when it stops being active
#   fence: ./fence-other-server               # before a takeover: make sure that the other one is off
#   time limit: 30                            # seconds for each, 1 to 600

# The module that the backup watches on the active server: when it is down, the backup takes over.
# It is asked in one way: http, tcp, exec or registered. docs/module.md says what each of them notices.
# module:
#   name: web-server
#   probe:
#     http: http://127.0.0.1:8080/health      # any 2xx is an answer
#   check: ./could-start                      # on the backup: exit code 0 says that the module could start there
#   start timeout: 120                        # seconds before one that never answered is judged
`;
}

/** Plain where that can only be read as text, else in double quotes (JSON's are YAML's as well). */
function scalar(text: string): string {
  const word =
    /^[A-Za-z][A-Za-z0-9_-]*(\.[A-Za-z0-9_-]+)*(:\d+)?$/.test(text) &&
    !/^(true|false|null|yes|no|on|off|y|n)$/i.test(text);
  const endpoint = /^\d+(\.\d+){3}:\d+$/.test(text);
  return word || endpoint ? text : JSON.stringify(text);
}
