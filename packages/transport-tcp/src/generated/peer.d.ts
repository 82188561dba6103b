import type * as $protobuf from "protobufjs";

/** Namespace chronik. */
export namespace chronik {

    /** Namespace peer. */
    namespace peer {

        /** Namespace v1. */
        namespace v1 {

            /** Channel enum. */
            enum Channel {

                /** CHANNEL_UNSPECIFIED value */
                CHANNEL_UNSPECIFIED = 0,

                /** CHANNEL_RAFT value */
                CHANNEL_RAFT = 1,

                /** CHANNEL_REPLICATION value */
                CHANNEL_REPLICATION = 2
            }

            /**
             * Properties of a Hello.
             * @deprecated Use chronik.peer.v1.Hello.$Properties instead.
             */
            interface IHello extends chronik.peer.v1.Hello.$Properties {
            }

            /** Represents a Hello. */
            class Hello {

                /**
                 * Constructs a new Hello.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: chronik.peer.v1.Hello.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Hello magic. */
                magic: number;

                /** Hello version. */
                version: number;

                /** Hello clusterId. */
                clusterId: string;

                /** Hello nodeId. */
                nodeId: number;

                /** Hello incarnation. */
                incarnation: number;

                /** Hello channel. */
                channel: chronik.peer.v1.Channel;

                /** Hello acceptorNodeId. */
                acceptorNodeId: number;

                /**
                 * Encodes the specified Hello message. Does not implicitly {@link chronik.peer.v1.Hello.verify|verify} messages.
                 * @param message Hello message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: chronik.peer.v1.Hello.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a Hello message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {chronik.peer.v1.Hello & chronik.peer.v1.Hello.$Shape} Hello
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): chronik.peer.v1.Hello & chronik.peer.v1.Hello.$Shape;
            }

            namespace Hello {

                /** Properties of a Hello. */
                interface $Properties {

                    /** Hello magic */
                    magic?: (number|null);

                    /** Hello version */
                    version?: (number|null);

                    /** Hello clusterId */
                    clusterId?: (string|null);

                    /** Hello nodeId */
                    nodeId?: (number|null);

                    /** Hello incarnation */
                    incarnation?: (number|null);

                    /** Hello channel */
                    channel?: (chronik.peer.v1.Channel|null);

                    /** Hello acceptorNodeId */
                    acceptorNodeId?: (number|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a Hello. */
                type $Shape = chronik.peer.v1.Hello.$Properties;
            }

            /**
             * Properties of a Welcome.
             * @deprecated Use chronik.peer.v1.Welcome.$Properties instead.
             */
            interface IWelcome extends chronik.peer.v1.Welcome.$Properties {
            }

            /** Represents a Welcome. */
            class Welcome {

                /**
                 * Constructs a new Welcome.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: chronik.peer.v1.Welcome.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Welcome magic. */
                magic: number;

                /** Welcome version. */
                version: number;

                /** Welcome clusterId. */
                clusterId: string;

                /** Welcome nodeId. */
                nodeId: number;

                /** Welcome incarnation. */
                incarnation: number;

                /**
                 * Encodes the specified Welcome message. Does not implicitly {@link chronik.peer.v1.Welcome.verify|verify} messages.
                 * @param message Welcome message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: chronik.peer.v1.Welcome.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a Welcome message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {chronik.peer.v1.Welcome & chronik.peer.v1.Welcome.$Shape} Welcome
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): chronik.peer.v1.Welcome & chronik.peer.v1.Welcome.$Shape;
            }

            namespace Welcome {

                /** Properties of a Welcome. */
                interface $Properties {

                    /** Welcome magic */
                    magic?: (number|null);

                    /** Welcome version */
                    version?: (number|null);

                    /** Welcome clusterId */
                    clusterId?: (string|null);

                    /** Welcome nodeId */
                    nodeId?: (number|null);

                    /** Welcome incarnation */
                    incarnation?: (number|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a Welcome. */
                type $Shape = chronik.peer.v1.Welcome.$Properties;
            }

            /** RefusalReason enum. */
            enum RefusalReason {

                /** REFUSAL_REASON_UNSPECIFIED value */
                REFUSAL_REASON_UNSPECIFIED = 0,

                /** REFUSAL_REASON_UNSUPPORTED_VERSION value */
                REFUSAL_REASON_UNSUPPORTED_VERSION = 1,

                /** REFUSAL_REASON_WRONG_CLUSTER value */
                REFUSAL_REASON_WRONG_CLUSTER = 2,

                /** REFUSAL_REASON_WRONG_NODE value */
                REFUSAL_REASON_WRONG_NODE = 3,

                /** REFUSAL_REASON_UNKNOWN_NODE value */
                REFUSAL_REASON_UNKNOWN_NODE = 4,

                /** REFUSAL_REASON_SUPERSEDED value */
                REFUSAL_REASON_SUPERSEDED = 5
            }

            /**
             * Properties of a Refusal.
             * @deprecated Use chronik.peer.v1.Refusal.$Properties instead.
             */
            interface IRefusal extends chronik.peer.v1.Refusal.$Properties {
            }

            /** Represents a Refusal. */
            class Refusal {

                /**
                 * Constructs a new Refusal.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: chronik.peer.v1.Refusal.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Refusal reason. */
                reason: chronik.peer.v1.RefusalReason;

                /** Refusal version. */
                version: number;

                /**
                 * Encodes the specified Refusal message. Does not implicitly {@link chronik.peer.v1.Refusal.verify|verify} messages.
                 * @param message Refusal message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: chronik.peer.v1.Refusal.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a Refusal message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {chronik.peer.v1.Refusal & chronik.peer.v1.Refusal.$Shape} Refusal
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): chronik.peer.v1.Refusal & chronik.peer.v1.Refusal.$Shape;
            }

            namespace Refusal {

                /** Properties of a Refusal. */
                interface $Properties {

                    /** Refusal reason */
                    reason?: (chronik.peer.v1.RefusalReason|null);

                    /** Refusal version */
                    version?: (number|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a Refusal. */
                type $Shape = chronik.peer.v1.Refusal.$Properties;
            }

            /**
             * Properties of a RaftMessage.
             * @deprecated Use chronik.peer.v1.RaftMessage.$Properties instead.
             */
            interface IRaftMessage extends chronik.peer.v1.RaftMessage.$Properties {
            }

            /** Represents a RaftMessage. */
            class RaftMessage {

                /**
                 * Constructs a new RaftMessage.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: chronik.peer.v1.RaftMessage.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** RaftMessage from. */
                from: number;

                /** RaftMessage to. */
                to: number;

                /** RaftMessage term. */
                term: number;

                /** RaftMessage preVoteRequest. */
                preVoteRequest?: (chronik.peer.v1.PreVoteRequest.$Properties|null);

                /** RaftMessage preVoteResponse. */
                preVoteResponse?: (chronik.peer.v1.PreVoteResponse.$Properties|null);

                /** RaftMessage voteRequest. */
                voteRequest?: (chronik.peer.v1.VoteRequest.$Properties|null);

                /** RaftMessage voteResponse. */
                voteResponse?: (chronik.peer.v1.VoteResponse.$Properties|null);

                /** RaftMessage appendRequest. */
                appendRequest?: (chronik.peer.v1.AppendRequest.$Properties|null);

