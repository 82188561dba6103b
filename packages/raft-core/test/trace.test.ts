import { expect, test } from "vitest";
import { formatTraceEvent, type TraceEvent } from "../src/index.ts";
import { TracedGroup } from "../tla/group.ts";
import { record, SCENARIOS } from "../tla/scenarios.ts";
import { Prng } from "./simulation/prng.ts";

function groupOf(voters: readonly number[]): TracedGroup {
  const random = new Prng(1);
  return new TracedGroup({ voters, random, outstandingWritesMax: 16, appendBytesMax: 1_000, inflightCountMax: 16 });
}

/** One line per event, e.g. `1 BecomeLeader leader term 1 vote 1 commit 0 log 0`. */
function describe({ name, nid, state, role, log, msg, prop }: TraceEvent): string {
  const parts = [`${nid} ${name} ${role.slice(5).toLowerCase()} term ${state.term} vote ${state.vote}`];
  parts.push(`commit ${state.commit} log ${log}`);
  if (msg !== undefined) {
    const { type, from, to, term, index, logTerm, entries, commit, reject } = msg;
    parts.push(
      `${from}>${to} ${type} t${term} ${index}/${logTerm} +${entries} commit ${commit}${reject ? " reject" : ""}`,
    );
  }
  if (prop?.writes !== undefined) parts.push(`writes ${prop.writes}`);
  if (prop?.cc !== undefined) {
    const changes = prop.cc.changes.map(({ nid: id, action }) => `${action} ${id}`);
    parts.push(
      `conf [${prop.cc.newconf}] learners [${prop.cc.learners}]${changes.map((change) => ` ${change}`).join("")}`,
    );
  }
  return parts.join(" | ");
}

