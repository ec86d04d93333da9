/** A tar archive of one file: its header of 512 bytes, with the sum of its bytes, then the file. */
export function tarOf(name: string, bytes: Uint8Array): Buffer {
  const header = Buffer.alloc(512);
  header.write(name, 0, 'latin1');
  header.write(
    `0000644\0${'0000000\0'.repeat(2)}${bytes.length.toString(8).padStart(11, '0')}\0${'0'.repeat(11)}\0`,
    100,
    'latin1',
  );
  header.write(' '.repeat(8), 148, 'latin1');
  header.write('0ustar\0', 156, 'latin1');
  header.write(
    `${header
      .reduce((sum, byte) => sum + byte, 0)
      .toString(8)
      .padStart(6, '0')}\0 `,
    148,
    'latin1',
  );
  return Buffer.concat([header, bytes, Buffer.alloc(1024 + 512 - (bytes.length % 512))]);
}
