// A program that keeps its settings in the configuration tree: it reads them, follows their changes, and says in an entry
// of its own which settings it works with.
//
//   node dialer.mjs /var/lib/switchover/programs/dialer.sock
//
// In the pair file:
//   programs:
//     - { name: dialer, read: ['${CONFIG}\Dialer'], write: ['${SERVER}\Dialer'] }
import { connect } from 'switchover/client';

const SETTINGS = `\${CONFIG}\\Dialer`;
const STATUS = `\${SERVER}\\Dialer`;

const tree = await connect({ socket: process.argv[2] });
process.once('SIGTERM', () => tree.close());

/** Writes the status; if somebody else wrote it meanwhile, looks again. On a backup there is nothing to write. */
async function report(lines) {
  for (;;) {
    const before = await tree.get(STATUS);
    try {
      await tree.set(STATUS, { lines, pid: `${process.pid}` }, { class: 'Status', expect: before?.position ?? null });
      return console.log(`works with ${lines} lines`);
    } catch (error) {
      if (error.code === 'not-active') return console.log(`waits: ${error.message}`);
      if (error.code !== 'tree-conflict') throw error;
    }
  }
}

async function applySettings() {
  const settings = await tree.get(SETTINGS);
  await report(settings?.attributes.lines?.[0] ?? '1');
}

// From before the first reading on, so that no change is missed in between: the last one in the history is where to begin.
const { changes } = await tree.history({ path: SETTINGS, limit: 1 });
await applySettings();
const from = changes[0]?.position ?? { term: 0, number: 0 };
for await (const { change, gap } of tree.watch({ path: SETTINGS, from })) {
  if (gap) console.log('changes were missed: everything is read again');
  else console.log(`changed by ${change.by}`);
  await applySettings();
}
