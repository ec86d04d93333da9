import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { whyNotRunnable } from '../../../src/host/process/runnable.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

test('a program is found as the system would find it, and what is wrong is said', () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'bin'));
  for (const [name, mode] of [
    ['good', 0o700],
    ['bin/known', 0o700],
    ['bin/asleep', 0o600],
    ['asleep', 0o600],
  ] as const) {
    writeFileSync(join(folder, name), '#!/bin/sh\n');
    chmodSync(join(folder, name), mode);
  }
  vi.stubEnv('PATH', `/nowhere:${join(folder, 'bin')}`);
  onTestFinished(() => void vi.unstubAllEnvs());
  const why = (program: string): string | null => whyNotRunnable([program, '--now'], folder);
  expect(why('./good')).toBeNull();
  expect(why(join(folder, 'good'))).toBeNull();
  expect(why('known')).toBeNull();
  expect(why('./asleep')).toBe(`${folder}/asleep is not executable for this user`);
  expect(why('asleep')).toBe(`${folder}/bin/asleep is not executable for this user`);
  expect(why('good')).toBe('good is not in PATH');
  expect(why('./bin')).toBe(`${folder}/bin is not a file`);
  expect(why('./missing')).toBe(`${folder}/missing does not exist`);
  expect(why('./good/deeper')).toBe(`${folder}/good/deeper does not exist`);
});

test('a script that the system could not start is named with the reason, which the system would not give', () => {
  const folder = temporaryFolder();
  const why = (content: string): string | null => {
    writeFileSync(join(folder, 'hook'), content, { mode: 0o700 });
    return whyNotRunnable(['./hook'], folder)?.replaceAll(folder, 'FOLDER') ?? null;
  };
  const windows = "FOLDER/hook has Windows line endings: save it with LF, or run: sed -i 's/\\r$//' FOLDER/hook";
  expect(why('#!/bin/sh\r\nexit 0\r\n')).toBe(windows);
  expect(why('#!/usr/bin/env bash\r\nexit 0\r\n')).toBe(windows);
  expect(why('\uFEFF#!/bin/sh\nexit 0\n')).toBe(
    'FOLDER/hook begins with a byte order mark: save it as UTF-8 without one',
  );
  expect(why('#!/nowhere/python3 -u\nexit 0\n')).toBe(
    'the interpreter of FOLDER/hook cannot be run: /nowhere/python3 does not exist',
  );
  expect(why(`#!${folder}/hook\n`)).toBeNull();
  expect(why('#! /bin/sh -e\nexit 0\r\n')).toBeNull();
  expect(why('\u007fELF\u0002\r\n')).toBeNull();
});
