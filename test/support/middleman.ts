/** A proxy between commands and a server that drops what it is told to drop. It has the server's own certificate. */
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, request as httpsRequest } from 'node:https';
import { onTestFinished } from 'vitest';
import type { Letter } from '../../src/core/letter.ts';
import { LETTERS } from '../../src/core/letter.ts';
import { dialOptions } from '../../src/host/network/peer-tls.ts';
import { freePort, type RealPair } from './real-pair.ts';

/** What happens to a request: forwarded, answered with the answer lost, or lost in transit. */
export type Fate = 'passed' | 'answer-lost' | 'request-lost' | { readonly answered: readonly [number, string] };

/** Decides about each request, and may remember earlier ones. */
export type Fates = (letter: Letter, method: string, path: string) => Fate;

/** The pair file of a pair whose servers are reached through such proxies. */
export async function throughMiddlemen(pair: RealPair, fates: Fates): Promise<string> {
  let text = readFileSync(pair.pairFile, 'utf8');
  for (const letter of LETTERS) {
    const port = await freePort();
    await middleman(pair, letter, port, fates);
    text = text.replace(`127.0.0.1:${pair.ports[letter]}`, `127.0.0.1:${port}`);
  }
  const file = `${pair.pairFile}.middlemen.yaml`;
  writeFileSync(file, text);
  return file;
}

async function middleman(pair: RealPair, letter: Letter, port: number, fates: Fates): Promise<void> {
  const [own, operator] = [await pair.identity(letter), await pair.identity('operator')];
  const passOn = (request: IncomingMessage, body: Buffer, answer: (status: number, text: Buffer) => void): void => {
    const { method, url } = request;
    const headers = body.length > 0 ? { 'content-type': 'application/json', 'content-length': body.length } : {};
    const at = { host: '127.0.0.1', port: pair.ports[letter], method, path: url, headers, agent: false as const };
    const onward = httpsRequest({ ...at, ...(dialOptions(operator, letter) as object) }, async (response) => {
      answer(response.statusCode ?? 0, Buffer.concat(await response.toArray()));
    });
    onward.on('error', () => request.socket.destroy());
    onward.end(body);
  };
  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = Buffer.concat(await request.toArray());
    const fate = fates(letter, request.method ?? '', request.url ?? '');
    if (fate === 'request-lost') return void request.socket.destroy();
    if (typeof fate === 'object') return void response.writeHead(fate.answered[0]).end(fate.answered[1]);
    return passOn(request, body, (status, text) => {
      if (fate === 'answer-lost') return request.socket.destroy();
      return void response.writeHead(status, { 'content-type': 'application/json' }).end(text);
    });
  };
  const server = createServer({
    ca: own.ca,
    cert: own.cert,
    key: own.key,
    requestCert: true,
    rejectUnauthorized: false,
  });
  server.on('request', (request, response) => void serve(request, response));
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
}
