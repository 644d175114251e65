/** The input that another thread has in hand, and how many it had: who hangs cannot tell. */
export interface Diary {
  shared: SharedArrayBuffer;
  write(bytes: Uint8Array): void;
  read(): { inputs: number; bytes: Uint8Array };
}

const HEAD_BYTES = 8;
const ROOM_BYTES = 1 << 16;

export function diaryOf(shared = new SharedArrayBuffer(HEAD_BYTES + ROOM_BYTES)): Diary {
  const [inputs, length] = [new Int32Array(shared, 0, 1), new Int32Array(shared, 4, 1)];
  const room = new Uint8Array(shared, HEAD_BYTES);
  return {
    shared,
    write(bytes) {
      room.set(bytes.subarray(0, ROOM_BYTES));
      length[0] = Math.min(bytes.length, ROOM_BYTES);
      Atomics.add(inputs, 0, 1);
    },
    read: () => ({ inputs: Atomics.load(inputs, 0), bytes: room.slice(0, length[0]) }),
  };
}
