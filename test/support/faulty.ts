/** The process died here. */
export class Crash extends Error {
  override readonly name = 'Crash';
}

export type Fate = 'works' | 'dies-before' | 'dies-after';

/**
 * The same port, with a fate for each call: a call that dies before did nothing, one that dies after did everything, and
 * the caller cannot tell which. `before` runs ahead of each call (a scheduler's place to interleave).
 */
export function faulty<T extends object>(port: T, fate: () => Fate, before: () => Promise<void> = async () => {}): T {
  return new Proxy(port, {
    get(target, name, receiver) {
      const method = Reflect.get(target, name, receiver);
      if (typeof method !== 'function' || name === 'stream' || name === 'list') return method;
      return async (...args: unknown[]) => {
        await before();
        const end = fate();
        if (end === 'dies-before') throw new Crash();
        const result = await method.apply(target, args);
        if (end === 'dies-after') throw new Crash();
        return result;
      };
    },
  });
}
