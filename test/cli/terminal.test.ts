import { afterEach, describe, expect, it, vi } from 'vitest';
import { mediumOf } from '../../src/cli/terminal.ts';

const TERMINAL = { isTTY: true, columns: 120 } as NodeJS.WriteStream;
const PIPE = { columns: undefined } as unknown as NodeJS.WriteStream;

function boldOn(stream: NodeJS.WriteStream, noColor = false): string {
  return mediumOf(stream, { noColor }).palette.bold('text');
}

describe('colours and width', () => {
  afterEach(() => void vi.unstubAllEnvs());

  it('are those of a terminal', () => {
    vi.stubEnv('NO_COLOR', '').stubEnv('TERM', 'xterm');
    const { palette, columns } = mediumOf(TERMINAL, { noColor: false });
    const { bold, dim, good, caution, bad, accent } = palette;
    expect([bold, dim, good, caution, bad, accent].map((paint) => paint('x'))).toEqual([
      '\u001b[1mx\u001b[22m',
      '\u001b[2mx\u001b[22m',
      '\u001b[32mx\u001b[39m',
      '\u001b[33mx\u001b[39m',
      '\u001b[31mx\u001b[39m',
      '\u001b[36mx\u001b[39m',
    ]);
    expect(columns).toBe(120);
  });

  it('paint only the text, however they are called', () => {
    vi.stubEnv('NO_COLOR', '').stubEnv('TERM', 'xterm');
    expect(['a', 'b'].map(mediumOf(TERMINAL, { noColor: false }).palette.dim)).toEqual([
      '\u001b[2ma\u001b[22m',
      '\u001b[2mb\u001b[22m',
    ]);
  });

  it('are none with NO_COLOR, with --no-color, on a dumb terminal and in a pipe, whatever FORCE_COLOR says', () => {
    vi.stubEnv('FORCE_COLOR', '3').stubEnv('NO_COLOR', '').stubEnv('TERM', 'xterm');
    expect(boldOn(PIPE)).toBe('text');
    expect(boldOn(TERMINAL, true)).toBe('text');
    vi.stubEnv('TERM', 'dumb');
    expect(boldOn(TERMINAL)).toBe('text');
    vi.stubEnv('TERM', 'xterm').stubEnv('NO_COLOR', '1');
    expect(boldOn(TERMINAL)).toBe('text');
  });

  it('are 80 columns in a pipe, and on a terminal that has no size or next to none', () => {
    const columns = [PIPE, { isTTY: true, columns: 0 }, { isTTY: true, columns: 20 }].map(
      (stream) => mediumOf(stream as NodeJS.WriteStream, { noColor: true }).columns,
    );
    expect(columns).toEqual([80, 80, 80]);
  });
});

describe('the time zone', () => {
  afterEach(() => void vi.unstubAllEnvs());
  const [at, noColor] = [Date.UTC(2026, 0, 15, 23, 5, 9), true];

  it('is that of whoever sits at the terminal', () => {
    vi.stubEnv('TZ', 'Europe/Berlin');
    expect(mediumOf(TERMINAL, { noColor }).localTime?.(at)).toBe('2026-01-16 00:05:09');
  });

  it('is UTC alone in a pipe, and where the clock is on UTC', () => {
    vi.stubEnv('TZ', 'Europe/Berlin');
    expect(mediumOf(PIPE, { noColor })).not.toHaveProperty('localTime');
    vi.stubEnv('TZ', 'UTC');
    expect(mediumOf(TERMINAL, { noColor })).not.toHaveProperty('localTime');
  });
});