test("an election and one command, as they are traced", () => {
  const group = groupOf([1, 2]);
  group.campaign(1);
  group.settle();
  group.propose(1, 1);
  group.settle();
  expect(group.events.map(describe)).toMatchInlineSnapshot(`
    [
      "1 InitState follower term 0 vote 0 | commit 0 log 0 | conf [1,2] learners []",
      "2 InitState follower term 0 vote 0 | commit 0 log 0 | conf [1,2] learners []",
      "1 BecomeFollower follower term 0 vote 0 | commit 0 log 0",
      "1 Ready follower term 0 vote 0 | commit 0 log 0 | writes 0",
      "2 Ready follower term 0 vote 0 | commit 0 log 0 | writes 0",
      "1 BecomeCandidate candidate term 1 vote 1 | commit 0 log 0",
      "1 SendRequestVoteRequest candidate term 1 vote 1 | commit 0 log 0 | 1>2 MsgVote t1 0/0 +0 commit 0",
      "1 Ready candidate term 1 vote 1 | commit 0 log 0 | writes 1",
      "1 Persisted candidate term 1 vote 1 | commit 0 log 0 | writes 1",
      "1 Ready candidate term 1 vote 1 | commit 0 log 0 | writes 0",
      "2 ReceiveRequestVoteRequest follower term 0 vote 0 | commit 0 log 0 | 1>2 MsgVote t1 0/0 +0 commit 0",
      "2 BecomeFollower follower term 1 vote 0 | commit 0 log 0",
      "2 SendRequestVoteResponse follower term 1 vote 1 | commit 0 log 0 | 2>1 MsgVoteResp t1 0/0 +0 commit 0",
      "2 Ready follower term 1 vote 1 | commit 0 log 0 | writes 1",
      "2 Persisted follower term 1 vote 1 | commit 0 log 0 | writes 1",
      "2 Ready follower term 1 vote 1 | commit 0 log 0 | writes 0",
      "1 ReceiveRequestVoteResponse candidate term 1 vote 1 | commit 0 log 0 | 2>1 MsgVoteResp t1 0/0 +0 commit 0",
      "1 BecomeLeader leader term 1 vote 1 | commit 0 log 0",
      "1 Replicate leader term 1 vote 1 | commit 0 log 1",
      "1 SendAppendEntriesRequest leader term 1 vote 1 | commit 0 log 1 | 1>2 MsgApp t1 0/0 +1 commit 0",
      "1 Ready leader term 1 vote 1 | commit 0 log 1 | writes 1",
      "1 Persisted leader term 1 vote 1 | commit 0 log 1 | writes 1",
      "2 ReceiveAppendEntriesRequest follower term 1 vote 1 | commit 0 log 0 | 1>2 MsgApp t1 0/0 +1 commit 0",
      "2 SendAppendEntriesResponse follower term 1 vote 1 | commit 0 log 1 | 2>1 MsgAppResp t1 1/0 +0 commit 0",
      "2 Ready follower term 1 vote 1 | commit 0 log 1 | writes 1",
      "2 Persisted follower term 1 vote 1 | commit 0 log 1 | writes 1",
      "2 Ready follower term 1 vote 1 | commit 0 log 1 | writes 0",
      "1 ReceiveAppendEntriesResponse leader term 1 vote 1 | commit 0 log 1 | 2>1 MsgAppResp t1 1/0 +0 commit 0",
      "1 Commit leader term 1 vote 1 | commit 1 log 1",
      "1 SendAppendEntriesRequest leader term 1 vote 1 | commit 1 log 1 | 1>2 MsgApp t1 1/1 +0 commit 1",
      "1 Ready leader term 1 vote 1 | commit 1 log 1 | writes 0",
      "1 Ready leader term 1 vote 1 | commit 1 log 1 | writes 0",
      "2 ReceiveAppendEntriesRequest follower term 1 vote 1 | commit 0 log 1 | 1>2 MsgApp t1 1/1 +0 commit 1",
      "2 SendAppendEntriesResponse follower term 1 vote 1 | commit 1 log 1 | 2>1 MsgAppResp t1 1/0 +0 commit 0",
      "2 Ready follower term 1 vote 1 | commit 1 log 1 | writes 0",
      "1 ReceiveAppendEntriesResponse leader term 1 vote 1 | commit 1 log 1 | 2>1 MsgAppResp t1 1/0 +0 commit 0",
      "1 Replicate leader term 1 vote 1 | commit 1 log 2",
      "1 SendAppendEntriesRequest leader term 1 vote 1 | commit 1 log 2 | 1>2 MsgApp t1 1/1 +1 commit 1",
      "1 Ready leader term 1 vote 1 | commit 1 log 2 | writes 1",
      "1 Persisted leader term 1 vote 1 | commit 1 log 2 | writes 1",
      "2 ReceiveAppendEntriesRequest follower term 1 vote 1 | commit 1 log 1 | 1>2 MsgApp t1 1/1 +1 commit 1",
      "2 SendAppendEntriesResponse follower term 1 vote 1 | commit 1 log 2 | 2>1 MsgAppResp t1 2/0 +0 commit 0",
      "2 Ready follower term 1 vote 1 | commit 1 log 2 | writes 1",
      "2 Persisted follower term 1 vote 1 | commit 1 log 2 | writes 1",
      "2 Ready follower term 1 vote 1 | commit 1 log 2 | writes 0",
      "1 ReceiveAppendEntriesResponse leader term 1 vote 1 | commit 1 log 2 | 2>1 MsgAppResp t1 2/0 +0 commit 0",
      "1 Commit leader term 1 vote 1 | commit 2 log 2",
      "1 SendAppendEntriesRequest leader term 1 vote 1 | commit 2 log 2 | 1>2 MsgApp t1 2/1 +0 commit 2",
      "1 Ready leader term 1 vote 1 | commit 2 log 2 | writes 0",
      "2 ReceiveAppendEntriesRequest follower term 1 vote 1 | commit 1 log 2 | 1>2 MsgApp t1 2/1 +0 commit 2",
      "2 SendAppendEntriesResponse follower term 1 vote 1 | commit 2 log 2 | 2>1 MsgAppResp t1 2/0 +0 commit 0",
      "2 Ready follower term 1 vote 1 | commit 2 log 2 | writes 0",
      "1 ReceiveAppendEntriesResponse leader term 1 vote 1 | commit 2 log 2 | 2>1 MsgAppResp t1 2/0 +0 commit 0",
    ]
  `);
});