                /** RaftMessage appendResponse. */
                appendResponse?: (chronik.peer.v1.AppendResponse.$Properties|null);

                /** RaftMessage heartbeatRequest. */
                heartbeatRequest?: (chronik.peer.v1.HeartbeatRequest.$Properties|null);

                /** RaftMessage heartbeatResponse. */
                heartbeatResponse?: (chronik.peer.v1.HeartbeatResponse.$Properties|null);

                /** RaftMessage proposeRequest. */
                proposeRequest?: (chronik.peer.v1.ProposeRequest.$Properties|null);

                /** RaftMessage installSnapshotRequest. */
                installSnapshotRequest?: (chronik.peer.v1.InstallSnapshotRequest.$Properties|null);

                /** RaftMessage installSnapshotResponse. */
                installSnapshotResponse?: (chronik.peer.v1.InstallSnapshotResponse.$Properties|null);

                /** RaftMessage timeoutNowRequest. */
                timeoutNowRequest?: (chronik.peer.v1.TimeoutNowRequest.$Properties|null);

                /** RaftMessage readIndexRequest. */
                readIndexRequest?: (chronik.peer.v1.ReadIndexRequest.$Properties|null);

                /** RaftMessage readIndexResponse. */
                readIndexResponse?: (chronik.peer.v1.ReadIndexResponse.$Properties|null);

                /** RaftMessage kind. */
                kind?: ("preVoteRequest"|"preVoteResponse"|"voteRequest"|"voteResponse"|"appendRequest"|"appendResponse"|"heartbeatRequest"|"heartbeatResponse"|"proposeRequest"|"installSnapshotRequest"|"installSnapshotResponse"|"timeoutNowRequest"|"readIndexRequest"|"readIndexResponse");

                /**
                 * Encodes the specified RaftMessage message. Does not implicitly {@link chronik.peer.v1.RaftMessage.verify|verify} messages.
                 * @param message RaftMessage message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: chronik.peer.v1.RaftMessage.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a RaftMessage message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {chronik.peer.v1.RaftMessage & chronik.peer.v1.RaftMessage.$Shape} RaftMessage
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): chronik.peer.v1.RaftMessage & chronik.peer.v1.RaftMessage.$Shape;
            }

            namespace RaftMessage {

                /** Properties of a RaftMessage. */
                interface $Properties {

                    /** RaftMessage from */
                    from?: (number|null);

                    /** RaftMessage to */
                    to?: (number|null);

                    /** RaftMessage term */
                    term?: (number|null);

                    /** RaftMessage preVoteRequest */
                    preVoteRequest?: (chronik.peer.v1.PreVoteRequest.$Properties|null);

                    /** RaftMessage preVoteResponse */
                    preVoteResponse?: (chronik.peer.v1.PreVoteResponse.$Properties|null);

                    /** RaftMessage voteRequest */
                    voteRequest?: (chronik.peer.v1.VoteRequest.$Properties|null);

                    /** RaftMessage voteResponse */
                    voteResponse?: (chronik.peer.v1.VoteResponse.$Properties|null);

                    /** RaftMessage appendRequest */
                    appendRequest?: (chronik.peer.v1.AppendRequest.$Properties|null);

                    /** RaftMessage appendResponse */
                    appendResponse?: (chronik.peer.v1.AppendResponse.$Properties|null);

                    /** RaftMessage heartbeatRequest */
                    heartbeatRequest?: (chronik.peer.v1.HeartbeatRequest.$Properties|null);

                    /** RaftMessage heartbeatResponse */
                    heartbeatResponse?: (chronik.peer.v1.HeartbeatResponse.$Properties|null);

                    /** RaftMessage proposeRequest */
                    proposeRequest?: (chronik.peer.v1.ProposeRequest.$Properties|null);

                    /** RaftMessage installSnapshotRequest */
                    installSnapshotRequest?: (chronik.peer.v1.InstallSnapshotRequest.$Properties|null);

                    /** RaftMessage installSnapshotResponse */
                    installSnapshotResponse?: (chronik.peer.v1.InstallSnapshotResponse.$Properties|null);

                    /** RaftMessage timeoutNowRequest */
                    timeoutNowRequest?: (chronik.peer.v1.TimeoutNowRequest.$Properties|null);

                    /** RaftMessage readIndexRequest */
                    readIndexRequest?: (chronik.peer.v1.ReadIndexRequest.$Properties|null);

                    /** RaftMessage readIndexResponse */
                    readIndexResponse?: (chronik.peer.v1.ReadIndexResponse.$Properties|null);

