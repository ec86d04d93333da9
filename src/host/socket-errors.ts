const NOT_THERE = /^(ECONN|EHOST|ENET|ETIMEDOUT|EPIPE|ENOTFOUND|EAI_|EADDRNOTAVAIL)/;

/** How OpenSSL calls it that what came is no TLS, or none that makes sense. An alert is TLS. */
const NOT_TLS: readonly string[] = [
  'wrong version number',
  'unexpected message',
  'length mismatch',
  'bad length',
  'packet length too long',
  'data length too long',
  'record length mismatch',
  'decode error',
  'http request',
  'https proxy request',
];

/** Whether an error says that the other side sent bytes that are not TLS: it has shown no certificate. */
export function isNotTls({ code = '', message }: NodeJS.ErrnoException): boolean {
  // Where the connection was being written to, node says EPROTO, and OpenSSL's reason only in the message.
  const reason = code.startsWith('ERR_SSL_')
    ? code.slice('ERR_SSL_'.length).toLowerCase().replaceAll('_', ' ')
    : (/:SSL routines:[^:]*:([^:]+):/.exec(message)?.[1] ?? '');
  return NOT_TLS.includes(reason);
}

/** Whether an error's code says that nobody answers at an address; else somebody does, and is not who was wanted. */
export function isAbsence(code: string): boolean {
  return NOT_THERE.test(code);
}
