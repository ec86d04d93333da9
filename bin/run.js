#!/usr/bin/env node
'use strict';
// Written so that any Node can parse it: an old one must be able to find a newer one, or say what is needed.
var fs = require('fs');
var path = require('path');

function starts() {
  var main = path.join(__dirname, '..', 'dist', 'main.js');
  if (!fs.existsSync(main))
    return stop('switchover has not been built: run "npm run build" in ' + path.dirname(__dirname));
  if (process.argv.length === 3 && process.argv[2] === '--version') {
    process.stdout.write('switchover ' + require('../package.json').version + '\n');
    return;
  }
  ensureHome();
  keepCompiledCode();
  import(require('url').pathToFileURL(main).href).then(function (program) {
    return program.main(process.argv.slice(2));
  });
}

/** Node's compile cache, in a folder that only this user can write to, because its contents are executed. */
function keepCompiledCode() {
  var caches = process.env.XDG_CACHE_HOME || path.join(require('os').homedir(), '.cache');
  var folder = path.join(caches, 'switchover');
  if (!path.isAbsolute(folder)) return;
  try {
    // One by one: where folders cannot be created, as in /proc, Node's recursive mkdir never ends.
    if (!fs.existsSync(caches)) fs.mkdirSync(caches, 0o700);
    if (!fs.existsSync(folder)) fs.mkdirSync(folder, 0o700);
    const found = fs.statSync(folder);
    if (process.getuid && (found.uid !== process.getuid() || (found.mode & 0o022) !== 0)) return;
  } catch {
    return;
  }
  require('module').enableCompileCache(folder);
}

/** A user without a passwd entry, as in a container, has no home that the system could report. */
function ensureHome() {
  if (process.env.HOME === '') delete process.env.HOME;
  try {
    require('os').userInfo();
  } catch {
    process.env.HOME = process.env.HOME || '/nonexistent';
    process.env.SHELL = process.env.SHELL || '/bin/sh';
  }
}

function handsOver() {
  var found = besideOrAbove(__dirname);
  if (found === null) {
    return stop(
      'switchover needs Node 24 or later, but this is ' +
        process.version +
        ': install a newer Node, or run "npm ci" in the folder of switchover.'
    );
  }
  var child = require('child_process').spawn(found, [__filename].concat(process.argv.slice(2)), { stdio: 'inherit' });
  // A terminal sends Ctrl-C to both processes; any other sender only to this one.
  var fromTerminal = require('tty').isatty(0) || require('tty').isatty(1) || require('tty').isatty(2);
  ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGUSR2'].forEach(function (signal) {
    process.on(signal, function () {
      if (!(fromTerminal && (signal === 'SIGINT' || signal === 'SIGQUIT'))) child.kill(signal);
    });
  });
  child.on('error', function (error) {
    stop('switchover cannot start ' + found + ': ' + error.message);
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
