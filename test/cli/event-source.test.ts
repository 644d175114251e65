import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parseEvents } from '#src/cli/event-source.ts';

function streamOf(chunks: Uint8Array<ArrayBuffer>[]): ReadableStream<Uint8Array<ArrayBuffer>> {
  return new ReadableStream({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(chunk);
      controller.close();
    },
  });
}

it('reads the same events however the bytes are cut, with any line end', async () => {
  const events = [
    { id: '1', type: 'status', data: '{"text":"Grüße 🚗"}' },
    { id: null, type: 'progress', data: '1' },
    { id: '2', type: 'done', data: 'a\nb' },
  ];
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom('\n', '\r\n', '\r'),
      fc.array(fc.nat({ max: 120 }), { maxLength: 8 }),
      async (end, cuts) => {
        const lines = [
          'retry: 1000',
          ': a comment',
          '',
          'id: 1',
          'event: status',
          'data: {"text":"Grüße 🚗"}',
          '',
          'event:progress',
          'data:1',
          '',
          ': heartbeat',
          '',
          'id: 2',
          'event: done',
          'data: a',
          'data: b',
          '',
          '',
        ];
        const bytes = new TextEncoder().encode(lines.join(end) + end);
        const at = [0, ...cuts.filter((cut) => cut < bytes.length).sort((a, b) => a - b), bytes.length];
        const chunks = at.slice(1).map((to, n) => bytes.slice(at[n], to));
        expect(await Array.fromAsync(parseEvents(streamOf(chunks)))).toEqual(events);
      },
    ),
  );
});

it('drops an event that was cut off', async () => {
  const bytes = new TextEncoder().encode('id: 1\ndata: whole\n\nid: 2\ndata: ha');
  expect(await Array.fromAsync(parseEvents(streamOf([bytes])))).toEqual([{ id: '1', type: 'message', data: 'whole' }]);
});
