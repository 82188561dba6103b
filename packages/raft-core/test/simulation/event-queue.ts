/** Something that is to happen. */
export interface Event {
  readonly atMs: number;
  readonly order: number;
  readonly run: () => void;
}

/** What is to happen, earliest first; what is to happen at the same time, in the order in which it was planned (a heap). */
export class EventQueue {
  readonly #heap: Event[] = [];
  #order = 0;

  get first(): Event | undefined {
    return this.#heap[0];
  }

  add(atMs: number, run: () => void): void {
    const heap = this.#heap;
    const event = { atMs, order: this.#order++, run };
    let at = heap.length;
    heap.push(event);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!before(event, heap[parent]!)) break;
      heap[at] = heap[parent]!;
      at = parent;
    }
    heap[at] = event;
  }

  takeFirst(): Event {
    const heap = this.#heap;
    const first = heap[0]!;
    const last = heap.pop()!;
    if (heap.length === 0) return first;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && before(heap[child + 1]!, heap[child]!)) child++;
      if (!before(heap[child]!, last)) break;
      heap[at] = heap[child]!;
      at = child;
    }
    heap[at] = last;
    return first;
  }
}

function before(a: Event, b: Event): boolean {
  return a.atMs < b.atMs || (a.atMs === b.atMs && a.order < b.order);
}
