/** What is to happen, earliest first (a binary heap). */
export class EventQueue<T> {
  readonly #heap: { time: number; value: T }[] = [];

  get size(): number {
    return this.#heap.length;
  }

  add(time: number, value: T): void {
    const heap = this.#heap;
    let at = heap.push({ time, value }) - 1;
    for (let parent = (at - 1) >> 1; at > 0 && heap[at].time < heap[parent].time; parent = (at - 1) >> 1) {
      [heap[at], heap[parent]] = [heap[parent], heap[at]];
      at = parent;
    }
  }

  take(): { time: number; value: T } | undefined {
    const heap = this.#heap;
    const [first] = heap;
    const last = heap.pop();
    if (heap.length === 0 || last === undefined) return first;
    heap[0] = last;
    for (let at = 0; ; ) {
      const child = this.#earlierChild(at);
      if (child >= heap.length || heap[at].time <= heap[child].time) return first;
      [heap[at], heap[child]] = [heap[child], heap[at]];
      at = child;
    }
  }

  #earlierChild(at: number): number {
    const heap = this.#heap;
    const left = 2 * at + 1;
    return left + 1 < heap.length && heap[left + 1].time < heap[left].time ? left + 1 : left;
  }
}
