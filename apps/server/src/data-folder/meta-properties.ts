import { randomUUID } from "node:crypto";
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { clusterId } from "../config/endpoint.ts";
import { parseProperties } from "../config/properties.ts";
import { ServerError } from "../error.ts";

/** What a data folder says about whose it is. Kafka's file of the same name, with one line more. */
export interface MetaProperties {
  readonly clusterId: string;
  readonly nodeId: number;
  /** Drawn when the folder is first used: another one means that what was in the folder is gone. */
  readonly directoryId: string;
}

export const META_FILE = "meta.properties";

/** Kafka's number for the layout of this file. */
const META_VERSION = "1";
/** Ours for the layout of everything else in the folder; it also tells the folder from one of Apache Kafka's. */
const FORMAT_VERSION = "1";

const schema = z.object({
  version: z.literal(META_VERSION),
  "cluster.id": clusterId,
  "node.id": z.coerce.number().int().min(1),
  "directory.id": z.string().min(1),
  "chronik.format.version": z.literal(FORMAT_VERSION),
});

/**
 * Null where the folder has no such file.
 *
 * @throws ServerError (FOLDER_DAMAGED) where it makes no sense.
 */
export function readMetaProperties(folder: string): MetaProperties | null {
  const path = join(folder, META_FILE);
  if (!existsSync(path)) return null;
  const { settings, problems } = parseProperties(readFileSync(path, "utf8"), path);
  const parsed = schema.safeParse(Object.fromEntries(settings.map(({ name, value }) => [name, value])));
  if (parsed.success && problems.length === 0) {
    const { "cluster.id": cluster, "node.id": nodeId, "directory.id": directoryId } = parsed.data;
    return { clusterId: cluster, nodeId, directoryId };
  }
  const wrong = parsed.error?.issues.map((issue) => issue.path.join(".")).join(", ") ?? problems.join(", ");
  const sentence = `${path} was not written by this version of Chronik (${wrong}); choose another folder with log.dirs (--data), or restore the file`;
  throw new ServerError("FOLDER_DAMAGED", sentence);
}

/** Writes the file so that after a crash it is there whole, or not at all. */
export function writeMetaProperties(folder: string, meta: MetaProperties): void {
  const lines = [
    "# Whose data folder this is. Written at the first start; do not change or remove it.",
    `version=${META_VERSION}`,
    `cluster.id=${meta.clusterId}`,
    `node.id=${meta.nodeId}`,
    `directory.id=${meta.directoryId}`,
    `chronik.format.version=${FORMAT_VERSION}`,
    "",
  ];
  const path = join(folder, META_FILE);
  const fd = openSync(`${path}.tmp`, "w");
  try {
    writeSync(fd, lines.join("\n"));
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
  renameSync(`${path}.tmp`, path);
  syncFolder(folder);
}

export function syncFolder(folder: string): void {
  const fd = openSync(folder, "r");
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

/** A random UUID the way Kafka writes them: 22 characters of base64url, the first not a dash (it would look like a flag). */
export function drawKafkaUuid(): string {
  for (;;) {
    const text = Buffer.from(randomUUID().replaceAll("-", ""), "hex").toString("base64url");
    if (!text.startsWith("-")) return text;
  }
}
