--------------------------- MODULE RaftCoreTrace ---------------------------
(***************************************************************************)
(* Whether recorded runs of the code are behaviours of RaftCore.           *)
(*                                                                         *)
(* Each line of a trace allows those actions of RaftCore that lead to what *)
(* the line says, and nothing else; what a line leaves open, TLC tries.    *)
(* Safety is checked after every step.  A trace is accepted if some        *)
(* behaviour consumes all of its lines: that is told by PrintT, so that    *)
(* one run of TLC judges many traces.  One that differs from another only  *)
(* from some line on is given by that line and its own end.                *)
(***************************************************************************)
EXTENDS RaftCore, TLC, TraceData

VARIABLES
  trace,    \* which trace this behaviour follows
  line,     \* the line that comes next
  arriving, \* << m >> from when a server was handed m until it has dealt with it
  told      \* messages that a Send line announced, and that have not left

traceVars == <<trace, line, arriving, told>>
\* A trace, or the end of one: `lines` begin with line `start` of what was `base` up to there.
Lines(t) == Traces[t].start - 1 + Len(Traces[t].lines)
Line == Traces[trace].lines[line - Traces[trace].start + 1]
Whole == {t \in DOMAIN Traces : Traces[t].base = 0}

\* One register per trace: the lines that some behaviour consumed.
ASSUME \A t \in DOMAIN Traces : TLCSet(t, 0)
ASSUME PrintT(<<"traces", Len(Traces)>>)

-----------------------------------------------------------------------------
(* What a line says. *)

LineConf(e) == [voters |-> e.voters, outgoing |-> e.outgoing, learners |-> e.learners]
ConfMatches(c, e) == c.voters = e.voters /\ c.outgoing = e.outgoing

Before(e) ==
  LET i == e.nid IN
  /\ term[i] = e.term /\ vote[i] = e.vote /\ commit[i] = e.commit
  /\ role[i] = e.role /\ Len(log[i]) = e.log /\ ConfMatches(Conf(i), e)

