/** Runs a command of a service that tries to ask at the terminal, and prints what it found there. */

import { parsePairFile } from '../../src/core/config/pair-file/parse.ts';
import { serviceOf } from '../../src/core/config/pair-file/service.ts';
import { runServiceCommand } from '../../src/host/process/service-command.ts';

const SERVERS = 'A: { name: alpha, address: 127.0.0.1:1 }, B: { name: beta, address: 127.0.0.1:2 }';
const { pairFile } = parsePairFile(`{ pair: p, servers: { ${SERVERS} }, service: { run: local } }`, 'pair.yaml');
const ask = '(: < /dev/tty) 2> /dev/null && echo a terminal || echo none';
const { firstLine } = await runServiceCommand(serviceOf(pairFile!, 'A'), ['/bin/sh', '-c', ask], { folder: '/' });
process.stdout.write(`${firstLine}\n`);
