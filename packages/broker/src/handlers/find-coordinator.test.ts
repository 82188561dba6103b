import { errorCodes } from "@chronik/kafka-protocol";
import { expect, test, vi } from "vitest";
import { call } from "../coordinator/testing/handler-call.ts";
import { findCoordinatorHandler } from "./find-coordinator.ts";

const NODE = { nodeId: 2, host: "two", port: 9093 };
const NOBODY = { nodeId: -1, host: "", port: -1 };

function setUp() {
  const ensureInternalTopic = vi.fn();
  const coordinator = (groupId: string, listener: string) =>
    groupId === "known" && listener === "PLAINTEXT" ? NODE : errorCodes.COORDINATOR_NOT_AVAILABLE;
  const handler = findCoordinatorHandler({ coordinator, ensureInternalTopic, partitionCount: () => 50 });
  return { handler, ensureInternalTopic };
}

test.each([0, 1, 2, 3])("one group, in version %i", (version) => {
  const { handler, ensureInternalTopic } = setUp();
  const { answer } = call(handler, version, { key: "known" });
  expect(answer).toMatchObject({ ...NODE, errorCode: errorCodes.NONE, errorMessage: version === 0 ? "" : null });
  expect(ensureInternalTopic).not.toHaveBeenCalled();
});

test.each([4, 5, 6])("several groups, in version %i", (version) => {
  const { handler } = setUp();
  const { answer } = call(handler, version, { coordinatorKeys: ["known", "unknown"] });
  expect(answer?.coordinators).toMatchObject([
    { key: "known", ...NODE, errorCode: errorCodes.NONE, errorMessage: null },
    { key: "unknown", ...NOBODY, errorCode: errorCodes.COORDINATOR_NOT_AVAILABLE, errorMessage: expect.any(String) },
  ]);
});

test("where nobody is found, the topic is created", () => {
  const { handler, ensureInternalTopic } = setUp();
  const { answer } = call(handler, 3, { key: "unknown" });
  expect(answer).toMatchObject({ ...NOBODY, errorCode: errorCodes.COORDINATOR_NOT_AVAILABLE });
  expect(ensureInternalTopic).toHaveBeenCalledOnce();
});

test.each([1, 2])("keys of type %i have no coordinator here", (keyType) => {
  const { handler, ensureInternalTopic } = setUp();
  const { answer } = call(handler, 6, { keyType, coordinatorKeys: ["known"] });
  expect(answer?.coordinators).toMatchObject([{ ...NOBODY, errorCode: errorCodes.INVALID_REQUEST }]);
  expect(ensureInternalTopic).not.toHaveBeenCalled();
});
