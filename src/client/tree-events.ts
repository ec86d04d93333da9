/** Server-sent events, as `watch` sends them. */
import { StringDecoder } from 'node:string_decoder';

export interface ServerEvent {
  /** The position after it, as `3.1204`; empty: none was sent. */
  readonly id: string;
  /** Empty: it has no event, only a position. */
  readonly name: string;
  readonly data: string;
}

/** The events of a stream, each as soon as it is complete. */
export async function* eventsOf(stream: AsyncIterable<unknown>): AsyncGenerator<ServerEvent, void, void> {
  const decoder = new StringDecoder('utf8');
  let text = '';
  for await (const piece of stream) {
    text += decoder.write(piece as Buffer);
    const blocks = text.split('\n\n');
    text = blocks.pop() ?? '';
    for (const block of blocks) yield eventOf(block);
  }
}

function eventOf(block: string): ServerEvent {
  const fields = { id: '', event: '', data: '' };
  for (const line of block.split('\n')) {
    const [, name, value = ''] = /^(id|event|data): (.*)$/.exec(line) ?? [];
    if (name !== undefined) fields[name as keyof typeof fields] = value;
  }
  return { id: fields.id, name: fields.event, data: fields.data };
}