                    /** RaftMessage kind */
                    kind?: ("preVoteRequest"|"preVoteResponse"|"voteRequest"|"voteResponse"|"appendRequest"|"appendResponse"|"heartbeatRequest"|"heartbeatResponse"|"proposeRequest"|"installSnapshotRequest"|"installSnapshotResponse"|"timeoutNowRequest"|"readIndexRequest"|"readIndexResponse");

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Narrowed shape of a RaftMessage. */
                type $Shape = {
                  from?: number|null;
                  to?: number|null;
                  term?: number|null;
                  preVoteRequest?: chronik.peer.v1.PreVoteRequest.$Shape|null;
                  preVoteResponse?: chronik.peer.v1.PreVoteResponse.$Shape|null;
                  voteRequest?: chronik.peer.v1.VoteRequest.$Shape|null;
                  voteResponse?: chronik.peer.v1.VoteResponse.$Shape|null;
                  appendRequest?: chronik.peer.v1.AppendRequest.$Shape|null;
                  appendResponse?: chronik.peer.v1.AppendResponse.$Shape|null;
                  heartbeatRequest?: chronik.peer.v1.HeartbeatRequest.$Shape|null;
                  heartbeatResponse?: chronik.peer.v1.HeartbeatResponse.$Shape|null;
                  proposeRequest?: chronik.peer.v1.ProposeRequest.$Shape|null;
                  installSnapshotRequest?: chronik.peer.v1.InstallSnapshotRequest.$Shape|null;
                  installSnapshotResponse?: chronik.peer.v1.InstallSnapshotResponse.$Shape|null;
                  timeoutNowRequest?: chronik.peer.v1.TimeoutNowRequest.$Shape|null;
                  readIndexRequest?: chronik.peer.v1.ReadIndexRequest.$Shape|null;
                  readIndexResponse?: chronik.peer.v1.ReadIndexResponse.$Shape|null;
                  $unknowns?: Uint8Array[];
                } & (
                  ({ kind?: undefined; preVoteRequest?: null; preVoteResponse?: null; voteRequest?: null; voteResponse?: null; appendRequest?: null; appendResponse?: null; heartbeatRequest?: null; heartbeatResponse?: null; proposeRequest?: null; installSnapshotRequest?: null; installSnapshotResponse?: null; timeoutNowRequest?: null; readIndexRequest?: null; readIndexResponse?: null }|{ kind?: "preVoteRequest"; preVoteRequest: chronik.peer.v1.PreVoteRequest.$Shape; preVoteResponse?: null; voteRequest?: null; voteResponse?: null; appendRequest?: null; appendResponse?: null; heartbeatRequest?: null; heartbeatResponse?: null; proposeRequest?: null; installSnapshotRequest?: null; installSnapshotResponse?: null; timeoutNowRequest?: null; readIndexRequest?: null; readIndexResponse?: null }|{ kind?: "preVoteResponse"; preVoteRequest?: null; preVoteResponse: chronik.peer.v1.PreVoteResponse.$Shape; voteRequest?: null; voteResponse?: null; appendRequest?: null; appendResponse?: null; heartbeatRequest?: null; heartbeatResponse?: null; proposeRequest?: null; installSnapshotRequest?: null; installSnapshotResponse?: null; timeoutNowRequest?: null; readIndexRequest?: null; readIndexResponse?: null }|{ kind?: "voteRequest"; preVoteRequest?: null; preVoteResponse?: null; voteRequest: chronik.peer.v1.VoteRequest.$Shape; voteResponse?: null; appendRequest?: null; appendResponse?: null; heartbeatRequest?: null; heartbeatResponse?: null; proposeRequest?: null; installSnapshotRequest?: null; installSnapshotResponse?: null; timeoutNowRequest?: null; readIndexRequest?: null; readIndexResponse?: null }|{ kind?: "voteResponse"; preVoteRequest?: null; preVoteResponse?: null; voteRequest?: null; voteResponse: chronik.peer.v1.VoteResponse.$Shape; appendRequest?: null; appendResponse?: null; heartbeatRequest?: null; heartbeatResponse?: null; proposeRequest?: null; installSnapshotRequest?: null; installSnapshotResponse?: null; timeoutNowRequest?: null; readIndexRequest?: null; readIndexResponse?: null }|{ kind?: "appendRequest"; preVoteRequest?: null; preVoteResponse?: null; voteRequest?: null; voteResponse?: null; appendRequest: chronik.peer.v1.AppendRequest.$Shape; appendResponse?: null; heartbeatRequest?: null; heartbeatResponse?: null; proposeRequest?: null; installSnapshotRequest?: null; installSnapshotResponse?: null; timeoutNowRequest?: null; readIndexRequest?: null; readIndexResponse?: null }|{ kind?: "appendResponse"; preVoteRequest?: null; preVoteResponse?: null; voteRequest?: null; voteResponse?: null; appendRequest?: null; appendResponse: chronik.peer.v1.AppendResponse.$Shape; heartbeatRequest?: null; heartbeatResponse?: null; proposeRequest?: null; installSnapshotRequest?: null; installSnapshotResponse?: null; timeoutNowRequest?: null; readIndexRequest?: null; readIndexResponse?: null }|{ kind?: "heartbeatRequest"; preVoteRequest?: null; preVoteResponse?: null; voteRequest?: null; voteResponse?: null; appendRequest?: null; appendResponse?: null; heartbeatRequest: chronik.peer.v1.HeartbeatRequest.$Shape; heartbeatResponse?: null; proposeRequest?: null; installSnapshotRequest?: null; installSnapshotResponse?: null; timeoutNowRequest?: null; readIndexRequest?: null; readIndexResponse?: null }|{ kind?: "heartbeatResponse"; preVoteRequest?: null; preVoteResponse?: null; voteRequest?: null; voteResponse?: null; appendRequest?: null; appendResponse?: null; heartbeatRequest?: null; heartbeatResponse: chronik.peer.v1.HeartbeatResponse.$Shape; proposeRequest?: null; installSnapshotRequest?: null; installSnapshotResponse?: null; timeoutNowRequest?: null; readIndexRequest?: null; readIndexResponse?: null }|{ kind?: "proposeRequest"; preVoteRequest?: null; preVoteResponse?: null; voteRequest?: null; voteResponse?: null; appendRequest?: null; appendResponse?: null; heartbeatRequest?: null; heartbeatResponse?: null; proposeRequest: chronik.peer.v1.ProposeRequest.$Shape; installSnapshotRequest?: null; installSnapshotResponse?: null; timeoutNowRequest?: null; readIndexRequest?: null; readIndexResponse?: null }|{ kind?: "installSnapshotRequest"; preVoteRequest?: null; preVoteResponse?: null; voteRequest?: null; voteResponse?: null; appendRequest?: null; appendResponse?: null; heartbeatRequest?: null; heartbeatResponse?: null; proposeRequest?: null; installSnapshotRequest: chronik.peer.v1.InstallSnapshotRequest.$Shape; installSnapshotResponse?: null; timeoutNowRequest?: null; readIndexRequest?: null; readIndexResponse?: null }|{ kind?: "installSnapshotResponse"; preVoteRequest?: null; preVoteResponse?: null; voteRequest?: null; voteResponse?: null; appendRequest?: null; appendResponse?: null; heartbeatRequest?: null; heartbeatResponse?: null; proposeRequest?: null; installSnapshotRequest?: null; installSnapshotResponse: chronik.peer.v1.InstallSnapshotResponse.$Shape; timeoutNowRequest?: null; readIndexRequest?: null; readIndexResponse?: null }|{ kind?: "timeoutNowRequest"; preVoteRequest?: null; preVoteResponse?: null; voteRequest?: null; voteResponse?: null; appendRequest?: null; appendResponse?: null; heartbeatRequest?: null; heartbeatResponse?: null; proposeRequest?: null; installSnapshotRequest?: null; installSnapshotResponse?: null; timeoutNowRequest: chronik.peer.v1.TimeoutNowRequest.$Shape; readIndexRequest?: null; readIndexResponse?: null }|{ kind?: "readIndexRequest"; preVoteRequest?: null; preVoteResponse?: null; voteRequest?: null; voteResponse?: null; appendRequest?: null; appendResponse?: null; heartbeatRequest?: null; heartbeatResponse?: null; proposeRequest?: null; installSnapshotRequest?: null; installSnapshotResponse?: null; timeoutNowRequest?: null; readIndexRequest: chronik.peer.v1.ReadIndexRequest.$Shape; readIndexResponse?: null }|{ kind?: "readIndexResponse"; preVoteRequest?: null; preVoteResponse?: null; voteRequest?: null; voteResponse?: null; appendRequest?: null; appendResponse?: null; heartbeatRequest?: null; heartbeatResponse?: null; proposeRequest?: null; installSnapshotRequest?: null; installSnapshotResponse?: null; timeoutNowRequest?: null; readIndexRequest?: null; readIndexResponse: chronik.peer.v1.ReadIndexResponse.$Shape })
                );
            }

            /**
             * Properties of a PreVoteRequest.
             * @deprecated Use chronik.peer.v1.PreVoteRequest.$Properties instead.
             */
            interface IPreVoteRequest extends chronik.peer.v1.PreVoteRequest.$Properties {
            }

            /** Represents a PreVoteRequest. */
            class PreVoteRequest {

                /**
                 * Constructs a new PreVoteRequest.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: chronik.peer.v1.PreVoteRequest.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** PreVoteRequest lastLogIndex. */
                lastLogIndex: number;

                /** PreVoteRequest lastLogTerm. */
                lastLogTerm: number;

                /**
                 * Encodes the specified PreVoteRequest message. Does not implicitly {@link chronik.peer.v1.PreVoteRequest.verify|verify} messages.
                 * @param message PreVoteRequest message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: chronik.peer.v1.PreVoteRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a PreVoteRequest message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {chronik.peer.v1.PreVoteRequest & chronik.peer.v1.PreVoteRequest.$Shape} PreVoteRequest
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): chronik.peer.v1.PreVoteRequest & chronik.peer.v1.PreVoteRequest.$Shape;
            }

            namespace PreVoteRequest {

                /** Properties of a PreVoteRequest. */
                interface $Properties {

