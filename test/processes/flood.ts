/**
 * Run as a separate process: PORT CONNECTIONS REQUESTS PATH. A stranger that sends that many requests at once over each
 * of that many TLS connections, reads the answers, and reopens each connection that is closed. Prints `began` when the
 * first requests have been sent.
 */
import { writeSync } from 'node:fs';
import { connect } from 'node:tls';

const [port, connections, requests, path] = process.argv.slice(2);
const text = `GET ${path} HTTP/1.1\r\nHost: a\r\n\r\n`.repeat(Number(requests));
let hasBegun = false;

function open(): void {
  const socket = connect({ port: Number(port), host: '127.0.0.1', rejectUnauthorized: false });
  socket.on('error', () => undefined);
  socket.on('secureConnect', () => {
    socket.write(text, () => {
      if (!hasBegun) writeSync(1, 'began\n');
      hasBegun = true;
    });
  });
  socket.resume().on('close', open);
}

for (let each = 0; each < Number(connections); each += 1) open();
