------------------------------ MODULE RaftCore ------------------------------
(***************************************************************************)
(* What @chronik/raft-core may do, whatever the network, the disks and the *)
(* clocks do.  Elections, log replication, writes that become durable late *)
(* and in order, crashes that lose those that were not, and membership     *)
(* changes, one voter at once or through a joint configuration.            *)
(*                                                                         *)
(* Time is absent: a timeout may come at any moment.  So pre-vote, check-  *)
(* quorum, priorities and the wait for a leader that is still heard, all   *)
(* of which only make a server act later or not at all, need no action of  *)
(* their own; a pre-candidate is a follower here.  README.md says which    *)
(* line of the code each action stands for.                                *)
(*                                                                         *)
(* Section numbers are those of Ongaro's thesis, "Consensus: Bridging      *)
(* Theory and Practice".                                                   *)
(***************************************************************************)
EXTENDS Naturals, FiniteSets, Sequences

CONSTANTS Server,                       \* positive integers
          Follower, Candidate, Leader

Nobody == 0
NoConf == <<>>

VARIABLES
  initial,    \* the configuration of a group whose log holds none; never changes
  messages,   \* everything that ever left a server: a message that is lost is never
              \* received, one that is doubled is received again
  pending,    \* [i] what i has produced and not sent yet
  term, vote, role, log, commit,        \* as in figure 3.1
  granted,    \* [i] who else voted for candidate i in its term
  match,      \* [i][j] up to where j's log is durable and equal, for all that leader i knows
  durable,    \* [i] what a crash leaves at least
  writes,     \* [i] what was handed to the disk behind that, oldest first
  leaders,    \* history: every election won, with the log it was won with
  settled     \* history: the longest committed prefix that any server ever knew

serverVars == <<term, vote, role, log, commit>>
diskVars   == <<durable, writes>>
history    == <<leaders, settled>>
vars == <<initial, messages, pending, serverVars, granted, match, diskVars, history>>

-----------------------------------------------------------------------------
(* Logs, configurations, quorums. *)

Min(a, b) == IF a < b THEN a ELSE b
MaxOf(S) == CHOOSE x \in S : \A y \in S : y <= x
Prefix(l, n) == SubSeq(l, 1, n)
TermAt(l, k) == IF k = 0 THEN 0 ELSE l[k].term
LastTerm(l) == TermAt(l, Len(l))
Holds(l, k, t) == k <= Len(l) /\ TermAt(l, k) = t
IsPrefix(a, b) == Len(a) <= Len(b) /\ a = Prefix(b, Len(a))

\* An entry with `conf` is a configuration; it is in force from when it is in the log (4.1).
Entry(t, conf) == [term |-> t, conf |-> conf]
ConfIndexes(l) == {k \in DOMAIN l : l[k].conf # NoConf}
ConfIndex(l) == MaxOf({0} \cup ConfIndexes(l))
ConfOf(l) == LET k == ConfIndex(l) IN IF k = 0 THEN initial ELSE l[k].conf[1]
Conf(i) == ConfOf(log[i])

Voters(c) == c.voters \cup c.outgoing
Members(c) == Voters(c) \cup c.learners
Majority(S, V) == 2 * Cardinality(S \cap V) > Cardinality(V)
\* A joint configuration needs both majorities (4.3).
Quorum(S, c) == Majority(S, c.voters) /\ (c.outgoing = {} \/ Majority(S, c.outgoing))

(* What a disk holds, and what of it is safe: in every state that a crash could leave. *)

DiskNow(i) == [term |-> term[i], vote |-> vote[i], log |-> log[i], commit |-> commit[i]]
AfterCrash(i) == {durable[i]} \cup {writes[i][k] : k \in DOMAIN writes[i]}
Safe(i, k, t) == \A d \in AfterCrash(i) : Holds(d.log, k, t)
\* Terms never fall from one write to the next: the oldest decides.
TermSafe(i, t) == durable[i].term >= t
VoteSafe(i, t, v) == durable[i].term > t \/ (durable[i].term = t /\ durable[i].vote = v)

(* What waits: a message, and the last entry that it promises to have (index 0: none). *)

Plain(m) == [msg |-> m, index |-> 0, logTerm |-> 0]
Promise(m, k, t) == [msg |-> m, index |-> k, logTerm |-> t]
Produce(i, ps) == pending' = [pending EXCEPT ![i] = @ \cup ps]

\* Term and vote are durable before any message of that term leaves; what it acknowledges too (figure 3.1).
MayLeave(i, p) ==
  LET m == p.msg IN
  /\ TermSafe(i, m.term)
  /\ m.type = "MsgVote" => VoteSafe(i, m.term, i)
  /\ (m.type = "MsgVoteResp" /\ ~m.reject) => VoteSafe(i, m.term, m.to)
  /\ p.index > 0 => Safe(i, p.index, p.logTerm)

Learned(l, n) == settled' = IF n > Len(settled) THEN Prefix(l, n) ELSE settled

-----------------------------------------------------------------------------
(* The beginning: nobody has anything. *)

Blank == [term |-> 0, vote |-> Nobody, log |-> <<>>, commit |-> 0]

Init ==
  /\ messages = {}
  /\ pending = [i \in Server |-> {}]
  /\ term = [i \in Server |-> 0]
  /\ vote = [i \in Server |-> Nobody]
  /\ role = [i \in Server |-> Follower]
  /\ log = [i \in Server |-> <<>>]
  /\ commit = [i \in Server |-> 0]
  /\ granted = [i \in Server |-> {}]
  /\ match = [i \in Server |-> [j \in Server |-> 0]]
  /\ durable = [i \in Server |-> Blank]
  /\ writes = [i \in Server |-> <<>>]
  /\ leaders = {}
  /\ settled = <<>>

-----------------------------------------------------------------------------
(* The disk. *)

\* A Ready: the messages S leave, and with `write` the state of now is handed to the disk.
Ready(i, S, write) ==
  /\ S \subseteq {p \in pending[i] : MayLeave(i, p)}
  /\ messages' = messages \cup {p.msg : p \in S}
  /\ pending' = [pending EXCEPT ![i] = @ \ S]
  /\ writes' = IF write THEN [writes EXCEPT ![i] = Append(@, DiskNow(i))] ELSE writes
  /\ UNCHANGED <<initial, serverVars, granted, match, durable, history>>

\* The n oldest writes are durable, and i is told.
Persisted(i, n) ==
  /\ n \in 1..Len(writes[i])
  /\ durable' = [durable EXCEPT ![i] = writes[i][n]]
  /\ writes' = [writes EXCEPT ![i] = SubSeq(@, n + 1, Len(@))]
  /\ UNCHANGED <<initial, messages, pending, serverVars, granted, match, history>>

\* i crashes and comes back from its disk, which had taken n more writes than i was told.
Restart(i, n) ==
  LET d == IF n = 0 THEN durable[i] ELSE writes[i][n] IN
  /\ n \in 0..Len(writes[i])
  /\ durable' = [durable EXCEPT ![i] = d]
  /\ writes' = [writes EXCEPT ![i] = <<>>]
  /\ term' = [term EXCEPT ![i] = d.term]
  /\ vote' = [vote EXCEPT ![i] = d.vote]
  /\ log' = [log EXCEPT ![i] = d.log]
  /\ commit' = [commit EXCEPT ![i] = d.commit]
  /\ role' = [role EXCEPT ![i] = Follower]
  /\ granted' = [granted EXCEPT ![i] = {}]
  /\ match' = [match EXCEPT ![i] = [j \in Server |-> 0]]
  /\ pending' = [pending EXCEPT ![i] = {}]
  /\ UNCHANGED <<initial, messages, history>>

-----------------------------------------------------------------------------
(* Elections (3.4, 3.6.1). *)

\* Who is being removed may still campaign until that is committed: its log may be the only one that can win (4.2.2).
Promotable(i) == i \in Voters(Conf(i)) \cup Voters(ConfOf(Prefix(log[i], commit[i])))

VoteRequest(i, j, t) ==
  [type |-> "MsgVote", from |-> i, to |-> j, term |-> t, index |-> Len(log[i]), logTerm |-> LastTerm(log[i])]

BecomeCandidate(i) ==
  /\ role[i] # Leader
  /\ Promotable(i)
  /\ term' = [term EXCEPT ![i] = @ + 1]
  /\ vote' = [vote EXCEPT ![i] = i]
  /\ role' = [role EXCEPT ![i] = Candidate]
  /\ granted' = [granted EXCEPT ![i] = {}]
  /\ Produce(i, {Plain(VoteRequest(i, j, term[i] + 1)) : j \in Voters(Conf(i)) \ {i}})
  /\ UNCHANGED <<initial, messages, log, commit, match, diskVars, history>>

\* Its own vote counts as anybody else's does: when it is durable.
BecomeLeader(i) ==
  /\ role[i] = Candidate
  /\ Quorum(granted[i] \cup (IF VoteSafe(i, term[i], i) THEN {i} ELSE {}), Conf(i))
  /\ role' = [role EXCEPT ![i] = Leader]
  /\ match' = [match EXCEPT ![i] = [j \in Server |-> 0]]
  /\ leaders' = leaders \cup {[term |-> term[i], id |-> i, log |-> log[i]]}
  /\ UNCHANGED <<initial, messages, pending, term, vote, log, commit, granted, diskVars, settled>>

FollowIn(i, t) ==
  /\ term' = [term EXCEPT ![i] = t]
  /\ vote' = IF t = term[i] THEN vote ELSE [vote EXCEPT ![i] = Nobody]
  /\ role' = [role EXCEPT ![i] = Follower]
  /\ UNCHANGED <<initial, messages, pending, log, commit, granted, match, diskVars, history>>

\* A leader without a quorum, a candidate that lost, a leader that was removed.
StepDown(i) == role[i] # Follower /\ FollowIn(i, term[i])

\* A message of a later term: the term first, then the message.
UpdateTerm(i, m) == m.to = i /\ m.term > term[i] /\ FollowIn(i, m.term)

\* A later term in a message of which nothing else matters here (a refused pre-vote, a read).
HearOfTerm(i, t) ==
  /\ t > term[i]
  /\ \E j \in Server \ {i} : TermSafe(j, t)
  /\ FollowIn(i, t)

FromLeader(m) == m.type \in {"MsgApp", "MsgHeartbeat", "MsgSnap"}

\* Somebody else won this term.
ReturnToFollower(i, m) ==
  /\ m.to = i /\ FromLeader(m) /\ m.term = term[i]
  /\ role[i] = Candidate
  /\ FollowIn(i, term[i])

-----------------------------------------------------------------------------
(* The leader. *)

AppendTo(i, conf) == log' = [log EXCEPT ![i] = Append(@, Entry(term[i], conf))]

Replicate(i) ==
  /\ role[i] = Leader
  /\ AppendTo(i, NoConf)
  /\ UNCHANGED <<initial, messages, pending, term, vote, role, commit, granted, match, diskVars, history>>

\* Majorities of two sets that differ in one member overlap (4.1); any others need the joint configuration between them.
Differences(a, b) == Cardinality((a \ b) \cup (b \ a))
Successor(c, d) ==
  /\ d.voters # {}
  /\ d.learners \cap Voters(d) = {}
  /\ IF c.outgoing # {}
     THEN d.voters = c.voters /\ d.outgoing = {} /\ c.learners \subseteq d.learners
                                               /\ d.learners \subseteq c.learners \cup c.outgoing
     ELSE \/ d.outgoing = {} /\ Differences(c.voters, d.voters) <= 1
          \/ d.outgoing = c.voters

\* One at a time, and none before an entry of the own term is committed (the flaw that was found in 2015).
ChangeConf(i, d) ==
  /\ role[i] = Leader
  /\ ConfIndex(log[i]) <= commit[i]
  /\ TermAt(log[i], commit[i]) = term[i]
  /\ Successor(Conf(i), d)
  /\ AppendTo(i, <<d>>)
  /\ match' = [match EXCEPT ![i] = [j \in Server |-> IF j \in Members(d) THEN @[j] ELSE 0]]
  /\ UNCHANGED <<initial, messages, pending, term, vote, role, commit, granted, diskVars, history>>

\* Any part of the log, behind any entry: the follower says whether it fits.
SendAppend(i, j, prev, n) ==
  /\ role[i] = Leader
  /\ j \in Members(Conf(i)) \ {i}
  /\ prev + n <= Len(log[i])
  /\ Produce(i, {Plain([type |-> "MsgApp", from |-> i, to |-> j, term |-> term[i], index |-> prev,
                        logTerm |-> TermAt(log[i], prev), entries |-> SubSeq(log[i], prev + 1, prev + n),
                        commit |-> commit[i]])})
  /\ UNCHANGED <<initial, messages, serverVars, granted, match, diskVars, history>>

\* Never beyond what j is known to have: a heartbeat is not compared with its log.
SendHeartbeat(i, j) ==
  /\ role[i] = Leader
  /\ j \in Members(Conf(i)) \ {i}
  /\ Produce(i, {Plain([type |-> "MsgHeartbeat", from |-> i, to |-> j, term |-> term[i],
                        commit |-> Min(commit[i], match[i][j])])})
  /\ UNCHANGED <<initial, messages, serverVars, granted, match, diskVars, history>>

\* The committed log from its beginning, in place of an append.
SendSnapshot(i, j, n) ==
  /\ role[i] = Leader
  /\ j \in Members(Conf(i)) \ {i}
  /\ n \in 1..commit[i]
  /\ Produce(i, {Plain([type |-> "MsgSnap", from |-> i, to |-> j, term |-> term[i], prefix |-> Prefix(log[i], n)])})
  /\ UNCHANGED <<initial, messages, serverVars, granted, match, diskVars, history>>

\* What a quorum holds durably, the leader being one of many; only entries of its own term are counted (3.6.2).
HeldBy(i, n) == {j \in Server : IF j = i THEN Safe(i, n, log[i][n].term) ELSE match[i][j] >= n}
AdvanceCommit(i, n) ==
  /\ role[i] = Leader
  /\ n \in commit[i] + 1..Len(log[i])
  /\ log[i][n].term = term[i]
  /\ Quorum(HeldBy(i, n), Conf(i))
  /\ commit' = [commit EXCEPT ![i] = n]
  /\ Learned(log[i], n)
  /\ UNCHANGED <<initial, messages, pending, term, vote, role, log, granted, match, diskVars, leaders>>

-----------------------------------------------------------------------------
(* Messages. Handle(m) is what m.to does once its term is m's or a later one. *)

Quiet == UNCHANGED <<serverVars, granted, match, history>>

HandleVoteRequest(m) ==
  LET i == m.to
      upToDate == \/ m.logTerm > LastTerm(log[i])
                  \/ m.logTerm = LastTerm(log[i]) /\ m.index >= Len(log[i])
      grantable == m.term = term[i] /\ upToDate /\ vote[i] \in {Nobody, m.from}
      \* Who knows the leader of the term votes for nobody else in it.
      refusable == ~grantable \/ (vote[i] = Nobody /\ \E e \in leaders : e.term = term[i])
  IN \E grant \in {b \in BOOLEAN : IF b THEN grantable ELSE refusable} :
       /\ vote' = IF grant THEN [vote EXCEPT ![i] = m.from] ELSE vote
       /\ Produce(i, {Plain([type |-> "MsgVoteResp", from |-> i, to |-> m.from, term |-> term[i],
                          reject |-> ~grant])})
       /\ UNCHANGED <<term, role, log, commit, granted, match, history>>

HandleVoteResponse(m) ==
  LET i == m.to
      counts == m.term = term[i] /\ role[i] = Candidate /\ ~m.reject /\ m.from \in Voters(Conf(i))
  IN /\ granted' = IF counts THEN [granted EXCEPT ![i] = @ \cup {m.from}] ELSE granted
     /\ UNCHANGED <<pending, serverVars, match, history>>

AppendResponse(m, reject, k, hint, hintTerm) ==
  [type |-> "MsgAppResp", from |-> m.to, to |-> m.from, term |-> term[m.to],
   reject |-> reject, index |-> k, hint |-> hint, logTerm |-> hintTerm]
Accept(m, l, k) == Produce(m.to, {Promise(AppendResponse(m, FALSE, k, 0, 0), k, TermAt(l, k))})

\* The last index up to `from` where a log with that term there may still agree (3.3, fast backtracking).
Hint(l, from, t) == MaxOf({0} \cup {k \in 1..from : l[k].term <= t})

HandleAppend(m) ==
  LET i == m.to
      l == log[i]
      last == m.index + Len(m.entries)
      differs == {k \in DOMAIN m.entries : ~Holds(l, m.index + k, m.entries[k].term)}
      hint == Hint(l, Min(m.index, Len(l)), m.logTerm)
  IN IF m.term < term[i] THEN
       Produce(i, {Plain(AppendResponse(m, TRUE, m.index, 0, 0))}) /\ Quiet
     ELSE IF m.index < commit[i] THEN
       Accept(m, l, commit[i]) /\ Quiet
     ELSE IF ~Holds(l, m.index, m.logTerm) THEN
       Produce(i, {Plain(AppendResponse(m, TRUE, m.index, hint, TermAt(l, hint)))}) /\ Quiet
     ELSE
       \* An append that says nothing new truncates nothing.
       LET merged == IF differs = {} THEN l ELSE Prefix(l, m.index) \o m.entries
           known == Min(m.commit, last)
       IN /\ log' = [log EXCEPT ![i] = merged]
          /\ commit' = [commit EXCEPT ![i] = IF known > @ THEN known ELSE @]
          /\ Learned(merged, commit'[i])
          /\ Accept(m, merged, last)
          /\ UNCHANGED <<term, vote, role, granted, match, leaders>>

HandleHeartbeat(m) ==
  LET i == m.to IN
  /\ Produce(i, {Plain([type |-> "MsgHeartbeatResp", from |-> i, to |-> m.from, term |-> term[i]])})
  /\ IF m.term < term[i] THEN Quiet
     ELSE /\ m.commit <= Len(log[i])
          /\ commit' = [commit EXCEPT ![i] = IF m.commit > @ THEN m.commit ELSE @]
          /\ Learned(log[i], commit'[i])
          /\ UNCHANGED <<term, vote, role, log, granted, match, leaders>>

HandleSnapshot(m) ==
  LET i == m.to
      n == Len(m.prefix)
      agrees == Holds(log[i], n, TermAt(m.prefix, n))
  IN IF m.term < term[i] THEN
       Produce(i, {Plain(AppendResponse(m, TRUE, n, 0, 0))}) /\ Quiet
     ELSE IF n <= commit[i] THEN
       Accept(m, log[i], commit[i]) /\ Quiet
     ELSE
       /\ log' = IF agrees THEN log ELSE [log EXCEPT ![i] = m.prefix]
       /\ commit' = [commit EXCEPT ![i] = n]
       /\ Learned(m.prefix, n)
       /\ Accept(m, m.prefix, n)
       /\ UNCHANGED <<term, vote, role, granted, match, leaders>>

HandleAppendResponse(m) ==
  LET i == m.to
      j == m.from
      counts == m.term = term[i] /\ role[i] = Leader /\ j \in Members(Conf(i))
  IN /\ UNCHANGED <<pending, serverVars, granted, history>>
     /\ IF ~counts THEN UNCHANGED match
        ELSE IF ~m.reject THEN
          /\ m.index <= Len(log[i])
          /\ match' = [match EXCEPT ![i][j] = IF m.index > @ THEN m.index ELSE @]
        ELSE
          \* What matched is refused: an old answer, or the follower has lost its disk. The leader may begin again.
          \/ UNCHANGED match
          \/ match[i][j] > 0 /\ m.index <= match[i][j] /\ match' = [match EXCEPT ![i][j] = 0]

Handle(m) ==
  /\ m.term <= term[m.to]
  /\ FromLeader(m) /\ m.term = term[m.to] => role[m.to] = Follower
  /\ CASE m.type = "MsgVote"          -> HandleVoteRequest(m)
       [] m.type = "MsgVoteResp"      -> HandleVoteResponse(m)
       [] m.type = "MsgApp"           -> HandleAppend(m)
       [] m.type = "MsgAppResp"       -> HandleAppendResponse(m)
       [] m.type = "MsgHeartbeat"     -> HandleHeartbeat(m)
       [] m.type = "MsgHeartbeatResp" -> pending' = pending /\ Quiet
       [] m.type = "MsgSnap"          -> HandleSnapshot(m)
  /\ UNCHANGED <<initial, messages, diskVars>>

Receive(m) ==
  \/ UpdateTerm(m.to, m)
  \/ ReturnToFollower(m.to, m)
  \/ Handle(m)

-----------------------------------------------------------------------------
Confs == {c \in [voters : SUBSET Server, outgoing : SUBSET Server, learners : SUBSET Server] :
            c.voters # {} /\ c.learners \cap Voters(c) = {}}

Next ==
  \/ \E i \in Server :
       \/ \E S \in SUBSET pending[i], w \in BOOLEAN : Ready(i, S, w)
       \/ \E n \in 1..Len(writes[i]) : Persisted(i, n)
       \/ \E n \in 0..Len(writes[i]) : Restart(i, n)
       \/ BecomeCandidate(i)
       \/ BecomeLeader(i)
       \/ StepDown(i)
       \/ \E j \in Server : HearOfTerm(i, durable[j].term)
       \/ Replicate(i)
       \/ \E d \in Confs : ChangeConf(i, d)
       \/ \E n \in 1..Len(log[i]) : AdvanceCommit(i, n)
       \/ \E j \in Server :
            \/ \E prev \in 0..Len(log[i]) : \E n \in 0..Len(log[i]) - prev : SendAppend(i, j, prev, n)
            \/ SendHeartbeat(i, j)
            \/ \E n \in 1..commit[i] : SendSnapshot(i, j, n)
  \/ \E m \in messages : Receive(m)

Spec == Init /\ [][Next]_vars

-----------------------------------------------------------------------------
(* What Raft promises (figure 3.2). *)

ElectionSafety == \A a, b \in leaders : a.term = b.term => a.id = b.id

\* The last entry that two logs share decides about all before it.
LogMatching ==
  \A i, j \in Server : i # j =>
    LET shared == {k \in 1..Min(Len(log[i]), Len(log[j])) : log[i][k].term = log[j][k].term}
    IN shared = {} \/ Prefix(log[i], MaxOf(shared)) = Prefix(log[j], MaxOf(shared))

IsLatest(i) == \A j \in Server : term[j] <= term[i]

\* A leader that nobody has moved on from has everything that was ever committed.
LeaderCompleteness == \A i \in Server : role[i] = Leader /\ IsLatest(i) => IsPrefix(settled, log[i])

StateMachineSafety == \A i \in Server : IsPrefix(Prefix(log[i], commit[i]), settled)

CommitInLog == \A i \in Server : commit[i] <= Len(log[i])

\* What was acknowledged survives any crash of who acknowledged it.
AcknowledgedIsDurable ==
  \A i \in Server : role[i] = Leader /\ IsLatest(i) =>
    \A j \in Server : match[i][j] > 0 => Safe(j, match[i][j], log[i][match[i][j]].term)

\* What a server may come back with never contradicts what it said.
TermsToldAreDurable == \A m \in messages : TermSafe(m.from, m.term)

Safety ==
  /\ ElectionSafety
  /\ LogMatching
  /\ LeaderCompleteness
  /\ StateMachineSafety
  /\ CommitInLog
  /\ AcknowledgedIsDurable
  /\ TermsToldAreDurable

\* Of steps: what was committed stays so; on disk no term falls, and no vote changes within one.
Monotonic ==
  /\ IsPrefix(settled, settled')
  /\ \A i \in Server :
       \/ durable'[i].term > durable[i].term
       \/ durable'[i].term = durable[i].term /\ durable[i].vote \in {Nobody, durable'[i].vote}
AlwaysMonotonic == [][Monotonic]_vars
=============================================================================