                    /** PreVoteRequest lastLogIndex */
                    lastLogIndex?: (number|null);

                    /** PreVoteRequest lastLogTerm */
                    lastLogTerm?: (number|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a PreVoteRequest. */
                type $Shape = chronik.peer.v1.PreVoteRequest.$Properties;
            }

            /**
             * Properties of a PreVoteResponse.
             * @deprecated Use chronik.peer.v1.PreVoteResponse.$Properties instead.
             */
            interface IPreVoteResponse extends chronik.peer.v1.PreVoteResponse.$Properties {
            }

            /** Represents a PreVoteResponse. */
            class PreVoteResponse {

                /**
                 * Constructs a new PreVoteResponse.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: chronik.peer.v1.PreVoteResponse.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** PreVoteResponse granted. */
                granted: boolean;

                /**
                 * Encodes the specified PreVoteResponse message. Does not implicitly {@link chronik.peer.v1.PreVoteResponse.verify|verify} messages.
                 * @param message PreVoteResponse message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: chronik.peer.v1.PreVoteResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a PreVoteResponse message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {chronik.peer.v1.PreVoteResponse & chronik.peer.v1.PreVoteResponse.$Shape} PreVoteResponse
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): chronik.peer.v1.PreVoteResponse & chronik.peer.v1.PreVoteResponse.$Shape;
            }

            namespace PreVoteResponse {

                /** Properties of a PreVoteResponse. */
                interface $Properties {

                    /** PreVoteResponse granted */
                    granted?: (boolean|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a PreVoteResponse. */
                type $Shape = chronik.peer.v1.PreVoteResponse.$Properties;
            }

            /**
             * Properties of a VoteRequest.
             * @deprecated Use chronik.peer.v1.VoteRequest.$Properties instead.
             */
            interface IVoteRequest extends chronik.peer.v1.VoteRequest.$Properties {
            }

            /** Represents a VoteRequest. */
            class VoteRequest {

                /**
                 * Constructs a new VoteRequest.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: chronik.peer.v1.VoteRequest.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** VoteRequest lastLogIndex. */
                lastLogIndex: number;

                /** VoteRequest lastLogTerm. */
                lastLogTerm: number;

                /** VoteRequest transfer. */
                transfer: boolean;

                /**
                 * Encodes the specified VoteRequest message. Does not implicitly {@link chronik.peer.v1.VoteRequest.verify|verify} messages.
                 * @param message VoteRequest message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: chronik.peer.v1.VoteRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a VoteRequest message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {chronik.peer.v1.VoteRequest & chronik.peer.v1.VoteRequest.$Shape} VoteRequest
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): chronik.peer.v1.VoteRequest & chronik.peer.v1.VoteRequest.$Shape;
            }

            namespace VoteRequest {

                /** Properties of a VoteRequest. */
                interface $Properties {

                    /** VoteRequest lastLogIndex */
                    lastLogIndex?: (number|null);

                    /** VoteRequest lastLogTerm */
                    lastLogTerm?: (number|null);

                    /** VoteRequest transfer */
                    transfer?: (boolean|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a VoteRequest. */
                type $Shape = chronik.peer.v1.VoteRequest.$Properties;
            }

            /**
             * Properties of a VoteResponse.
             * @deprecated Use chronik.peer.v1.VoteResponse.$Properties instead.
             */
            interface IVoteResponse extends chronik.peer.v1.VoteResponse.$Properties {
            }

            /** Represents a VoteResponse. */
            class VoteResponse {

                /**
                 * Constructs a new VoteResponse.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: chronik.peer.v1.VoteResponse.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** VoteResponse granted. */
                granted: boolean;

                /**
                 * Encodes the specified VoteResponse message. Does not implicitly {@link chronik.peer.v1.VoteResponse.verify|verify} messages.
                 * @param message VoteResponse message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: chronik.peer.v1.VoteResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a VoteResponse message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {chronik.peer.v1.VoteResponse & chronik.peer.v1.VoteResponse.$Shape} VoteResponse
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): chronik.peer.v1.VoteResponse & chronik.peer.v1.VoteResponse.$Shape;
            }

            namespace VoteResponse {

                /** Properties of a VoteResponse. */
                interface $Properties {

                    /** VoteResponse granted */
                    granted?: (boolean|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a VoteResponse. */
                type $Shape = chronik.peer.v1.VoteResponse.$Properties;
            }

            /** EntryKind enum. */
            enum EntryKind {

                /** ENTRY_KIND_UNSPECIFIED value */
                ENTRY_KIND_UNSPECIFIED = 0,

                /** ENTRY_KIND_COMMAND value */
                ENTRY_KIND_COMMAND = 1,

                /** ENTRY_KIND_NOOP value */
                ENTRY_KIND_NOOP = 2,

                /** ENTRY_KIND_CONFIGURATION value */
                ENTRY_KIND_CONFIGURATION = 3,

                /** ENTRY_KIND_OMITTED value */
                ENTRY_KIND_OMITTED = 4
            }

            /**
             * Properties of an EntryHeader.
             * @deprecated Use chronik.peer.v1.EntryHeader.$Properties instead.
             */
            interface IEntryHeader extends chronik.peer.v1.EntryHeader.$Properties {
            }

            /** Represents an EntryHeader. */
            class EntryHeader {

                /**
                 * Constructs a new EntryHeader.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: chronik.peer.v1.EntryHeader.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** EntryHeader index. */
                index: number;

                /** EntryHeader term. */
                term: number;

                /** EntryHeader kind. */
                kind: chronik.peer.v1.EntryKind;

                /** EntryHeader dataSize. */
                dataSize: number;

                /**
                 * Encodes the specified EntryHeader message. Does not implicitly {@link chronik.peer.v1.EntryHeader.verify|verify} messages.
                 * @param message EntryHeader message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: chronik.peer.v1.EntryHeader.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes an EntryHeader message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {chronik.peer.v1.EntryHeader & chronik.peer.v1.EntryHeader.$Shape} EntryHeader
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): chronik.peer.v1.EntryHeader & chronik.peer.v1.EntryHeader.$Shape;
            }

            namespace EntryHeader {

                /** Properties of an EntryHeader. */
                interface $Properties {

                    /** EntryHeader index */
                    index?: (number|null);

                    /** EntryHeader term */
                    term?: (number|null);

                    /** EntryHeader kind */
                    kind?: (chronik.peer.v1.EntryKind|null);

                    /** EntryHeader dataSize */
                    dataSize?: (number|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of an EntryHeader. */
                type $Shape = chronik.peer.v1.EntryHeader.$Properties;
            }

            /**
             * Properties of an AppendRequest.
             * @deprecated Use chronik.peer.v1.AppendRequest.$Properties instead.
             */
            interface IAppendRequest extends chronik.peer.v1.AppendRequest.$Properties {
            }

            /** Represents an AppendRequest. */
            class AppendRequest {

                /**
                 * Constructs a new AppendRequest.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: chronik.peer.v1.AppendRequest.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** AppendRequest prevLogIndex. */
                prevLogIndex: number;

                /** AppendRequest prevLogTerm. */
                prevLogTerm: number;

                /** AppendRequest leaderCommit. */
                leaderCommit: number;

                /** AppendRequest entries. */
                entries: chronik.peer.v1.EntryHeader.$Properties[];

