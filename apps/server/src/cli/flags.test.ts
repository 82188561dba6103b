import { describe, expect, it } from "vitest";
import { parseBasePort, type StartFlags, settingsOf } from "./flags.ts";

const common: StartFlags = { override: [], logFormat: "text", logLevel: "info" };
const settings = (flags: Partial<StartFlags>) =>
  settingsOf({ ...common, ...flags }).map(({ name, value, origin }) => `${origin}: ${name}=${value}`);

describe("settingsOf", () => {
  it("sets nothing that was not given", () => expect(settings({})).toEqual([]));

  it("turns each flag into the configuration it stands for", () => {
    expect(settings({ nodeId: "2", clusterId: "c", data: "d", voters: "2@a:1", adminPort: "0" })).toEqual([
      "--node-id: node.id=2",
      "--cluster-id: cluster.id=c",
      "--data: log.dirs=d",
      "--voters: controller.quorum.voters=2@a:1",
      "--admin-port: chronik.admin.port=0",
    ]);
  });

  it("makes listeners of ports", () => {
    expect(settings({ port: "1" })).toEqual(["--port: listeners=PLAINTEXT://localhost:1"]);
    expect(settings({ raftPort: "2" })).toEqual([
      "--raft-port: listeners=PLAINTEXT://localhost:9092,CONTROLLER://0.0.0.0:2",
    ]);
    expect(settings({ port: "1", raftPort: "2" })).toEqual([
      "--port: listeners=PLAINTEXT://localhost:1,CONTROLLER://0.0.0.0:2",
    ]);
  });
});

it("parseBasePort leaves room for nine ports above", () => {
  expect(parseBasePort("65333")).toBe(65_333);
  for (const wrong of ["0", "65334", "x", "-1", "1.5"]) expect(() => parseBasePort(wrong)).toThrow("whole number");
});
