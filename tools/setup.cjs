'use strict';
/*
 * Installs what is missing, then runs the rest of its command line with the project's own Node first in the PATH:
 *
 *   node tools/setup.cjs npm run verify
 *
 * Plain old JavaScript, because a machine's own Node (12 or later) runs it before anything is installed. The right
 * Node is the development dependency "node", which brings its binary by an install script. Where npm refuses install
 * scripts, that script is run from here. Says nothing when nothing is missing.
 */
const childProcess = require('child_process');
const crypto = require('crypto');
const fs = require('fs');
const path = require('path');

const ROOT = path.dirname(__dirname);
const MODULES = path.join(ROOT, 'node_modules');
const NODE = path.join(MODULES, 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
const LINK = path.join(MODULES, '.bin', 'node');
/** Holds the hash of the lockfile that node_modules was last found to match. */
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
    say('installing the dependencies that package-lock.json names (npm ci)');
    // Its warnings say that this Node is too old for some packages, which the Node it brings is not.
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
  say(`this npm runs no install scripts: fetching Node ${version} by itself`);
  childProcess.spawnSync(process.execPath, ['installArchSpecificPackage.js'], {
    cwd: folder,
    env: environment({ npm_config_ignore_scripts: 'true', npm_config_loglevel: 'error' }),
    stdio: ['ignore', 2, 2]
  });
  if (!works(NODE)) {
    throw new Error(
      `Node ${version} for ${process.platform}-${process.arch} did not arrive in ${NODE}; the text above says why. ` +
        'Without it, put any Node 24 or later first in the PATH.'
    );
  }
}

/** npm leaves a list of what it put into node_modules: nothing needs doing where it agrees with the lockfile. */
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
  // The very npm that runs us, where one does.
  const own = process.env.npm_execpath;
  const isNpm = own !== undefined && /npm-cli\.js$/.test(own);
  const command = isNpm ? process.execPath : process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const done = childProcess.spawnSync(command, isNpm ? [own].concat(args) : args, {
    cwd: folder,
    stdio: ['ignore', 2, 2],
    env: environment({})
  });
  if (done.error) throw new Error(`npm could not be started: ${done.error.message}`);
  if (done.status !== 0) {
    const how = done.signal || `exit code ${done.status}`;
    throw new Error(
      `"npm ${args[0]}" ended with ${how} in ${folder}; the text above says why. The next run begins it anew.`
    );
  }
}

/** Runs a command in our place: its exit code, and its signal, become ours. */
function run(words) {
  const child = childProcess.spawn(words[0], words.slice(1), { stdio: 'inherit', env: environment({}) });
  const onTerminal = require('tty').isatty(0);
  ['SIGINT', 'SIGTERM', 'SIGHUP'].forEach((signal) => {
    process.on(signal, () => {
      // A terminal sends Ctrl-C to the child as well.
      if (!(onTerminal && signal === 'SIGINT')) child.kill(signal);
    });
  });
  child.on('error', (error) => {
    process.stderr.write(`could not run ${words[0]}: ${error.message}\n`);
    process.exitCode = 1;
  });
  child.on('exit', (code, signal) => {
    if (signal === null) process.exit(code);
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
}

/** Ours, with the project's own programs first, and without the settings by which an outer npm would be misled. */
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
