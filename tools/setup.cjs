'use strict';
/*
 * Installs missing dependencies, then runs the rest of its command line with the project's own Node first in PATH:
 *
 *   node tools/setup.cjs npm run verify
 *
 * Plain old JavaScript, because the machine's own Node (12 or later) runs it before anything is installed. The right
 * Node is the development dependency "node", which fetches its binary in an install script. If npm does not run install
 * scripts, this runs it. Prints nothing if nothing is missing.
 */
const childProcess = require('child_process');
const crypto = require('crypto');
const fs = require('fs');
const path = require('path');

const ROOT = path.dirname(__dirname);
const MODULES = path.join(ROOT, 'node_modules');
const NODE = path.join(MODULES, 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
const LINK = path.join(MODULES, '.bin', 'node');
/** Contains the hash of the lockfile that node_modules last matched. */
const STAMP = path.join(MODULES, '.switchover-setup');

function main() {
  try {
    if (!isReady()) installMissing();
  } catch (error) {
    process.stderr.write(`setup failed: ${error.message}\n`);
    process.exitCode = 1;
    return;
  }
  if (process.argv.length > 2) run(process.argv.slice(2));
}

function isReady() {
  return fs.existsSync(LINK) && readOrNull(STAMP) === lockfileHash();
}

function installMissing() {
  if (!matchesLockfile()) {
    say('installing the dependencies in package-lock.json (npm ci)');
    // Its warnings about this Node being too old do not apply to the Node that it installs.
    npm(['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'], ROOT);
  }
  if (!works(NODE)) installNode();
  if (!fs.existsSync(LINK)) {
    fs.mkdirSync(path.dirname(LINK), { recursive: true });
    fs.symlinkSync(path.join('..', 'node', 'bin', 'node'), LINK);
  }
  fs.writeFileSync(STAMP, lockfileHash());
}

/** What the install script of the "node" package would have done. */
function installNode() {
  const folder = path.join(MODULES, 'node');
  const version = JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8')).version;
  say(`npm did not run the install scripts: downloading Node ${version}`);
  childProcess.spawnSync(process.execPath, ['installArchSpecificPackage.js'], {
    cwd: folder,
    env: environment({ npm_config_ignore_scripts: 'true', npm_config_loglevel: 'error' }),
    stdio: ['ignore', 2, 2]
  });
  if (!works(NODE)) {
    throw new Error(
      `Node ${version} for ${process.platform}-${process.arch} could not be installed in ${NODE}; see the messages above. ` +
        'Alternatively, put any Node 24 or later first in PATH.'
    );
  }
}

/** npm keeps a list of what it installed: nothing needs to be done if it matches the lockfile. */
function matchesLockfile() {
  const installed = readOrNull(path.join(MODULES, '.package-lock.json'));
  if (installed === null) return false;
  const wanted = JSON.parse(lockfile()).packages;
  const present = JSON.parse(installed).packages;
  return Object.keys(wanted).every((name) => {
    if (name === '') return true;
    const found = present[name];
    if (found === undefined) return wanted[name].optional === true;
    return found.version === wanted[name].version && found.integrity === wanted[name].integrity;
  });
}

function npm(args, folder) {
  // The npm that runs this script, if any.
  const own = process.env.npm_execpath;
  const isNpm = own !== undefined && /npm-cli\.js$/.test(own);
  const command = isNpm ? process.execPath : process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const done = childProcess.spawnSync(command, isNpm ? [own].concat(args) : args, {
    cwd: folder,
    stdio: ['ignore', 2, 2],
    env: environment({})
  });
  if (done.error) throw new Error(`cannot start npm: ${done.error.message}`);
  if (done.status !== 0) {
    const how = done.signal || `exit code ${done.status}`;
    throw new Error(`"npm ${args[0]}" failed (${how}) in ${folder}; see the messages above. The next run tries again.`);
  }
}

/** Runs a command and takes over its exit code or signal. */
function run(words) {
  const child = childProcess.spawn(words[0], words.slice(1), { stdio: 'inherit', env: environment({}) });
  const onTerminal = require('tty').isatty(0);
  ['SIGINT', 'SIGTERM', 'SIGHUP'].forEach((signal) => {
    process.on(signal, () => {
      // A terminal sends Ctrl-C to the child too.
      if (!(onTerminal && signal === 'SIGINT')) child.kill(signal);
    });
  });
  child.on('error', (error) => {
    process.stderr.write(`cannot run ${words[0]}: ${error.message}\n`);
    process.exitCode = 1;
  });
  child.on('exit', (code, signal) => {
    if (signal === null) process.exit(code);
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
}

/** Our environment, with the project's own programs first, and without settings that would mislead an inner npm. */
function environment(more) {
  const env = Object.assign({}, process.env, more);
  delete env.npm_config_local_prefix;
  env.PATH = path.join(MODULES, '.bin') + path.delimiter + (env.PATH || '');
  return env;
}

function works(node) {
  return fs.existsSync(node) && childProcess.spawnSync(node, ['--version'], { stdio: 'ignore' }).status === 0;
}

function lockfile() {
  return fs.readFileSync(path.join(ROOT, 'package-lock.json'), 'utf8');
}

function lockfileHash() {
  return `${crypto.createHash('sha256').update(lockfile()).digest('hex')} ${process.platform}-${process.arch}`;
}

function readOrNull(file) {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch (_) {
    return null;
  }
}

function say(text) {
  process.stderr.write(`setup: ${text}\n`);
}

main();
