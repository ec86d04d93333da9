import type { FastifyInstance } from 'fastify';
import type { ServerEntry } from '../core/config/pair-file/pair-file.ts';
import { formatEndpoint } from '../core/network-name.ts';
import { SwitchoverError } from '../core/problem.ts';

/** Listens on the server's own address. Throws if the port is in use or the address does not belong to this machine. */
export async function listenOn(http: FastifyInstance, server: ServerEntry): Promise<void> {
  const where = formatEndpoint(server.host, server.port);
  try {
    await http.listen({ host: server.host, port: server.port });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE') {
      throw new SwitchoverError('refused', {
        code: 'port-in-use',
        what: `port ${server.port} is already in use`,
        why: `another program is listening on ${where}`,
        where,
        do: `stop that program (ss -ltnp shows it), or set another port for server ${server.letter} in the pair file`,
      });
    }
    throw new SwitchoverError('unreachable', {
      code: 'cannot-listen',
      what: `server ${server.letter} cannot listen on ${where}`,
      why: code === 'EADDRNOTAVAIL' ? 'this machine does not have that address' : message,
      where,
      do: `run server ${server.letter} on the machine that has this address, or correct the address in the pair file`,
    });
  }
}
