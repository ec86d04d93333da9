const NOT_THERE = /^(ECONN|EHOST|ENET|ETIMEDOUT|EPIPE|ENOTFOUND|EAI_|EADDRNOTAVAIL)/;

/** OpenSSL's reasons for input that is not TLS, or makes no sense as TLS. An alert is TLS. */
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

/** Whether an error says that the other side sent bytes that are not TLS, so it has shown no certificate. */
export function isNotTls({ code = '', message }: NodeJS.ErrnoException): boolean {
  // If the connection was being written to, Node reports EPROTO, with OpenSSL's reason only in the message.
  const reason = code.startsWith('ERR_SSL_')
    ? code.slice('ERR_SSL_'.length).toLowerCase().replaceAll('_', ' ')
    : (/:SSL routines:[^:]*:([^:]+):/.exec(message)?.[1] ?? '');
  return NOT_TLS.includes(reason);
}

/**
 * Whether an error code means that nothing answers at an address; otherwise something does, but not the right server.
 */
export function isAbsence(code: string): boolean {
  return NOT_THERE.test(code);
}