                /**
                 * Encodes the specified AppendRequest message. Does not implicitly {@link chronik.peer.v1.AppendRequest.verify|verify} messages.
                 * @param message AppendRequest message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: chronik.peer.v1.AppendRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes an AppendRequest message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {chronik.peer.v1.AppendRequest & chronik.peer.v1.AppendRequest.$Shape} AppendRequest
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): chronik.peer.v1.AppendRequest & chronik.peer.v1.AppendRequest.$Shape;
            }

            namespace AppendRequest {

                /** Properties of an AppendRequest. */
                interface $Properties {

                    /** AppendRequest prevLogIndex */
                    prevLogIndex?: (number|null);

                    /** AppendRequest prevLogTerm */
                    prevLogTerm?: (number|null);

                    /** AppendRequest leaderCommit */
                    leaderCommit?: (number|null);

                    /** AppendRequest entries */
                    entries?: (chronik.peer.v1.EntryHeader.$Properties[]|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of an AppendRequest. */
                type $Shape = chronik.peer.v1.AppendRequest.$Properties;
            }

            /**
             * Properties of an AppendResponse.
             * @deprecated Use chronik.peer.v1.AppendResponse.$Properties instead.
             */
            interface IAppendResponse extends chronik.peer.v1.AppendResponse.$Properties {
            }

            /** Represents an AppendResponse. */
            class AppendResponse {

                /**
                 * Constructs a new AppendResponse.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: chronik.peer.v1.AppendResponse.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** AppendResponse accepted. */
                accepted: boolean;

                /** AppendResponse matchIndex. */
                matchIndex: number;

                /** AppendResponse hintIndex. */
                hintIndex: number;

                /** AppendResponse hintTerm. */
                hintTerm: number;

                /**
                 * Encodes the specified AppendResponse message. Does not implicitly {@link chronik.peer.v1.AppendResponse.verify|verify} messages.
                 * @param message AppendResponse message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: chronik.peer.v1.AppendResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes an AppendResponse message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {chronik.peer.v1.AppendResponse & chronik.peer.v1.AppendResponse.$Shape} AppendResponse
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): chronik.peer.v1.AppendResponse & chronik.peer.v1.AppendResponse.$Shape;
            }

            namespace AppendResponse {

                /** Properties of an AppendResponse. */
                interface $Properties {

                    /** AppendResponse accepted */
                    accepted?: (boolean|null);

                    /** AppendResponse matchIndex */
                    matchIndex?: (number|null);

                    /** AppendResponse hintIndex */
                    hintIndex?: (number|null);

                    /** AppendResponse hintTerm */
                    hintTerm?: (number|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of an AppendResponse. */
                type $Shape = chronik.peer.v1.AppendResponse.$Properties;
            }

            /**
             * Properties of a HeartbeatRequest.
             * @deprecated Use chronik.peer.v1.HeartbeatRequest.$Properties instead.
             */
            interface IHeartbeatRequest extends chronik.peer.v1.HeartbeatRequest.$Properties {
            }

            /** Represents a HeartbeatRequest. */
            class HeartbeatRequest {

                /**
                 * Constructs a new HeartbeatRequest.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: chronik.peer.v1.HeartbeatRequest.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** HeartbeatRequest leaderCommit. */
                leaderCommit: number;

                /** HeartbeatRequest round. */
                round: number;

                /**
                 * Encodes the specified HeartbeatRequest message. Does not implicitly {@link chronik.peer.v1.HeartbeatRequest.verify|verify} messages.
                 * @param message HeartbeatRequest message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: chronik.peer.v1.HeartbeatRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a HeartbeatRequest message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {chronik.peer.v1.HeartbeatRequest & chronik.peer.v1.HeartbeatRequest.$Shape} HeartbeatRequest
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): chronik.peer.v1.HeartbeatRequest & chronik.peer.v1.HeartbeatRequest.$Shape;
            }

            namespace HeartbeatRequest {

                /** Properties of a HeartbeatRequest. */
                interface $Properties {

                    /** HeartbeatRequest leaderCommit */
                    leaderCommit?: (number|null);

                    /** HeartbeatRequest round */
                    round?: (number|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a HeartbeatRequest. */
                type $Shape = chronik.peer.v1.HeartbeatRequest.$Properties;
            }

            /**
             * Properties of a HeartbeatResponse.
             * @deprecated Use chronik.peer.v1.HeartbeatResponse.$Properties instead.
             */
            interface IHeartbeatResponse extends chronik.peer.v1.HeartbeatResponse.$Properties {
            }

            /** Represents a HeartbeatResponse. */
            class HeartbeatResponse {

                /**
                 * Constructs a new HeartbeatResponse.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: chronik.peer.v1.HeartbeatResponse.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** HeartbeatResponse round. */
                round: number;

                /**
                 * Encodes the specified HeartbeatResponse message. Does not implicitly {@link chronik.peer.v1.HeartbeatResponse.verify|verify} messages.
                 * @param message HeartbeatResponse message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: chronik.peer.v1.HeartbeatResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a HeartbeatResponse message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {chronik.peer.v1.HeartbeatResponse & chronik.peer.v1.HeartbeatResponse.$Shape} HeartbeatResponse
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): chronik.peer.v1.HeartbeatResponse & chronik.peer.v1.HeartbeatResponse.$Shape;
            }

            namespace HeartbeatResponse {

                /** Properties of a HeartbeatResponse. */
                interface $Properties {

                    /** HeartbeatResponse round */
                    round?: (number|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a HeartbeatResponse. */
                type $Shape = chronik.peer.v1.HeartbeatResponse.$Properties;
            }

            /**
             * Properties of a ProposeRequest.
             * @deprecated Use chronik.peer.v1.ProposeRequest.$Properties instead.
             */
            interface IProposeRequest extends chronik.peer.v1.ProposeRequest.$Properties {
            }

            /** Represents a ProposeRequest. */
            class ProposeRequest {

                /**
                 * Constructs a new ProposeRequest.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: chronik.peer.v1.ProposeRequest.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** ProposeRequest dataSizes. */
                dataSizes: number[];

                /**
                 * Encodes the specified ProposeRequest message. Does not implicitly {@link chronik.peer.v1.ProposeRequest.verify|verify} messages.
                 * @param message ProposeRequest message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: chronik.peer.v1.ProposeRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a ProposeRequest message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {chronik.peer.v1.ProposeRequest & chronik.peer.v1.ProposeRequest.$Shape} ProposeRequest
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): chronik.peer.v1.ProposeRequest & chronik.peer.v1.ProposeRequest.$Shape;
            }

            namespace ProposeRequest {

                /** Properties of a ProposeRequest. */
                interface $Properties {

                    /** ProposeRequest dataSizes */
                    dataSizes?: (number[]|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a ProposeRequest. */
                type $Shape = chronik.peer.v1.ProposeRequest.$Properties;
            }

            /**
             * Properties of an InstallSnapshotRequest.
             * @deprecated Use chronik.peer.v1.InstallSnapshotRequest.$Properties instead.
             */
            interface IInstallSnapshotRequest extends chronik.peer.v1.InstallSnapshotRequest.$Properties {
            }

            /** Represents an InstallSnapshotRequest. */
            class InstallSnapshotRequest {

                /**
                 * Constructs a new InstallSnapshotRequest.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: chronik.peer.v1.InstallSnapshotRequest.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** InstallSnapshotRequest snapshotIndex. */
                snapshotIndex: number;

