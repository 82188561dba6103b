import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { loadConfig } from "../config/load.ts";
import { writeMetaProperties } from "../data-folder/meta-properties.ts";
import { bootstrapServers, findClusterId, nodeOverrides } from "./layout.ts";

let dataFolder: string;
beforeEach(() => {
  dataFolder = mkdtempSync(join(tmpdir(), "chronik-layout-"));
});
afterEach(() => rmSync(dataFolder, { recursive: true }));

const layout = () => ({ nodeIds: [1, 2, 3], basePort: 9092, dataFolder });

it("names its bootstrap servers", () => {
  expect(bootstrapServers(layout())).toBe("127.0.0.1:9092,127.0.0.1:9093,127.0.0.1:9094");
});

it("configures each node with ports and a folder of its own, and three replicas of which two must be in sync", () => {
  const overrides = nodeOverrides(layout(), 2, "c");
  const { config } = loadConfig({ file: undefined, environment: {}, overrides, flags: [], workingFolder: "/" });
  expect(config).toMatchObject({
    nodeId: 2,
    clusterId: "c",
    dataFolder: join(dataFolder, "node-2"),
    raftListener: { host: "127.0.0.1", port: 9193 },
    adminListener: { host: "127.0.0.1", port: 9293 },
    clientListeners: [{ bind: { host: "localhost", port: 9093 }, advertised: { host: "127.0.0.1", port: 9093 } }],
    broker: { voters: [1, 2, 3], replicationFactorDefault: 3, topicDefaults: { minInsyncReplicas: 2 } },
  });
  expect(config.voters.get(3)).toEqual({ host: "127.0.0.1", port: 9194 });
});

it("keeps the cluster that the folders belong to, whichever of them are left", () => {
  const drawn = findClusterId(layout());
  expect(drawn).toMatch(/^[\w-]{22}$/);
  mkdirSync(join(dataFolder, "node-2"));
  writeMetaProperties(join(dataFolder, "node-2"), { clusterId: "kept", nodeId: 2, directoryId: "d" });
  expect(findClusterId(layout())).toBe("kept");
});
