#!/usr/bin/env node
'use strict';
// Written so that any Node can read it: an old one must get as far as handing over, or saying what is needed.
var fs = require('fs');
var path = require('path');

function starts() {
  var main = path.join(__dirname, '..', 'dist', 'main.cjs');
  if (!fs.existsSync(main))
    return stop('switchover is not built yet: run "npm run build" in ' + path.dirname(__dirname));
  var home = process.env.XDG_CACHE_HOME || path.join(require('os').homedir(), '.cache');
  // Not in the shared temporary folder, where another user could lay compiled code in our way.
  require(main).run(path.join(home, 'switchover', 'compiled-' + process.version + '-' + process.arch));
}

function handsOver() {
  var found = besideOrAbove(__dirname);
  if (found === null) {
    return stop(
      'switchover needs Node 24 or later, and this is ' +
        process.version +
        ': install it, or run "npm ci" where it lies.'
    );
  }
  var child = require('child_process').spawn(found, [__filename].concat(process.argv.slice(2)), { stdio: 'inherit' });
  // A terminal sends Ctrl-C to both of us; from anywhere else it comes here alone.
  var fromTerminal = require('tty').isatty(0) || require('tty').isatty(1) || require('tty').isatty(2);
  ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGUSR2'].forEach(function (signal) {
    process.on(signal, function () {
      if (!(fromTerminal && (signal === 'SIGINT' || signal === 'SIGQUIT'))) child.kill(signal);
    });
  });
  child.on('error', function (error) {
    stop('switchover could not start ' + found + ': ' + error.message);
  });
  child.on('exit', function (code, signal) {
    if (signal === null) process.exit(code);
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
}

function besideOrAbove(folder) {
  var candidate = path.join(folder, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  if (fs.existsSync(candidate) && candidate !== process.execPath) return candidate;
  return path.dirname(folder) === folder ? null : besideOrAbove(path.dirname(folder));
}

function stop(message) {
  process.stderr.write(message + '\n');
  process.exitCode = 3;
}

if (Number(process.versions.node.split('.')[0]) >= 24) starts();
else handsOver();
