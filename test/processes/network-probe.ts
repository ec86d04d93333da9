/** Run as a separate process, in another network if needed: one round of network checks, printed as JSON. */
import { checkNetwork } from '../../src/host/network/network-checks.ts';

const began = performance.now();
const { checks } = await checkNetwork(JSON.parse(process.argv[2]!), new AbortController().signal);
process.stdout.write(JSON.stringify({ checks, tookMs: performance.now() - began }));
// A lookup that nobody waits for may still be running.
process.exit();