                /** InstallSnapshotRequest snapshotTerm. */
                snapshotTerm: number;

                /** InstallSnapshotRequest configuration. */
                configuration: Uint8Array;

                /** InstallSnapshotRequest totalBytes. */
                totalBytes: number;

                /** InstallSnapshotRequest offset. */
                offset: number;

                /** InstallSnapshotRequest dataOmitted. */
                dataOmitted: boolean;

                /**
                 * Encodes the specified InstallSnapshotRequest message. Does not implicitly {@link chronik.peer.v1.InstallSnapshotRequest.verify|verify} messages.
                 * @param message InstallSnapshotRequest message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: chronik.peer.v1.InstallSnapshotRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes an InstallSnapshotRequest message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {chronik.peer.v1.InstallSnapshotRequest & chronik.peer.v1.InstallSnapshotRequest.$Shape} InstallSnapshotRequest
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): chronik.peer.v1.InstallSnapshotRequest & chronik.peer.v1.InstallSnapshotRequest.$Shape;
            }

            namespace InstallSnapshotRequest {

                /** Properties of an InstallSnapshotRequest. */
                interface $Properties {

                    /** InstallSnapshotRequest snapshotIndex */
                    snapshotIndex?: (number|null);

                    /** InstallSnapshotRequest snapshotTerm */
                    snapshotTerm?: (number|null);

                    /** InstallSnapshotRequest configuration */
                    configuration?: (Uint8Array|null);

                    /** InstallSnapshotRequest totalBytes */
                    totalBytes?: (number|null);

                    /** InstallSnapshotRequest offset */
                    offset?: (number|null);

                    /** InstallSnapshotRequest dataOmitted */
                    dataOmitted?: (boolean|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of an InstallSnapshotRequest. */
                type $Shape = chronik.peer.v1.InstallSnapshotRequest.$Properties;
            }

            /**
             * Properties of an InstallSnapshotResponse.
             * @deprecated Use chronik.peer.v1.InstallSnapshotResponse.$Properties instead.
             */
            interface IInstallSnapshotResponse extends chronik.peer.v1.InstallSnapshotResponse.$Properties {
            }

            /** Represents an InstallSnapshotResponse. */
            class InstallSnapshotResponse {

                /**
                 * Constructs a new InstallSnapshotResponse.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: chronik.peer.v1.InstallSnapshotResponse.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** InstallSnapshotResponse snapshotIndex. */
                snapshotIndex: number;

                /** InstallSnapshotResponse snapshotTerm. */
                snapshotTerm: number;

                /** InstallSnapshotResponse offset. */
                offset: number;

                /**
                 * Encodes the specified InstallSnapshotResponse message. Does not implicitly {@link chronik.peer.v1.InstallSnapshotResponse.verify|verify} messages.
                 * @param message InstallSnapshotResponse message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: chronik.peer.v1.InstallSnapshotResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes an InstallSnapshotResponse message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {chronik.peer.v1.InstallSnapshotResponse & chronik.peer.v1.InstallSnapshotResponse.$Shape} InstallSnapshotResponse
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): chronik.peer.v1.InstallSnapshotResponse & chronik.peer.v1.InstallSnapshotResponse.$Shape;
            }

            namespace InstallSnapshotResponse {

                /** Properties of an InstallSnapshotResponse. */
                interface $Properties {

                    /** InstallSnapshotResponse snapshotIndex */
                    snapshotIndex?: (number|null);

                    /** InstallSnapshotResponse snapshotTerm */
                    snapshotTerm?: (number|null);

                    /** InstallSnapshotResponse offset */
                    offset?: (number|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of an InstallSnapshotResponse. */
                type $Shape = chronik.peer.v1.InstallSnapshotResponse.$Properties;
            }

            /**
             * Properties of a TimeoutNowRequest.
             * @deprecated Use chronik.peer.v1.TimeoutNowRequest.$Properties instead.
             */
            interface ITimeoutNowRequest extends chronik.peer.v1.TimeoutNowRequest.$Properties {
            }

            /** Represents a TimeoutNowRequest. */
            class TimeoutNowRequest {

                /**
                 * Constructs a new TimeoutNowRequest.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: chronik.peer.v1.TimeoutNowRequest.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /**
                 * Encodes the specified TimeoutNowRequest message. Does not implicitly {@link chronik.peer.v1.TimeoutNowRequest.verify|verify} messages.
                 * @param message TimeoutNowRequest message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: chronik.peer.v1.TimeoutNowRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a TimeoutNowRequest message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {chronik.peer.v1.TimeoutNowRequest & chronik.peer.v1.TimeoutNowRequest.$Shape} TimeoutNowRequest
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): chronik.peer.v1.TimeoutNowRequest & chronik.peer.v1.TimeoutNowRequest.$Shape;
            }

            namespace TimeoutNowRequest {

                /** Properties of a TimeoutNowRequest. */
                interface $Properties {

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a TimeoutNowRequest. */
                type $Shape = chronik.peer.v1.TimeoutNowRequest.$Properties;
            }

            /**
             * Properties of a ReadIndexRequest.
             * @deprecated Use chronik.peer.v1.ReadIndexRequest.$Properties instead.
             */
            interface IReadIndexRequest extends chronik.peer.v1.ReadIndexRequest.$Properties {
            }

            /** Represents a ReadIndexRequest. */
            class ReadIndexRequest {

                /**
                 * Constructs a new ReadIndexRequest.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: chronik.peer.v1.ReadIndexRequest.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** ReadIndexRequest readId. */
                readId: number;

                /**
                 * Encodes the specified ReadIndexRequest message. Does not implicitly {@link chronik.peer.v1.ReadIndexRequest.verify|verify} messages.
                 * @param message ReadIndexRequest message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: chronik.peer.v1.ReadIndexRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a ReadIndexRequest message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {chronik.peer.v1.ReadIndexRequest & chronik.peer.v1.ReadIndexRequest.$Shape} ReadIndexRequest
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): chronik.peer.v1.ReadIndexRequest & chronik.peer.v1.ReadIndexRequest.$Shape;
            }

            namespace ReadIndexRequest {

                /** Properties of a ReadIndexRequest. */
                interface $Properties {

                    /** ReadIndexRequest readId */
                    readId?: (number|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a ReadIndexRequest. */
                type $Shape = chronik.peer.v1.ReadIndexRequest.$Properties;
            }

            /**
             * Properties of a ReadIndexResponse.
             * @deprecated Use chronik.peer.v1.ReadIndexResponse.$Properties instead.
             */
            interface IReadIndexResponse extends chronik.peer.v1.ReadIndexResponse.$Properties {
            }

            /** Represents a ReadIndexResponse. */
            class ReadIndexResponse {

                /**
                 * Constructs a new ReadIndexResponse.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: chronik.peer.v1.ReadIndexResponse.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** ReadIndexResponse readId. */
                readId: number;

                /** ReadIndexResponse readIndex. */
                readIndex: number;

                /**
                 * Encodes the specified ReadIndexResponse message. Does not implicitly {@link chronik.peer.v1.ReadIndexResponse.verify|verify} messages.
                 * @param message ReadIndexResponse message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: chronik.peer.v1.ReadIndexResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a ReadIndexResponse message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {chronik.peer.v1.ReadIndexResponse & chronik.peer.v1.ReadIndexResponse.$Shape} ReadIndexResponse
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): chronik.peer.v1.ReadIndexResponse & chronik.peer.v1.ReadIndexResponse.$Shape;
            }

            namespace ReadIndexResponse {

                /** Properties of a ReadIndexResponse. */
                interface $Properties {

