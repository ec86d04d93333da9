const NOT_THERE = /^(ECONN|EHOST|ENET|ETIMEDOUT|EPIPE|ENOTFOUND|EAI_|EADDRNOTAVAIL)/;

/** Whether an error's code says that nobody answers at an address; else somebody does, and is not who was wanted. */
export function isAbsence(code: string): boolean {
  return NOT_THERE.test(code);
}
