import { History, type OperationOf, type OperationValue } from "../history/index.ts";
import { demand } from "../invariants/index.ts";

/**
 * A history that does not wait for the end of the run where a client is told something that is wrong already: that a record is
 * committed, or there to be read, which no high watermark has covered.
 */
export class WatchedHistory extends History {
  recordsAcked = 0;
  recordsConsumed = 0;
  readonly #committedEndOffset: (partition: number) => number;

  constructor(time: { readonly nowMs: number }, committedEndOffset: (partition: number) => number) {
    super(time);
    this.#committedEndOffset = committedEndOffset;
  }

  override ok<Value extends OperationValue>(operation: OperationOf<Value>, result?: Partial<Value>): void {
    super.ok(operation, result);
    this.#look(operation);
  }

  #look(operation: OperationValue): void {
    if (operation.f === "send") {
      this.recordsAcked++;
      const { acks, partition, value } = operation;
      const offset = operation.offset ?? null;
      if (acks !== -1 || offset === null) return;
      const endOffset = this.#committedEndOffset(partition);
      demand(
        offset >= 0 && offset < endOffset,
        "a record is acknowledged and not committed",
        () => `${value} at offset ${offset} of partition ${partition}, of which ${endOffset} are committed`,
      );
    } else if (operation.f === "poll") {
      this.recordsConsumed += operation.records.length;
      const { partition, records } = operation;
      const offset = records.at(-1)?.offset ?? -1;
      const endOffset = this.#committedEndOffset(partition);
      demand(
        offset < endOffset,
        "a record is read and not committed",
        () => `offset ${offset} of partition ${partition}, of which ${endOffset} are committed`,
      );
    }
  }
}
