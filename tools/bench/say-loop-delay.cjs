/** Preloaded: every second, appends the 99th percentile of the event loop delay, in ms, to a file named by the pid. */
'use strict';
const fs = require('node:fs');
const path = require('node:path');
const { monitorEventLoopDelay } = require('node:perf_hooks');

const folder = process.env.LOOP_DELAYS;
if (folder !== undefined) {
  const delay = monitorEventLoopDelay({ resolution: 10 });
  delay.enable();
  setInterval(() => {
    fs.appendFileSync(path.join(folder, String(process.pid)), `${delay.percentile(99) / 1e6}\n`);
    delay.reset();
  }, 1_000).unref();
}
