import type { KafkaMessage, Message } from "kafkajs";

/** Every so manyeth record has a key, every so manyeth has headers, so that both kinds cross the failover. */
const KEY_EVERY = 2;
const HEADERS_EVERY = 3;
const VALUE = /^record (\d+) of run ([\w-]+)$/;

/** The record with this number, the same every time it is made. */
export function makeRecord(id: number, run: string): Message & { value: string; partition: number } {
  return {
    partition: 0,
    value: `record ${id} of run ${run}`,
    key: id % KEY_EVERY === 0 ? `key-${id % 7}` : null,
    ...(id % HEADERS_EVERY === 0 ? { headers: { id: String(id), run } } : {}),
  };
}

/** Which record this is, and whether it is what was sent; undefined where it is none of this run's. */
export function readRecord(message: KafkaMessage, run: string): { id: number; intact: boolean } | undefined {
  const match = VALUE.exec(message.value?.toString() ?? "");
  if (match === null || match[2] !== run) return undefined;
  const id = Number(match[1]);
  const sent = makeRecord(id, run);
  const headers = Object.entries(message.headers ?? {}).map(([name, value]) => `${name}=${value}`);
  const sentHeaders = Object.entries(sent.headers ?? {}).map(([name, value]) => `${name}=${value}`);
  const intact = (message.key?.toString() ?? null) === sent.key && headers.join() === sentHeaders.join();
  return { id, intact };
}
