import type { NodeId } from "@chronik/raft-core";
import type { MetadataCommand } from "./command.ts";
import { levelOf, readCommand, writeCommand } from "./command-codec.ts";
import { MetadataError } from "./metadata-error.ts";
import { decodeStrictly, readInteger, readName, readNodeId, uint32, uint64, wire } from "./wire.ts";

/** Names a proposal, however often it is sent: unique over all nodes and all their lives. */
export interface RequestId {
  readonly proposer: NodeId;
  /** The proposer's process life. */
  readonly incarnation: string;
  /** Used once in that life. */
  readonly sequence: number;
}

/** What a `command` entry of the Raft log holds. */
export interface Proposal {
  readonly requestId: RequestId;
  /** Index of the last entry that the proposer had applied when it first sent this. */
  readonly basisIndex: number;
  readonly command: MetadataCommand;
}

/** The largest encoded proposal. A topic of 10,000 partitions takes a tenth of it. */
export const PROPOSAL_BYTES_MAX = 1_048_576;

/**
 * Throws {@link MetadataError} `METADATA_UNENCODABLE` for whatever {@link decodeProposal} would not take: an entry that cannot
 * be decoded stops every node, so it must not get into the log.
 */
export function encodeProposal(proposal: Proposal): Uint8Array {
  const bytes = encode(proposal);
  if (bytes.length > PROPOSAL_BYTES_MAX) {
    const message = `a ${proposal.command.kind} of ${bytes.length} bytes, where ${PROPOSAL_BYTES_MAX} is the most`;
    throw new MetadataError("METADATA_UNENCODABLE", message);
  }
  try {
    decodeProposal(bytes);
  } catch (cause) {
    throw new MetadataError("METADATA_UNENCODABLE", `this ${proposal.command.kind} could not be decoded`, { cause });
  }
  return bytes;
}

function encode({ requestId, basisIndex, command }: Proposal): Uint8Array {
  return wire.Proposal.encode({
    featureLevel: levelOf(command),
    proposer: uint32(requestId.proposer, "proposer"),
    incarnation: requestId.incarnation,
    sequence: uint64(requestId.sequence, "sequence"),
    basisIndex: uint64(basisIndex, "basis index"),
    ...writeCommand(command),
  }).finish();
}

/**
 * Throws {@link MetadataError}: `METADATA_UNSUPPORTED` where a newer Chronik wrote what this one does not know,
 * `METADATA_CORRUPT` for everything else that is not a proposal.
 */
export function decodeProposal(bytes: Uint8Array): Proposal {
  return decodeStrictly(
    "proposal",
    bytes,
    (reader) => wire.Proposal.decode(reader),
    (message) => ({
      requestId: {
        proposer: readNodeId(message.proposer),
        incarnation: readName(message.incarnation, "the incarnation of the proposer"),
        sequence: readInteger(message.sequence),
      },
      basisIndex: readInteger(message.basisIndex),
      command: readCommand(message),
    }),
  );
}