test("a change of members is traced by whoever asks for it, and applied by everybody", () => {
  const group = groupOf([1]);
  group.campaign(1);
  group.settle();
  group.start(2);
  group.change(1, (node) => node.changeMembership([{ kind: "addLearner", node: 2 }]));
  group.settle();
  group.change(1, (node) => node.changeMembership([{ kind: "addVoter", node: 2 }], "jointExplicit"));
  group.settle();
  group.change(1, (node) => node.leaveJoint());
  group.settle();
  const told = group.events.filter(({ name }) => name === "ChangeConf" || name === "ApplyConfChange");
  expect(told.map(describe)).toMatchInlineSnapshot(`
    [
      "1 ChangeConf leader term 1 vote 1 | commit 1 log 2 | conf [1] learners [2] AddLearner 2",
      "1 ApplyConfChange leader term 1 vote 1 | commit 1 log 2 | conf [1] learners [2]",
      "2 ApplyConfChange follower term 1 vote 0 | commit 2 log 2 | conf [1] learners [2]",
      "1 ChangeConf leader term 1 vote 1 | commit 2 log 3 | conf [1,2] learners [] AddNewServer 2",
      "1 ApplyConfChange leader term 1 vote 1 | commit 2 log 3 | conf [1,2] learners []",
      "2 ApplyConfChange follower term 1 vote 0 | commit 2 log 3 | conf [1,2] learners []",
      "1 ChangeConf leader term 1 vote 1 | commit 3 log 4 | conf [1,2] learners []",
      "1 ApplyConfChange leader term 1 vote 1 | commit 3 log 4 | conf [1,2] learners []",
      "2 ApplyConfChange follower term 1 vote 0 | commit 3 log 4 | conf [1,2] learners []",
    ]
  `);
  expect(told.map(({ conf }) => conf)).toMatchInlineSnapshot(`
    [
      [
        [
          "1",
        ],
        [],
      ],
      [
        [
          "1",
        ],
        [],
      ],
      [
        [
          "1",
        ],
        [],
      ],
      [
        [
          "1",
          "2",
        ],
        [
          "1",
        ],
      ],
      [
        [
          "1",
          "2",
        ],
        [
          "1",
        ],
      ],
      [
        [
          "1",
          "2",
        ],
        [
          "1",
        ],
      ],
      [
        [
          "1",
          "2",
        ],
        [],
      ],
      [
        [
          "1",
          "2",
        ],
        [],
      ],
      [
        [
          "1",
          "2",
        ],
        [],
      ],
    ]
  `);
});

test("a line is one JSON object in the form that etcd-io/raft gives to its own", () => {
  const group = groupOf([1, 2, 3]);
  const [first] = group.events;
  expect(formatTraceEvent(first!)).toBe(
    '{"tag":"trace","event":{"name":"InitState","nid":"1","state":{"term":0,"vote":"0","commit":0},' +
      '"role":"StateFollower","log":0,"conf":[["1","2","3"],[]],' +
      '"prop":{"cc":{"changes":[],"newconf":["1","2","3"],"learners":[]}}}}',
  );
});

test.each(SCENARIOS)("the same seed gives the same trace: $name", (scenario) => {
  const lines = record(scenario, 7).map(formatTraceEvent);
  expect(lines.length).toBeLessThan(500);
  expect(record(scenario, 7).map(formatTraceEvent)).toEqual(lines);
  expect(record(scenario, 8).map(formatTraceEvent)).not.toEqual(lines);
});
