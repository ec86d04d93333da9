import { describe, expect, it } from 'vitest';
import { parsePath, printPath } from '../../../../src/core/config/mirror-lists/directory-path.ts';
import { problemsOfPathParameter } from '../../../../src/core/config/mirror-lists/path-parameter.ts';

const raw = String.raw;

describe('a path parameter', () => {
  it.each([raw`\I3\IC\Handlers`, raw`D:\I3\IC\Resources`, '/srv/resources', raw` \I3\IC\Server\I3Tables\ `])(
    'may be %j',
    (text) => {
      expect(problemsOfPathParameter(text, null)).toEqual([]);
    },
  );

  it.each([
    ['Handlers', 'path-relative'],
    [raw`D:Handlers`, 'path-relative'],
    [raw`+\I3\IC\Handlers`, 'path-relative'],
    [raw`\\filer\share`, 'path-unc'],
    [raw`\I3\IC\Hand*`, 'path-invalid-character'],
    [raw`D:\a;D:\b`, 'path-invalid-character'],
  ])('may not be %j: %s', (text, code) => {
    expect(problemsOfPathParameter(text, 'params.yaml:1:1')).toMatchObject([{ code, where: 'params.yaml:1:1' }]);
  });

  it.each([
    [raw`+\I3\IC\Handlers`, raw`write "\I3\IC\Handlers"`],
    ['Handlers', raw`start with "\", with or without a drive, for example \I3\IC\Data; on POSIX with "/"`],
  ])('is not given the advice for a list: %j', (text, advice) => {
    expect(problemsOfPathParameter(text, null)).toMatchObject([{ do: advice }]);
  });

  it('is written back without a drive if it has none', () => {
    const { path } = parsePath(raw`\I3//IC\.\Handlers\ `.trim(), { mayLackDrive: true });
    expect(printPath(path!)).toBe(raw`\I3\IC\Handlers`);
  });
});
