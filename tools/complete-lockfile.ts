/**
 * Adds to package-lock.json the optional packages of other platforms that npm left out.
 *
 * npm writes down only what its registry can offer. One that lacks a package for macOS leaves a lockfile with which
 * `npm ci` refuses to work everywhere, on Linux too. What is added has no checksum: this machine has never seen it.
 * Run it after a change of dependencies, when the test of the tree asks for it.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Lockfile, missingOptionalPackages, platformOf } from './lockfile.ts';

const path = join(import.meta.dirname, '..', 'package-lock.json');
const lockfile = JSON.parse(readFileSync(path, 'utf8')) as Lockfile;
const missing = missingOptionalPackages(lockfile);
for (const { name, version } of missing) {
  const { cpu, libc, os } = platformOf(name);
  // In the order in which npm would write it.
  const also = libc === undefined ? {} : { libc };
  lockfile.packages[`node_modules/${name}`] = { version, cpu, dev: true, ...also, optional: true, os };
}
const { '': project, ...others } = lockfile.packages;
const sorted = Object.entries(others).sort(([a], [b]) => a.localeCompare(b, 'en'));
writeFileSync(
  path,
  `${JSON.stringify({ ...lockfile, packages: { '': project, ...Object.fromEntries(sorted) } }, null, 2)}\n`,
);
process.stdout.write(`added ${missing.length} packages of other platforms\n`);
