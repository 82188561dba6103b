import { kafkaBatchFraming, type RaftEntries, type RaftFrame, RaftFrameReader } from "@chronik/broker";
import { type JournalFrameReport, type StoredWal, type WalFrame, WalFrameReader } from "@chronik/wal";
import type { JournalRole } from "./folders.ts";

/** A frame of a journal, as text and as data. */
export interface FrameMeaning {
  readonly text: string;
  readonly data: object;
  /** Nobody of this version wrote it. */
  readonly unreadable: boolean;
}

/** Says what frames mean to whoever wrote them; to be asked about all of them, in their order. */
export function frameMeanings(role: JournalRole, wal: StoredWal | null): (frame: JournalFrameReport) => FrameMeaning {
  const raft = new RaftFrameReader();
  const partitions = new WalFrameReader(kafkaBatchFraming, wal?.names);
  return (frame) => {
    if (frame.control) return controlMeaning(frame);
    if (role === "raft") {
      const meaning = raft.read(frame);
      return { text: `raft ${raftText(meaning)}`, data: { raft: meaning }, unreadable: meaning.kind === "unreadable" };
    }
    const { log, frame: meaning } = partitions.read(frame);
    const name = log ? `${log.topic}-${log.partition}` : `stream ${frame.stream}`;
    const data = { partition: log ? name : null, stream: frame.stream, ...meaning };
    return { text: `${name} ${walText(meaning)}`, data, unreadable: meaning.kind === "unreadable" };
  };
}

function controlMeaning({ control }: JournalFrameReport): FrameMeaning {
  const text = control?.kind === "release" ? `release below: ${control.sequence}` : `${control?.kind}`;
  return { text: `journal ${text}`, data: { journal: control }, unreadable: false };
}

function walText(frame: WalFrame): string {
  switch (frame.kind) {
    case "create":
      return `create offset: ${frame.startOffset}`;
    case "append":
      return `append offsets: ${frame.baseOffset}..${frame.lastOffset} batches: ${frame.batches}`;
    case "quarantine":
      return `quarantine: ${frame.fault.place.file} at byte ${frame.fault.place.position}: ${frame.fault.reason}`;
    case "delete":
      return "delete";
    case "unreadable":
      return "unreadable";
    default:
      return `${frame.kind} offset: ${frame.offset}`;
  }
}

function raftText(frame: RaftFrame): string {
  if (frame.kind === "piece") return `piece ${frame.number}`;
  if (!("entries" in frame)) return frame.kind;
  const parts: string[] = [frame.kind];
  if (frame.kind === "checkpoint") {
    const { index, term, dataBytes } = frame.snapshot;
    parts.push(`snapshot: ${index} term: ${term} bytes: ${dataBytes}`);
  }
  if (frame.entries) parts.push(entriesText(frame.entries));
  if (frame.hardState) {
    const { term, vote, commit } = frame.hardState;
    parts.push(`hard state: term ${term}, vote ${vote}, commit ${commit}`);
  }
  return parts.join(" ");
}

function entriesText({ firstIndex, lastIndex, firstTerm, lastTerm, dataBytes }: RaftEntries): string {
  const terms = firstTerm === lastTerm ? `term: ${firstTerm}` : `terms: ${firstTerm}..${lastTerm}`;
  return `entries: ${firstIndex}..${lastIndex} ${terms} bytes: ${dataBytes}`;
}