                    /** ReadIndexResponse readId */
                    readId?: (number|null);

                    /** ReadIndexResponse readIndex */
                    readIndex?: (number|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a ReadIndexResponse. */
                type $Shape = chronik.peer.v1.ReadIndexResponse.$Properties;
            }

            /**
             * Properties of a ReplicationMessage.
             * @deprecated Use chronik.peer.v1.ReplicationMessage.$Properties instead.
             */
            interface IReplicationMessage extends chronik.peer.v1.ReplicationMessage.$Properties {
            }

            /** Represents a ReplicationMessage. */
            class ReplicationMessage {

                /**
                 * Constructs a new ReplicationMessage.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: chronik.peer.v1.ReplicationMessage.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** ReplicationMessage topicId. */
                topicId: Uint8Array;

                /** ReplicationMessage partition. */
                partition: number;

                /** ReplicationMessage leaderEpoch. */
                leaderEpoch: number;

                /** ReplicationMessage session. */
                session: number;

                /** ReplicationMessage subscribe. */
                subscribe?: (chronik.peer.v1.Subscribe.$Properties|null);

                /** ReplicationMessage unsubscribe. */
                unsubscribe?: (chronik.peer.v1.Unsubscribe.$Properties|null);

                /** ReplicationMessage diverged. */
                diverged?: (chronik.peer.v1.Diverged.$Properties|null);

                /** ReplicationMessage refused. */
                refused?: (chronik.peer.v1.Refused.$Properties|null);

                /** ReplicationMessage batches. */
                batches?: (chronik.peer.v1.Batches.$Properties|null);

                /** ReplicationMessage acknowledge. */
                acknowledge?: (chronik.peer.v1.Acknowledge.$Properties|null);

                /** ReplicationMessage kind. */
                kind?: ("subscribe"|"unsubscribe"|"diverged"|"refused"|"batches"|"acknowledge");

                /**
                 * Encodes the specified ReplicationMessage message. Does not implicitly {@link chronik.peer.v1.ReplicationMessage.verify|verify} messages.
                 * @param message ReplicationMessage message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: chronik.peer.v1.ReplicationMessage.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a ReplicationMessage message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {chronik.peer.v1.ReplicationMessage & chronik.peer.v1.ReplicationMessage.$Shape} ReplicationMessage
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): chronik.peer.v1.ReplicationMessage & chronik.peer.v1.ReplicationMessage.$Shape;
            }

            namespace ReplicationMessage {

                /** Properties of a ReplicationMessage. */
                interface $Properties {

                    /** ReplicationMessage topicId */
                    topicId?: (Uint8Array|null);

                    /** ReplicationMessage partition */
                    partition?: (number|null);

                    /** ReplicationMessage leaderEpoch */
                    leaderEpoch?: (number|null);

                    /** ReplicationMessage session */
                    session?: (number|null);

                    /** ReplicationMessage subscribe */
                    subscribe?: (chronik.peer.v1.Subscribe.$Properties|null);

                    /** ReplicationMessage unsubscribe */
                    unsubscribe?: (chronik.peer.v1.Unsubscribe.$Properties|null);

                    /** ReplicationMessage diverged */
                    diverged?: (chronik.peer.v1.Diverged.$Properties|null);

                    /** ReplicationMessage refused */
                    refused?: (chronik.peer.v1.Refused.$Properties|null);

                    /** ReplicationMessage batches */
                    batches?: (chronik.peer.v1.Batches.$Properties|null);

                    /** ReplicationMessage acknowledge */
                    acknowledge?: (chronik.peer.v1.Acknowledge.$Properties|null);

                    /** ReplicationMessage kind */
                    kind?: ("subscribe"|"unsubscribe"|"diverged"|"refused"|"batches"|"acknowledge");

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Narrowed shape of a ReplicationMessage. */
                type $Shape = {
                  topicId?: Uint8Array|null;
                  partition?: number|null;
                  leaderEpoch?: number|null;
                  session?: number|null;
                  subscribe?: chronik.peer.v1.Subscribe.$Shape|null;
                  unsubscribe?: chronik.peer.v1.Unsubscribe.$Shape|null;
                  diverged?: chronik.peer.v1.Diverged.$Shape|null;
                  refused?: chronik.peer.v1.Refused.$Shape|null;
                  batches?: chronik.peer.v1.Batches.$Shape|null;
                  acknowledge?: chronik.peer.v1.Acknowledge.$Shape|null;
                  $unknowns?: Uint8Array[];
                } & (
                  ({ kind?: undefined; subscribe?: null; unsubscribe?: null; diverged?: null; refused?: null; batches?: null; acknowledge?: null }|{ kind?: "subscribe"; subscribe: chronik.peer.v1.Subscribe.$Shape; unsubscribe?: null; diverged?: null; refused?: null; batches?: null; acknowledge?: null }|{ kind?: "unsubscribe"; subscribe?: null; unsubscribe: chronik.peer.v1.Unsubscribe.$Shape; diverged?: null; refused?: null; batches?: null; acknowledge?: null }|{ kind?: "diverged"; subscribe?: null; unsubscribe?: null; diverged: chronik.peer.v1.Diverged.$Shape; refused?: null; batches?: null; acknowledge?: null }|{ kind?: "refused"; subscribe?: null; unsubscribe?: null; diverged?: null; refused: chronik.peer.v1.Refused.$Shape; batches?: null; acknowledge?: null }|{ kind?: "batches"; subscribe?: null; unsubscribe?: null; diverged?: null; refused?: null; batches: chronik.peer.v1.Batches.$Shape; acknowledge?: null }|{ kind?: "acknowledge"; subscribe?: null; unsubscribe?: null; diverged?: null; refused?: null; batches?: null; acknowledge: chronik.peer.v1.Acknowledge.$Shape })
                );
            }

            /**
             * Properties of a Subscribe.
             * @deprecated Use chronik.peer.v1.Subscribe.$Properties instead.
             */
            interface ISubscribe extends chronik.peer.v1.Subscribe.$Properties {
            }

            /** Represents a Subscribe. */
            class Subscribe {

                /**
                 * Constructs a new Subscribe.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: chronik.peer.v1.Subscribe.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Subscribe logEndOffset. */
                logEndOffset: number;

                /** Subscribe lastEpoch. */
                lastEpoch: number;

                /** Subscribe durableEndOffset. */
                durableEndOffset: number;

                /**
                 * Encodes the specified Subscribe message. Does not implicitly {@link chronik.peer.v1.Subscribe.verify|verify} messages.
                 * @param message Subscribe message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: chronik.peer.v1.Subscribe.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a Subscribe message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {chronik.peer.v1.Subscribe & chronik.peer.v1.Subscribe.$Shape} Subscribe
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): chronik.peer.v1.Subscribe & chronik.peer.v1.Subscribe.$Shape;
            }

            namespace Subscribe {

                /** Properties of a Subscribe. */
                interface $Properties {

                    /** Subscribe logEndOffset */
                    logEndOffset?: (number|null);

                    /** Subscribe lastEpoch */
                    lastEpoch?: (number|null);

