--------------------------- MODULE RaftCoreModel ---------------------------
(***************************************************************************)
(* RaftCore within bounds that TLC can search to the end.  What a .cfg     *)
(* bounds is how many campaigns, entries, crashes and changes of members   *)
(* there are; what this module leaves out are heartbeats, snapshots,       *)
(* refusals and appends that begin elsewhere than at match: these matter   *)
(* to how fast things go, and the traces are full of them.                 *)
(***************************************************************************)
EXTENDS RaftCore, TLC

CONSTANTS InitialVoters, CampaignsMax, LogMax, RestartsMax, ConfChangesMax

VARIABLES campaigns, restarts, confChanges

counters == <<campaigns, restarts, confChanges>>
modelVars == <<vars, counters>>

ModelInit ==
  /\ Init
  /\ initial = [voters |-> InitialVoters, outgoing |-> {}, learners |-> {}]
  /\ campaigns = 0
  /\ restarts = 0
  /\ confChanges = 0

-----------------------------------------------------------------------------
(* What comes first, so that TLC need not try it at every later moment too. *)

\* What may leave leaves: what stays behind could as well be lost on its way.
MayLeaveNow(i) == {p \in pending[i] : MayLeave(i, p)}
Leave == \E i \in Server : MayLeaveNow(i) # {} /\ Ready(i, MayLeaveNow(i), FALSE)

\* A Ready with a write, and Persisted, in one: a crash between the two leaves what one before or behind them leaves.
Dirty(i) == durable[i] # DiskNow(i)
Flush(i) ==
  /\ Dirty(i)
  /\ durable' = [durable EXCEPT ![i] = DiskNow(i)]
  /\ UNCHANGED <<initial, messages, pending, serverVars, granted, match, writes, history>>

\* The disk is slow only as long as a crash may follow: behind the last one it could as well be the network.
MustFlush == restarts = RestartsMax /\ \E i \in Server : Dirty(i)

\* As in the code: who has the votes leads, and begins with an entry of its term; what can be committed is.
CanLead(i) == role[i] = Candidate /\ Quorum(granted[i] \cup (IF VoteSafe(i, term[i], i) THEN {i} ELSE {}), Conf(i))
Begins(i) == role[i] = Leader /\ LastTerm(log[i]) # term[i] /\ Len(log[i]) < LogMax
Committable(i) ==
  IF role[i] # Leader THEN {}
  ELSE {n \in commit[i] + 1..Len(log[i]) : log[i][n].term = term[i] /\ Quorum(HeldBy(i, n), Conf(i))}
Commit == \E i \in Server : Committable(i) # {} /\ AdvanceCommit(i, MaxOf(Committable(i)))

-----------------------------------------------------------------------------
\* From match on, one entry at a time, and nothing that was sent before.
ModelSendAppend(i, j) ==
  /\ match[i][j] < Len(log[i]) \/ commit[i] > 0
  /\ SendAppend(i, j, match[i][j], IF match[i][j] < Len(log[i]) THEN 1 ELSE 0)
  /\ \E p \in pending'[i] \ pending[i] : p.msg \notin messages

NoRefusal == \A i \in Server : \A p \in pending'[i] \ pending[i] :
               p.msg.type \in {"MsgVoteResp", "MsgAppResp"} => ~p.msg.reject

SimpleChanges(i) ==
  {[voters |-> v, outgoing |-> {}, learners |-> {}] : v \in {v \in SUBSET Server : Differences(v, Conf(i).voters) = 1}}

Step ==
  \/ /\ UNCHANGED counters
     /\ \/ \E i \in Server :
             \/ Flush(i)
             \/ Len(log[i]) < LogMax /\ Replicate(i)
             \/ \E j \in Server : ModelSendAppend(i, j)
        \/ \E m \in messages : Receive(m) /\ NoRefusal
  \/ /\ campaigns < CampaignsMax
     /\ campaigns' = campaigns + 1
     /\ \E i \in Server : BecomeCandidate(i)
     /\ UNCHANGED <<restarts, confChanges>>
  \/ /\ restarts < RestartsMax
     /\ restarts' = restarts + 1
     /\ \E i \in Server : Restart(i, 0)
     /\ UNCHANGED <<campaigns, confChanges>>
  \/ /\ confChanges < ConfChangesMax
     /\ confChanges' = confChanges + 1
     /\ \E i \in Server : Len(log[i]) < LogMax /\ \E d \in SimpleChanges(i) : ChangeConf(i, d)
     /\ UNCHANGED <<campaigns, restarts>>

ModelNext ==
  IF \E i \in Server : MayLeaveNow(i) # {} THEN Leave /\ UNCHANGED counters
  ELSE IF MustFlush THEN (\E i \in Server : Flush(i)) /\ UNCHANGED counters
  ELSE IF \E i \in Server : CanLead(i) THEN (\E i \in Server : BecomeLeader(i)) /\ UNCHANGED counters
  ELSE IF \E i \in Server : Begins(i) THEN (\E i \in Server : Begins(i) /\ Replicate(i)) /\ UNCHANGED counters
  ELSE IF \E i \in Server : Committable(i) # {} THEN Commit /\ UNCHANGED counters
  ELSE Step

\* What is sent twice is sent once; what is behind whom it is for comes to nothing.
View ==
  <<{m \in messages : m.term >= durable[m.to].term},
    [i \in Server |-> {p \in pending[i] : p.msg \notin messages}],
    serverVars, granted, match, diskVars, history, counters>>

Symmetry == Permutations(Server)

ModelSpec == ModelInit /\ [][ModelNext]_modelVars
=============================================================================