After(e) ==
  LET i == e.nid IN
  /\ term'[i] = e.term /\ vote'[i] = e.vote /\ commit'[i] = e.commit
  /\ role'[i] = e.role /\ Len(log'[i]) = e.log /\ ConfMatches(ConfOf(log'[i]), e)

Says(m, s) ==
  /\ m.type = s.type /\ m.from = s.from /\ m.to = s.to /\ m.term = s.term
  /\ CASE m.type = "MsgVote"          -> m.index = s.index /\ m.logTerm = s.logTerm
       [] m.type = "MsgVoteResp"      -> m.reject = s.reject
       [] m.type = "MsgApp"           -> /\ m.index = s.index /\ m.logTerm = s.logTerm
                                         /\ Len(m.entries) = s.entries /\ m.commit = s.commit
       [] m.type = "MsgAppResp"       -> /\ m.reject = s.reject /\ m.index = s.index
                                         /\ m.hint = s.rejectHint /\ m.logTerm = s.logTerm
       [] m.type = "MsgHeartbeat"     -> m.commit = s.commit
       [] m.type = "MsgHeartbeatResp" -> TRUE
       [] m.type = "MsgSnap"          -> Len(m.prefix) = s.entries

\* Which kind of message goes with which event.
Kind(s) ==
  CASE s.type = "MsgVote" -> "RequestVoteRequest"
    [] s.type = "MsgVoteResp" -> "RequestVoteResponse"
    [] s.type \in {"MsgApp", "MsgHeartbeat"} -> "AppendEntriesRequest"
    [] s.type \in {"MsgAppResp", "MsgHeartbeatResp"} -> "AppendEntriesResponse"
    [] s.type = "MsgSnap" -> "Snapshot"
    [] OTHER -> "none"

-----------------------------------------------------------------------------
(* From lines to actions. *)

Is(name) == Line.name = name
Stutter == UNCHANGED vars
Keep == UNCHANGED <<arriving, told>>

InitStateLine ==
  LET i == Line.nid IN
  /\ Is("InitState")
  /\ \E n \in 0..Len(writes[i]) : Restart(i, n)
  /\ told' = {m \in told : m.from # i}
  /\ UNCHANGED arriving

BecomeCandidateLine == Is("BecomeCandidate") /\ BecomeCandidate(Line.nid) /\ Keep
BecomeLeaderLine == Is("BecomeLeader") /\ BecomeLeader(Line.nid) /\ Keep
ReplicateLine == Is("Replicate") /\ Replicate(Line.nid) /\ Keep
CommitLine == Is("Commit") /\ AdvanceCommit(Line.nid, Line.commit) /\ Keep

BecomeFollowerLine ==
  LET i == Line.nid IN
  /\ Is("BecomeFollower")
  /\ \/ arriving = <<>> /\ (StepDown(i) \/ HearOfTerm(i, Line.term))
     \/ arriving # <<>> /\ (UpdateTerm(i, arriving[1]) \/ ReturnToFollower(i, arriving[1]))
     \* A pre-candidate, or who followed in this term already.
     \/ role[i] = Follower /\ Stutter
  /\ Keep

Asked(change, d) ==
  CASE change.action = "AddNewServer" -> change.nid \in d.voters
    [] change.action = "AddLearner"   -> change.nid \in d.learners \cup d.outgoing /\ change.nid \notin d.voters
    [] change.action = "RemoveServer" -> change.nid \notin d.voters \cup d.learners

ChangeConfLine ==
  /\ Is("ChangeConf")
  /\ ChangeConf(Line.nid, LineConf(Line))
  /\ Line.newconf = Line.voters
  /\ \A k \in DOMAIN Line.changes : Asked(Line.changes[k], LineConf(Line))
  /\ Keep

ApplyConfChangeLine ==
  /\ Is("ApplyConfChange")
  /\ Conf(Line.nid) = LineConf(Line)
  /\ Line.newconf = Line.voters
  /\ Stutter /\ Keep

\* An answer or a call for votes: the action that led to it has produced it.
AnnounceLine ==
  /\ Line.msg.type \in {"MsgVote", "MsgVoteResp", "MsgAppResp", "MsgHeartbeatResp"}
  /\ \E p \in pending[Line.nid] : Says(p.msg, Line.msg) /\ told' = told \cup {p.msg}
  /\ Stutter /\ UNCHANGED arriving

ProduceLine ==
  LET s == Line.msg IN
  /\ \/ s.type = "MsgApp" /\ SendAppend(Line.nid, s.to, s.index, s.entries)
     \/ s.type = "MsgHeartbeat" /\ SendHeartbeat(Line.nid, s.to)
     \/ s.type = "MsgSnap" /\ SendSnapshot(Line.nid, s.to, s.entries)
  /\ \E p \in pending'[Line.nid] : Says(p.msg, s) /\ told' = told \cup {p.msg}
  /\ UNCHANGED arriving

SendLine ==
  /\ Line.name \in {"SendAppendEntriesRequest", "SendAppendEntriesResponse", "SendRequestVoteRequest",
                    "SendRequestVoteResponse", "SendSnapshot"}
  /\ Line.name = "Send" \o Kind(Line.msg)
  /\ Line.msg.from = Line.nid
  /\ AnnounceLine \/ ProduceLine

\* What may leave leaves. Where the code held back something that could go, it is as if it were slow on the way;
\* where the code lets go what must wait, its arrival will have no explanation.
ReadyLine ==
  LET i == Line.nid
      S == {p \in pending[i] : MayLeave(i, p) /\ p.msg \in told}
  IN /\ Is("Ready")
     /\ Ready(i, S, Line.writes = 1)
     /\ told' = told \ {p.msg : p \in S}
     /\ UNCHANGED arriving

PersistedLine == Is("Persisted") /\ Persisted(Line.nid, Line.writes) /\ Keep

ReceiveLine ==
  /\ Line.name \in {"ReceiveAppendEntriesRequest", "ReceiveAppendEntriesResponse", "ReceiveRequestVoteRequest",
                    "ReceiveRequestVoteResponse", "ReceiveSnapshot"}
  /\ Line.name = "Receive" \o Kind(Line.msg)
  /\ Line.msg.to = Line.nid
  /\ Before(Line)
  /\ \E m \in messages : Says(m, Line.msg) /\ arriving' = <<m>>
  /\ Stutter /\ UNCHANGED told

ConsumeLine ==
  /\ line <= Lines(trace)
  /\ \/ /\ \/ BecomeFollowerLine
           \/ arriving = <<>> /\ \/ InitStateLine \/ BecomeCandidateLine \/ BecomeLeaderLine \/ ReplicateLine
                                 \/ CommitLine \/ ChangeConfLine \/ ApplyConfChangeLine \/ SendLine \/ ReadyLine
                                 \/ PersistedLine
        /\ After(Line)
     \/ arriving = <<>> /\ ReceiveLine
  /\ Safety' /\ Monotonic
  /\ line' = line + 1
  /\ IF TLCGet(trace) < line THEN TLCSet(trace, line) /\ PrintT(<<"consumed", trace, line>>) ELSE TRUE

\* Everything that m leads to, apart from a change of term or role, which have lines of their own.
DealWithIt ==
  /\ arriving # <<>>
  /\ Handle(arriving[1])
  /\ arriving' = <<>>
  /\ Safety' /\ Monotonic
  /\ UNCHANGED <<line, told>>

TraceInit ==
  /\ Init
  /\ trace \in Whole
  /\ line = 1
  /\ arriving = <<>>
  /\ told = {}
  /\ initial = LineConf(Traces[trace].lines[1])

Branch ==
  /\ \E t \in DOMAIN Traces \ Whole :
       /\ Traces[t].base = trace /\ Traces[t].start = line
       /\ trace' = t
  /\ Stutter /\ Keep /\ UNCHANGED line

TraceNext ==
  \/ (ConsumeLine \/ DealWithIt) /\ UNCHANGED trace
  \/ Branch

TraceSpec == TraceInit /\ [][TraceNext]_<<vars, traceVars>>
=============================================================================
