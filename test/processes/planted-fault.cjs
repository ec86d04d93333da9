// Loaded into a server before its own code: on a signal it fails as a bug of ours would.
'use strict';
const stringify = JSON.stringify;
process.on('SIGUSR2', () => {
  switch (process.env.PLANTED_FAULT) {
    case 'thrown':
      throw new TypeError('planted');
    case 'rejected':
      Promise.reject(new TypeError('planted'));
      break;
    default:
      // What the companion is told after the next step of the engine, and nothing else, can no longer be written.
      JSON.stringify = (value, ...more) => {
        if (value !== null && typeof value === 'object' && 'bootId' in value && 'switched' in value)
          throw new TypeError('planted');
        return stringify(value, ...more);
      };
      process.send?.('ready');
  }
});
