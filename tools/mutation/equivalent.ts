/**
 * Broken rows that behave like the intact one, each with the reason. The list is checked: an entry that a transcript or
 * a seed detects after all, or whose row has changed, is an error.
 */
export interface Equivalent {
  readonly id: string;
  /** The mutant's own wording, so that an entry does not outlive a change of its row. */
  readonly what: string;
  readonly because: string;
}

const CONNECTED = 'whether or not a connection is up';
const EXTENSION = 'without: clear the extension';

const LEAVES_WHEN_ALONE =
  'no server stays in this place without a connection: when it loses the last one, it leaves by row 130, 310 or 353';
const FORGOTTEN_BEFORE = 'a backup has no extension: it was cleared when it became one (become the backup)';

export const EQUIVALENT: readonly Equivalent[] = [
  ...['132.part1', '321.part1', '326.part1', '322.part1', '323.part1', '324.part1', '345.part1', '356.part1'].map(
    (id) => ({
      id,
      what: CONNECTED,
      because: LEAVES_WHEN_ALONE,
    }),
  ),
  {
    id: '406.part1',
    what: CONNECTED,
    because: 'a connection that has been up all the time, as the other condition demands, is up',
  },
  { id: '414.part1', what: CONNECTED, because: 'a ping is answered only on a connection that is up' },
  ...['232.action3', '310.action3', '324.action2', '353.action4', '361.action4', '386.action3', '387.action3'].map(
    (id) => ({
      id,
      what: EXTENSION,
      because: FORGOTTEN_BEFORE,
    }),
  ),
  {
    id: '361.action3',
    what: 'without: become the backup',
    because: 'reverting the takeover made it what it was before, a backup: only a backup is asked to switch',
  },
  {
    id: '240.action2',
    what: 'without: settle the switch (given-up)',
    because: 'only a server that resumes its role gets here, and it settled its switch when it started to',
  },
];