                    /** Subscribe durableEndOffset */
                    durableEndOffset?: (number|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a Subscribe. */
                type $Shape = chronik.peer.v1.Subscribe.$Properties;
            }

            /**
             * Properties of an Unsubscribe.
             * @deprecated Use chronik.peer.v1.Unsubscribe.$Properties instead.
             */
            interface IUnsubscribe extends chronik.peer.v1.Unsubscribe.$Properties {
            }

            /** Represents an Unsubscribe. */
            class Unsubscribe {

                /**
                 * Constructs a new Unsubscribe.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: chronik.peer.v1.Unsubscribe.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /**
                 * Encodes the specified Unsubscribe message. Does not implicitly {@link chronik.peer.v1.Unsubscribe.verify|verify} messages.
                 * @param message Unsubscribe message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: chronik.peer.v1.Unsubscribe.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes an Unsubscribe message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {chronik.peer.v1.Unsubscribe & chronik.peer.v1.Unsubscribe.$Shape} Unsubscribe
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): chronik.peer.v1.Unsubscribe & chronik.peer.v1.Unsubscribe.$Shape;
            }

            namespace Unsubscribe {

                /** Properties of an Unsubscribe. */
                interface $Properties {

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of an Unsubscribe. */
                type $Shape = chronik.peer.v1.Unsubscribe.$Properties;
            }

            /**
             * Properties of a Diverged.
             * @deprecated Use chronik.peer.v1.Diverged.$Properties instead.
             */
            interface IDiverged extends chronik.peer.v1.Diverged.$Properties {
            }

            /** Represents a Diverged. */
            class Diverged {

                /**
                 * Constructs a new Diverged.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: chronik.peer.v1.Diverged.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Diverged epoch. */
                epoch: number;

                /** Diverged endOffset. */
                endOffset: number;

                /** Diverged logStartOffset. */
                logStartOffset: number;

                /**
                 * Encodes the specified Diverged message. Does not implicitly {@link chronik.peer.v1.Diverged.verify|verify} messages.
                 * @param message Diverged message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: chronik.peer.v1.Diverged.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a Diverged message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {chronik.peer.v1.Diverged & chronik.peer.v1.Diverged.$Shape} Diverged
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): chronik.peer.v1.Diverged & chronik.peer.v1.Diverged.$Shape;
            }

            namespace Diverged {

                /** Properties of a Diverged. */
                interface $Properties {

                    /** Diverged epoch */
                    epoch?: (number|null);

                    /** Diverged endOffset */
                    endOffset?: (number|null);

                    /** Diverged logStartOffset */
                    logStartOffset?: (number|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a Diverged. */
                type $Shape = chronik.peer.v1.Diverged.$Properties;
            }

            /** RefusedReason enum. */
            enum RefusedReason {

                /** REFUSED_REASON_UNSPECIFIED value */
                REFUSED_REASON_UNSPECIFIED = 0,

                /** REFUSED_REASON_NOT_LEADER value */
                REFUSED_REASON_NOT_LEADER = 1,

                /** REFUSED_REASON_FENCED_EPOCH value */
                REFUSED_REASON_FENCED_EPOCH = 2,

                /** REFUSED_REASON_UNKNOWN_EPOCH value */
                REFUSED_REASON_UNKNOWN_EPOCH = 3,

                /** REFUSED_REASON_UNKNOWN_PARTITION value */
                REFUSED_REASON_UNKNOWN_PARTITION = 4,

                /** REFUSED_REASON_LOG_ERROR value */
                REFUSED_REASON_LOG_ERROR = 5,

                /** REFUSED_REASON_SESSION_ENDED value */
                REFUSED_REASON_SESSION_ENDED = 6
            }

            /**
             * Properties of a Refused.
             * @deprecated Use chronik.peer.v1.Refused.$Properties instead.
             */
            interface IRefused extends chronik.peer.v1.Refused.$Properties {
            }

            /** Represents a Refused. */
            class Refused {

                /**
                 * Constructs a new Refused.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: chronik.peer.v1.Refused.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Refused reason. */
                reason: chronik.peer.v1.RefusedReason;

                /**
                 * Encodes the specified Refused message. Does not implicitly {@link chronik.peer.v1.Refused.verify|verify} messages.
                 * @param message Refused message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: chronik.peer.v1.Refused.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a Refused message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {chronik.peer.v1.Refused & chronik.peer.v1.Refused.$Shape} Refused
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): chronik.peer.v1.Refused & chronik.peer.v1.Refused.$Shape;
            }

            namespace Refused {

                /** Properties of a Refused. */
                interface $Properties {

                    /** Refused reason */
                    reason?: (chronik.peer.v1.RefusedReason|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a Refused. */
                type $Shape = chronik.peer.v1.Refused.$Properties;
            }

            /**
             * Properties of a Batches.
             * @deprecated Use chronik.peer.v1.Batches.$Properties instead.
             */
            interface IBatches extends chronik.peer.v1.Batches.$Properties {
            }

            /** Represents a Batches. */
            class Batches {

                /**
                 * Constructs a new Batches.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: chronik.peer.v1.Batches.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Batches baseOffset. */
                baseOffset: number;

                /** Batches highWatermark. */
                highWatermark: number;

                /** Batches logStartOffset. */
                logStartOffset: number;

                /**
                 * Encodes the specified Batches message. Does not implicitly {@link chronik.peer.v1.Batches.verify|verify} messages.
                 * @param message Batches message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: chronik.peer.v1.Batches.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a Batches message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {chronik.peer.v1.Batches & chronik.peer.v1.Batches.$Shape} Batches
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): chronik.peer.v1.Batches & chronik.peer.v1.Batches.$Shape;
            }

            namespace Batches {

                /** Properties of a Batches. */
                interface $Properties {

                    /** Batches baseOffset */
                    baseOffset?: (number|null);

                    /** Batches highWatermark */
                    highWatermark?: (number|null);

                    /** Batches logStartOffset */
                    logStartOffset?: (number|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a Batches. */
                type $Shape = chronik.peer.v1.Batches.$Properties;
            }

            /**
             * Properties of an Acknowledge.
             * @deprecated Use chronik.peer.v1.Acknowledge.$Properties instead.
             */
            interface IAcknowledge extends chronik.peer.v1.Acknowledge.$Properties {
            }

            /** Represents an Acknowledge. */
            class Acknowledge {

                /**
                 * Constructs a new Acknowledge.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: chronik.peer.v1.Acknowledge.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Acknowledge durableEndOffset. */
                durableEndOffset: number;

                /**
                 * Encodes the specified Acknowledge message. Does not implicitly {@link chronik.peer.v1.Acknowledge.verify|verify} messages.
                 * @param message Acknowledge message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: chronik.peer.v1.Acknowledge.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes an Acknowledge message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {chronik.peer.v1.Acknowledge & chronik.peer.v1.Acknowledge.$Shape} Acknowledge
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): chronik.peer.v1.Acknowledge & chronik.peer.v1.Acknowledge.$Shape;
            }

            namespace Acknowledge {

                /** Properties of an Acknowledge. */
                interface $Properties {

                    /** Acknowledge durableEndOffset */
                    durableEndOffset?: (number|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of an Acknowledge. */
                type $Shape = chronik.peer.v1.Acknowledge.$Properties;
            }
        }
    }
}
