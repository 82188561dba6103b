import type * as $protobuf from "protobufjs";

/** Namespace chronik. */
export namespace chronik {

    /** Namespace metadata. */
    namespace metadata {

        /** Namespace v1. */
        namespace v1 {

            /**
             * Properties of a Proposal.
             * @deprecated Use chronik.metadata.v1.Proposal.$Properties instead.
             */
            interface IProposal extends chronik.metadata.v1.Proposal.$Properties {
            }

            /** Represents a Proposal. */
            class Proposal {

                /**
                 * Constructs a new Proposal.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: chronik.metadata.v1.Proposal.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Proposal featureLevel. */
                featureLevel: number;

                /** Proposal proposer. */
                proposer: number;

                /** Proposal incarnation. */
                incarnation: string;

                /** Proposal sequence. */
                sequence: number;

                /** Proposal basisIndex. */
                basisIndex: number;

                /** Proposal registerNode. */
                registerNode?: (chronik.metadata.v1.RegisterNode.$Properties|null);

                /** Proposal fenceNode. */
                fenceNode?: (chronik.metadata.v1.FenceNode.$Properties|null);

                /** Proposal unfenceNode. */
                unfenceNode?: (chronik.metadata.v1.UnfenceNode.$Properties|null);

                /** Proposal createTopic. */
                createTopic?: (chronik.metadata.v1.CreateTopic.$Properties|null);

                /** Proposal deleteTopic. */
                deleteTopic?: (chronik.metadata.v1.DeleteTopic.$Properties|null);

                /** Proposal changeIsr. */
                changeIsr?: (chronik.metadata.v1.ChangeIsr.$Properties|null);

                /** Proposal allocateProducerIds. */
                allocateProducerIds?: (chronik.metadata.v1.AllocateProducerIds.$Properties|null);

                /** Proposal failReplicas. */
                failReplicas?: (chronik.metadata.v1.FailReplicas.$Properties|null);

                /** Proposal createPartitions. */
                createPartitions?: (chronik.metadata.v1.CreatePartitions.$Properties|null);

                /** Proposal electLeaders. */
                electLeaders?: (chronik.metadata.v1.ElectLeaders.$Properties|null);

                /** Proposal command. */
                command?: ("registerNode"|"fenceNode"|"unfenceNode"|"createTopic"|"deleteTopic"|"changeIsr"|"allocateProducerIds"|"failReplicas"|"createPartitions"|"electLeaders");

                /**
                 * Encodes the specified Proposal message. Does not implicitly {@link chronik.metadata.v1.Proposal.verify|verify} messages.
                 * @param message Proposal message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: chronik.metadata.v1.Proposal.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a Proposal message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {chronik.metadata.v1.Proposal & chronik.metadata.v1.Proposal.$Shape} Proposal
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): chronik.metadata.v1.Proposal & chronik.metadata.v1.Proposal.$Shape;
            }

            namespace Proposal {

                /** Properties of a Proposal. */
                interface $Properties {

                    /** Proposal featureLevel */
                    featureLevel?: (number|null);

                    /** Proposal proposer */
                    proposer?: (number|null);

                    /** Proposal incarnation */
                    incarnation?: (string|null);

                    /** Proposal sequence */
                    sequence?: (number|null);

                    /** Proposal basisIndex */
                    basisIndex?: (number|null);

                    /** Proposal registerNode */
                    registerNode?: (chronik.metadata.v1.RegisterNode.$Properties|null);

                    /** Proposal fenceNode */
                    fenceNode?: (chronik.metadata.v1.FenceNode.$Properties|null);

                    /** Proposal unfenceNode */
                    unfenceNode?: (chronik.metadata.v1.UnfenceNode.$Properties|null);

                    /** Proposal createTopic */
                    createTopic?: (chronik.metadata.v1.CreateTopic.$Properties|null);

                    /** Proposal deleteTopic */
                    deleteTopic?: (chronik.metadata.v1.DeleteTopic.$Properties|null);

                    /** Proposal changeIsr */
                    changeIsr?: (chronik.metadata.v1.ChangeIsr.$Properties|null);

                    /** Proposal allocateProducerIds */
                    allocateProducerIds?: (chronik.metadata.v1.AllocateProducerIds.$Properties|null);

                    /** Proposal failReplicas */
                    failReplicas?: (chronik.metadata.v1.FailReplicas.$Properties|null);

                    /** Proposal createPartitions */
                    createPartitions?: (chronik.metadata.v1.CreatePartitions.$Properties|null);

                    /** Proposal electLeaders */
                    electLeaders?: (chronik.metadata.v1.ElectLeaders.$Properties|null);

                    /** Proposal command */
                    command?: ("registerNode"|"fenceNode"|"unfenceNode"|"createTopic"|"deleteTopic"|"changeIsr"|"allocateProducerIds"|"failReplicas"|"createPartitions"|"electLeaders");

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Narrowed shape of a Proposal. */
                type $Shape = {
                  featureLevel?: number|null;
                  proposer?: number|null;
                  incarnation?: string|null;
                  sequence?: number|null;
                  basisIndex?: number|null;
                  registerNode?: chronik.metadata.v1.RegisterNode.$Shape|null;
                  fenceNode?: chronik.metadata.v1.FenceNode.$Shape|null;
                  unfenceNode?: chronik.metadata.v1.UnfenceNode.$Shape|null;
                  createTopic?: chronik.metadata.v1.CreateTopic.$Shape|null;
                  deleteTopic?: chronik.metadata.v1.DeleteTopic.$Shape|null;
                  changeIsr?: chronik.metadata.v1.ChangeIsr.$Shape|null;
                  allocateProducerIds?: chronik.metadata.v1.AllocateProducerIds.$Shape|null;
                  failReplicas?: chronik.metadata.v1.FailReplicas.$Shape|null;
                  createPartitions?: chronik.metadata.v1.CreatePartitions.$Shape|null;
                  electLeaders?: chronik.metadata.v1.ElectLeaders.$Shape|null;
                  $unknowns?: Uint8Array[];
                } & (
                  ({ command?: undefined; registerNode?: null; fenceNode?: null; unfenceNode?: null; createTopic?: null; deleteTopic?: null; changeIsr?: null; allocateProducerIds?: null; failReplicas?: null; createPartitions?: null; electLeaders?: null }|{ command?: "registerNode"; registerNode: chronik.metadata.v1.RegisterNode.$Shape; fenceNode?: null; unfenceNode?: null; createTopic?: null; deleteTopic?: null; changeIsr?: null; allocateProducerIds?: null; failReplicas?: null; createPartitions?: null; electLeaders?: null }|{ command?: "fenceNode"; registerNode?: null; fenceNode: chronik.metadata.v1.FenceNode.$Shape; unfenceNode?: null; createTopic?: null; deleteTopic?: null; changeIsr?: null; allocateProducerIds?: null; failReplicas?: null; createPartitions?: null; electLeaders?: null }|{ command?: "unfenceNode"; registerNode?: null; fenceNode?: null; unfenceNode: chronik.metadata.v1.UnfenceNode.$Shape; createTopic?: null; deleteTopic?: null; changeIsr?: null; allocateProducerIds?: null; failReplicas?: null; createPartitions?: null; electLeaders?: null }|{ command?: "createTopic"; registerNode?: null; fenceNode?: null; unfenceNode?: null; createTopic: chronik.metadata.v1.CreateTopic.$Shape; deleteTopic?: null; changeIsr?: null; allocateProducerIds?: null; failReplicas?: null; createPartitions?: null; electLeaders?: null }|{ command?: "deleteTopic"; registerNode?: null; fenceNode?: null; unfenceNode?: null; createTopic?: null; deleteTopic: chronik.metadata.v1.DeleteTopic.$Shape; changeIsr?: null; allocateProducerIds?: null; failReplicas?: null; createPartitions?: null; electLeaders?: null }|{ command?: "changeIsr"; registerNode?: null; fenceNode?: null; unfenceNode?: null; createTopic?: null; deleteTopic?: null; changeIsr: chronik.metadata.v1.ChangeIsr.$Shape; allocateProducerIds?: null; failReplicas?: null; createPartitions?: null; electLeaders?: null }|{ command?: "allocateProducerIds"; registerNode?: null; fenceNode?: null; unfenceNode?: null; createTopic?: null; deleteTopic?: null; changeIsr?: null; allocateProducerIds: chronik.metadata.v1.AllocateProducerIds.$Shape; failReplicas?: null; createPartitions?: null; electLeaders?: null }|{ command?: "failReplicas"; registerNode?: null; fenceNode?: null; unfenceNode?: null; createTopic?: null; deleteTopic?: null; changeIsr?: null; allocateProducerIds?: null; failReplicas: chronik.metadata.v1.FailReplicas.$Shape; createPartitions?: null; electLeaders?: null }|{ command?: "createPartitions"; registerNode?: null; fenceNode?: null; unfenceNode?: null; createTopic?: null; deleteTopic?: null; changeIsr?: null; allocateProducerIds?: null; failReplicas?: null; createPartitions: chronik.metadata.v1.CreatePartitions.$Shape; electLeaders?: null }|{ command?: "electLeaders"; registerNode?: null; fenceNode?: null; unfenceNode?: null; createTopic?: null; deleteTopic?: null; changeIsr?: null; allocateProducerIds?: null; failReplicas?: null; createPartitions?: null; electLeaders: chronik.metadata.v1.ElectLeaders.$Shape })
                );
            }

            /**
             * Properties of an Endpoint.
             * @deprecated Use chronik.metadata.v1.Endpoint.$Properties instead.
             */
            interface IEndpoint extends chronik.metadata.v1.Endpoint.$Properties {
            }

            /** Represents an Endpoint. */
            class Endpoint {

                /**
                 * Constructs a new Endpoint.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: chronik.metadata.v1.Endpoint.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Endpoint listener. */
                listener: string;

                /** Endpoint host. */
                host: string;

                /** Endpoint port. */
                port: number;

                /**
                 * Encodes the specified Endpoint message. Does not implicitly {@link chronik.metadata.v1.Endpoint.verify|verify} messages.
                 * @param message Endpoint message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: chronik.metadata.v1.Endpoint.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes an Endpoint message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {chronik.metadata.v1.Endpoint & chronik.metadata.v1.Endpoint.$Shape} Endpoint
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): chronik.metadata.v1.Endpoint & chronik.metadata.v1.Endpoint.$Shape;
            }

            namespace Endpoint {

                /** Properties of an Endpoint. */
                interface $Properties {

                    /** Endpoint listener */
                    listener?: (string|null);

                    /** Endpoint host */
                    host?: (string|null);

                    /** Endpoint port */
                    port?: (number|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of an Endpoint. */
                type $Shape = chronik.metadata.v1.Endpoint.$Properties;
            }

            /**
             * Properties of a RegisterNode.
             * @deprecated Use chronik.metadata.v1.RegisterNode.$Properties instead.
             */
            interface IRegisterNode extends chronik.metadata.v1.RegisterNode.$Properties {
            }

            /** Represents a RegisterNode. */
            class RegisterNode {

                /**
                 * Constructs a new RegisterNode.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: chronik.metadata.v1.RegisterNode.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** RegisterNode nodeId. */
                nodeId: number;

                /** RegisterNode incarnation. */
                incarnation: string;

                /** RegisterNode directoryId. */
                directoryId: string;

                /** RegisterNode previousNodeEpoch. */
                previousNodeEpoch: number;

                /** RegisterNode endpoints. */
                endpoints: chronik.metadata.v1.Endpoint.$Properties[];

                /** RegisterNode rack. */
                rack?: (string|null);

                /** RegisterNode failed. */
                failed: chronik.metadata.v1.TopicPartitions.$Properties[];

                /**
                 * Encodes the specified RegisterNode message. Does not implicitly {@link chronik.metadata.v1.RegisterNode.verify|verify} messages.
                 * @param message RegisterNode message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: chronik.metadata.v1.RegisterNode.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a RegisterNode message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {chronik.metadata.v1.RegisterNode & chronik.metadata.v1.RegisterNode.$Shape} RegisterNode
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): chronik.metadata.v1.RegisterNode & chronik.metadata.v1.RegisterNode.$Shape;
            }

            namespace RegisterNode {

                /** Properties of a RegisterNode. */
                interface $Properties {

                    /** RegisterNode nodeId */
                    nodeId?: (number|null);

                    /** RegisterNode incarnation */
                    incarnation?: (string|null);

                    /** RegisterNode directoryId */
                    directoryId?: (string|null);

                    /** RegisterNode previousNodeEpoch */
                    previousNodeEpoch?: (number|null);

                    /** RegisterNode endpoints */
                    endpoints?: (chronik.metadata.v1.Endpoint.$Properties[]|null);

                    /** RegisterNode rack */
                    rack?: (string|null);

                    /** RegisterNode failed */
                    failed?: (chronik.metadata.v1.TopicPartitions.$Properties[]|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a RegisterNode. */
                type $Shape = chronik.metadata.v1.RegisterNode.$Properties;
            }

            /**
             * Properties of a TopicPartitions.
             * @deprecated Use chronik.metadata.v1.TopicPartitions.$Properties instead.
             */
            interface ITopicPartitions extends chronik.metadata.v1.TopicPartitions.$Properties {
            }

            /** Represents a TopicPartitions. */
            class TopicPartitions {

                /**
                 * Constructs a new TopicPartitions.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: chronik.metadata.v1.TopicPartitions.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** TopicPartitions topicId. */
                topicId: Uint8Array;

                /** TopicPartitions partitions. */
                partitions: number[];

                /**
                 * Encodes the specified TopicPartitions message. Does not implicitly {@link chronik.metadata.v1.TopicPartitions.verify|verify} messages.
                 * @param message TopicPartitions message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: chronik.metadata.v1.TopicPartitions.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a TopicPartitions message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {chronik.metadata.v1.TopicPartitions & chronik.metadata.v1.TopicPartitions.$Shape} TopicPartitions
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): chronik.metadata.v1.TopicPartitions & chronik.metadata.v1.TopicPartitions.$Shape;
            }

            namespace TopicPartitions {

                /** Properties of a TopicPartitions. */
                interface $Properties {

                    /** TopicPartitions topicId */
                    topicId?: (Uint8Array|null);

                    /** TopicPartitions partitions */
                    partitions?: (number[]|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a TopicPartitions. */
                type $Shape = chronik.metadata.v1.TopicPartitions.$Properties;
            }

            /**
             * Properties of a FenceNode.
             * @deprecated Use chronik.metadata.v1.FenceNode.$Properties instead.
             */
            interface IFenceNode extends chronik.metadata.v1.FenceNode.$Properties {
            }

            /** Represents a FenceNode. */
            class FenceNode {

                /**
                 * Constructs a new FenceNode.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: chronik.metadata.v1.FenceNode.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** FenceNode nodeId. */
                nodeId: number;

                /** FenceNode nodeEpoch. */
                nodeEpoch: number;

                /**
                 * Encodes the specified FenceNode message. Does not implicitly {@link chronik.metadata.v1.FenceNode.verify|verify} messages.
                 * @param message FenceNode message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: chronik.metadata.v1.FenceNode.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a FenceNode message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {chronik.metadata.v1.FenceNode & chronik.metadata.v1.FenceNode.$Shape} FenceNode
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): chronik.metadata.v1.FenceNode & chronik.metadata.v1.FenceNode.$Shape;
            }

            namespace FenceNode {

                /** Properties of a FenceNode. */
                interface $Properties {

                    /** FenceNode nodeId */
                    nodeId?: (number|null);

                    /** FenceNode nodeEpoch */
                    nodeEpoch?: (number|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a FenceNode. */
                type $Shape = chronik.metadata.v1.FenceNode.$Properties;
            }

            /**
             * Properties of an UnfenceNode.
             * @deprecated Use chronik.metadata.v1.UnfenceNode.$Properties instead.
             */
            interface IUnfenceNode extends chronik.metadata.v1.UnfenceNode.$Properties {
            }

            /** Represents an UnfenceNode. */
            class UnfenceNode {

                /**
                 * Constructs a new UnfenceNode.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: chronik.metadata.v1.UnfenceNode.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** UnfenceNode nodeId. */
                nodeId: number;

                /** UnfenceNode nodeEpoch. */
                nodeEpoch: number;

                /**
                 * Encodes the specified UnfenceNode message. Does not implicitly {@link chronik.metadata.v1.UnfenceNode.verify|verify} messages.
                 * @param message UnfenceNode message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: chronik.metadata.v1.UnfenceNode.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes an UnfenceNode message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {chronik.metadata.v1.UnfenceNode & chronik.metadata.v1.UnfenceNode.$Shape} UnfenceNode
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): chronik.metadata.v1.UnfenceNode & chronik.metadata.v1.UnfenceNode.$Shape;
            }

            namespace UnfenceNode {

                /** Properties of an UnfenceNode. */
                interface $Properties {

                    /** UnfenceNode nodeId */
                    nodeId?: (number|null);

                    /** UnfenceNode nodeEpoch */
                    nodeEpoch?: (number|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of an UnfenceNode. */
                type $Shape = chronik.metadata.v1.UnfenceNode.$Properties;
            }

            /**
             * Properties of a FailReplicas.
             * @deprecated Use chronik.metadata.v1.FailReplicas.$Properties instead.
             */
            interface IFailReplicas extends chronik.metadata.v1.FailReplicas.$Properties {
            }

            /** Represents a FailReplicas. */
            class FailReplicas {

                /**
                 * Constructs a new FailReplicas.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: chronik.metadata.v1.FailReplicas.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** FailReplicas nodeId. */
                nodeId: number;

                /** FailReplicas nodeEpoch. */
                nodeEpoch: number;

                /** FailReplicas failed. */
                failed: chronik.metadata.v1.TopicPartitions.$Properties[];

                /**
                 * Encodes the specified FailReplicas message. Does not implicitly {@link chronik.metadata.v1.FailReplicas.verify|verify} messages.
                 * @param message FailReplicas message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: chronik.metadata.v1.FailReplicas.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a FailReplicas message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {chronik.metadata.v1.FailReplicas & chronik.metadata.v1.FailReplicas.$Shape} FailReplicas
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): chronik.metadata.v1.FailReplicas & chronik.metadata.v1.FailReplicas.$Shape;
            }

            namespace FailReplicas {

                /** Properties of a FailReplicas. */
                interface $Properties {

                    /** FailReplicas nodeId */
                    nodeId?: (number|null);

                    /** FailReplicas nodeEpoch */
                    nodeEpoch?: (number|null);

                    /** FailReplicas failed */
                    failed?: (chronik.metadata.v1.TopicPartitions.$Properties[]|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a FailReplicas. */
                type $Shape = chronik.metadata.v1.FailReplicas.$Properties;
            }

            /**
             * Properties of a Config.
             * @deprecated Use chronik.metadata.v1.Config.$Properties instead.
             */
            interface IConfig extends chronik.metadata.v1.Config.$Properties {
            }

            /** Represents a Config. */
            class Config {

                /**
                 * Constructs a new Config.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: chronik.metadata.v1.Config.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Config name. */
                name: string;

                /** Config value. */
                value: string;

                /**
                 * Encodes the specified Config message. Does not implicitly {@link chronik.metadata.v1.Config.verify|verify} messages.
                 * @param message Config message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: chronik.metadata.v1.Config.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a Config message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {chronik.metadata.v1.Config & chronik.metadata.v1.Config.$Shape} Config
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): chronik.metadata.v1.Config & chronik.metadata.v1.Config.$Shape;
            }

            namespace Config {

                /** Properties of a Config. */
                interface $Properties {

                    /** Config name */
                    name?: (string|null);

                    /** Config value */
                    value?: (string|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a Config. */
                type $Shape = chronik.metadata.v1.Config.$Properties;
            }

            /**
             * Properties of a Replicas.
             * @deprecated Use chronik.metadata.v1.Replicas.$Properties instead.
             */
            interface IReplicas extends chronik.metadata.v1.Replicas.$Properties {
            }

            /** Represents a Replicas. */
            class Replicas {

                /**
                 * Constructs a new Replicas.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: chronik.metadata.v1.Replicas.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Replicas nodeIds. */
                nodeIds: number[];

                /**
                 * Encodes the specified Replicas message. Does not implicitly {@link chronik.metadata.v1.Replicas.verify|verify} messages.
                 * @param message Replicas message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: chronik.metadata.v1.Replicas.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a Replicas message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {chronik.metadata.v1.Replicas & chronik.metadata.v1.Replicas.$Shape} Replicas
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): chronik.metadata.v1.Replicas & chronik.metadata.v1.Replicas.$Shape;
            }

            namespace Replicas {

                /** Properties of a Replicas. */
                interface $Properties {

                    /** Replicas nodeIds */
                    nodeIds?: (number[]|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a Replicas. */
                type $Shape = chronik.metadata.v1.Replicas.$Properties;
            }

            /**
             * Properties of an Assignments.
             * @deprecated Use chronik.metadata.v1.Assignments.$Properties instead.
             */
            interface IAssignments extends chronik.metadata.v1.Assignments.$Properties {
            }

            /** Represents an Assignments. */
            class Assignments {

                /**
                 * Constructs a new Assignments.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: chronik.metadata.v1.Assignments.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Assignments partitions. */
                partitions: chronik.metadata.v1.Replicas.$Properties[];

                /**
                 * Encodes the specified Assignments message. Does not implicitly {@link chronik.metadata.v1.Assignments.verify|verify} messages.
                 * @param message Assignments message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: chronik.metadata.v1.Assignments.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes an Assignments message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {chronik.metadata.v1.Assignments & chronik.metadata.v1.Assignments.$Shape} Assignments
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): chronik.metadata.v1.Assignments & chronik.metadata.v1.Assignments.$Shape;
            }

            namespace Assignments {

                /** Properties of an Assignments. */
                interface $Properties {

                    /** Assignments partitions */
                    partitions?: (chronik.metadata.v1.Replicas.$Properties[]|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of an Assignments. */
                type $Shape = chronik.metadata.v1.Assignments.$Properties;
            }

            /**
             * Properties of a CreateTopic.
             * @deprecated Use chronik.metadata.v1.CreateTopic.$Properties instead.
             */
            interface ICreateTopic extends chronik.metadata.v1.CreateTopic.$Properties {
            }

            /** Represents a CreateTopic. */
            class CreateTopic {

                /**
                 * Constructs a new CreateTopic.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: chronik.metadata.v1.CreateTopic.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** CreateTopic name. */
                name: string;

                /** CreateTopic topicId. */
                topicId: Uint8Array;

                /** CreateTopic partitionCount. */
                partitionCount: number;

                /** CreateTopic replicationFactor. */
                replicationFactor: number;

                /** CreateTopic placementSeed. */
                placementSeed: number;

                /** CreateTopic assignments. */
                assignments?: (chronik.metadata.v1.Assignments.$Properties|null);

                /** CreateTopic configs. */
                configs: chronik.metadata.v1.Config.$Properties[];

                /**
                 * Encodes the specified CreateTopic message. Does not implicitly {@link chronik.metadata.v1.CreateTopic.verify|verify} messages.
                 * @param message CreateTopic message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: chronik.metadata.v1.CreateTopic.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a CreateTopic message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {chronik.metadata.v1.CreateTopic & chronik.metadata.v1.CreateTopic.$Shape} CreateTopic
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): chronik.metadata.v1.CreateTopic & chronik.metadata.v1.CreateTopic.$Shape;
            }

            namespace CreateTopic {

                /** Properties of a CreateTopic. */
                interface $Properties {

                    /** CreateTopic name */
                    name?: (string|null);

                    /** CreateTopic topicId */
                    topicId?: (Uint8Array|null);

                    /** CreateTopic partitionCount */
                    partitionCount?: (number|null);

                    /** CreateTopic replicationFactor */
                    replicationFactor?: (number|null);

                    /** CreateTopic placementSeed */
                    placementSeed?: (number|null);

                    /** CreateTopic assignments */
                    assignments?: (chronik.metadata.v1.Assignments.$Properties|null);

                    /** CreateTopic configs */
                    configs?: (chronik.metadata.v1.Config.$Properties[]|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a CreateTopic. */
                type $Shape = chronik.metadata.v1.CreateTopic.$Properties;
            }

            /**
             * Properties of a DeleteTopic.
             * @deprecated Use chronik.metadata.v1.DeleteTopic.$Properties instead.
             */
            interface IDeleteTopic extends chronik.metadata.v1.DeleteTopic.$Properties {
            }

            /** Represents a DeleteTopic. */
            class DeleteTopic {

                /**
                 * Constructs a new DeleteTopic.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: chronik.metadata.v1.DeleteTopic.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** DeleteTopic topicId. */
                topicId: Uint8Array;

                /**
                 * Encodes the specified DeleteTopic message. Does not implicitly {@link chronik.metadata.v1.DeleteTopic.verify|verify} messages.
                 * @param message DeleteTopic message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: chronik.metadata.v1.DeleteTopic.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a DeleteTopic message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {chronik.metadata.v1.DeleteTopic & chronik.metadata.v1.DeleteTopic.$Shape} DeleteTopic
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): chronik.metadata.v1.DeleteTopic & chronik.metadata.v1.DeleteTopic.$Shape;
            }

            namespace DeleteTopic {

                /** Properties of a DeleteTopic. */
                interface $Properties {

                    /** DeleteTopic topicId */
                    topicId?: (Uint8Array|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a DeleteTopic. */
                type $Shape = chronik.metadata.v1.DeleteTopic.$Properties;
            }

            /**
             * Properties of a CreatePartitions.
             * @deprecated Use chronik.metadata.v1.CreatePartitions.$Properties instead.
             */
            interface ICreatePartitions extends chronik.metadata.v1.CreatePartitions.$Properties {
            }

            /** Represents a CreatePartitions. */
            class CreatePartitions {

                /**
                 * Constructs a new CreatePartitions.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: chronik.metadata.v1.CreatePartitions.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** CreatePartitions topicId. */
                topicId: Uint8Array;

                /** CreatePartitions partitionCount. */
                partitionCount: number;

                /** CreatePartitions placementSeed. */
                placementSeed: number;

                /** CreatePartitions assignments. */
                assignments?: (chronik.metadata.v1.Assignments.$Properties|null);

                /**
                 * Encodes the specified CreatePartitions message. Does not implicitly {@link chronik.metadata.v1.CreatePartitions.verify|verify} messages.
                 * @param message CreatePartitions message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: chronik.metadata.v1.CreatePartitions.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a CreatePartitions message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {chronik.metadata.v1.CreatePartitions & chronik.metadata.v1.CreatePartitions.$Shape} CreatePartitions
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): chronik.metadata.v1.CreatePartitions & chronik.metadata.v1.CreatePartitions.$Shape;
            }

            namespace CreatePartitions {

                /** Properties of a CreatePartitions. */
                interface $Properties {

                    /** CreatePartitions topicId */
                    topicId?: (Uint8Array|null);

                    /** CreatePartitions partitionCount */
                    partitionCount?: (number|null);

                    /** CreatePartitions placementSeed */
                    placementSeed?: (number|null);

                    /** CreatePartitions assignments */
                    assignments?: (chronik.metadata.v1.Assignments.$Properties|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a CreatePartitions. */
                type $Shape = chronik.metadata.v1.CreatePartitions.$Properties;
            }

            /**
             * Properties of an ElectLeaders.
             * @deprecated Use chronik.metadata.v1.ElectLeaders.$Properties instead.
             */
            interface IElectLeaders extends chronik.metadata.v1.ElectLeaders.$Properties {
            }

            /** Represents an ElectLeaders. */
            class ElectLeaders {

                /**
                 * Constructs a new ElectLeaders.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: chronik.metadata.v1.ElectLeaders.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** ElectLeaders partitions. */
                partitions: chronik.metadata.v1.TopicPartitions.$Properties[];

                /**
                 * Encodes the specified ElectLeaders message. Does not implicitly {@link chronik.metadata.v1.ElectLeaders.verify|verify} messages.
                 * @param message ElectLeaders message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: chronik.metadata.v1.ElectLeaders.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes an ElectLeaders message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {chronik.metadata.v1.ElectLeaders & chronik.metadata.v1.ElectLeaders.$Shape} ElectLeaders
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): chronik.metadata.v1.ElectLeaders & chronik.metadata.v1.ElectLeaders.$Shape;
            }

            namespace ElectLeaders {

                /** Properties of an ElectLeaders. */
                interface $Properties {

                    /** ElectLeaders partitions */
                    partitions?: (chronik.metadata.v1.TopicPartitions.$Properties[]|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of an ElectLeaders. */
                type $Shape = chronik.metadata.v1.ElectLeaders.$Properties;
            }

            /**
             * Properties of an IsrMember.
             * @deprecated Use chronik.metadata.v1.IsrMember.$Properties instead.
             */
            interface IIsrMember extends chronik.metadata.v1.IsrMember.$Properties {
            }

            /** Represents an IsrMember. */
            class IsrMember {

                /**
                 * Constructs a new IsrMember.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: chronik.metadata.v1.IsrMember.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** IsrMember nodeId. */
                nodeId: number;

                /** IsrMember nodeEpoch. */
                nodeEpoch: number;

                /**
                 * Encodes the specified IsrMember message. Does not implicitly {@link chronik.metadata.v1.IsrMember.verify|verify} messages.
                 * @param message IsrMember message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: chronik.metadata.v1.IsrMember.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes an IsrMember message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {chronik.metadata.v1.IsrMember & chronik.metadata.v1.IsrMember.$Shape} IsrMember
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): chronik.metadata.v1.IsrMember & chronik.metadata.v1.IsrMember.$Shape;
            }

            namespace IsrMember {

                /** Properties of an IsrMember. */
                interface $Properties {

                    /** IsrMember nodeId */
                    nodeId?: (number|null);

                    /** IsrMember nodeEpoch */
                    nodeEpoch?: (number|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of an IsrMember. */
                type $Shape = chronik.metadata.v1.IsrMember.$Properties;
            }

            /**
             * Properties of a ChangeIsr.
             * @deprecated Use chronik.metadata.v1.ChangeIsr.$Properties instead.
             */
            interface IChangeIsr extends chronik.metadata.v1.ChangeIsr.$Properties {
            }

            /** Represents a ChangeIsr. */
            class ChangeIsr {

                /**
                 * Constructs a new ChangeIsr.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: chronik.metadata.v1.ChangeIsr.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** ChangeIsr topicId. */
                topicId: Uint8Array;

                /** ChangeIsr partition. */
                partition: number;

                /** ChangeIsr leader. */
                leader: number;

                /** ChangeIsr leaderEpoch. */
                leaderEpoch: number;

                /** ChangeIsr partitionEpoch. */
                partitionEpoch: number;

                /** ChangeIsr isr. */
                isr: chronik.metadata.v1.IsrMember.$Properties[];

                /**
                 * Encodes the specified ChangeIsr message. Does not implicitly {@link chronik.metadata.v1.ChangeIsr.verify|verify} messages.
                 * @param message ChangeIsr message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: chronik.metadata.v1.ChangeIsr.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a ChangeIsr message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {chronik.metadata.v1.ChangeIsr & chronik.metadata.v1.ChangeIsr.$Shape} ChangeIsr
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): chronik.metadata.v1.ChangeIsr & chronik.metadata.v1.ChangeIsr.$Shape;
            }

            namespace ChangeIsr {

                /** Properties of a ChangeIsr. */
                interface $Properties {

                    /** ChangeIsr topicId */
                    topicId?: (Uint8Array|null);

                    /** ChangeIsr partition */
                    partition?: (number|null);

                    /** ChangeIsr leader */
                    leader?: (number|null);

                    /** ChangeIsr leaderEpoch */
                    leaderEpoch?: (number|null);

                    /** ChangeIsr partitionEpoch */
                    partitionEpoch?: (number|null);

                    /** ChangeIsr isr */
                    isr?: (chronik.metadata.v1.IsrMember.$Properties[]|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a ChangeIsr. */
                type $Shape = chronik.metadata.v1.ChangeIsr.$Properties;
            }

            /**
             * Properties of an AllocateProducerIds.
             * @deprecated Use chronik.metadata.v1.AllocateProducerIds.$Properties instead.
             */
            interface IAllocateProducerIds extends chronik.metadata.v1.AllocateProducerIds.$Properties {
            }

            /** Represents an AllocateProducerIds. */
            class AllocateProducerIds {

                /**
                 * Constructs a new AllocateProducerIds.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: chronik.metadata.v1.AllocateProducerIds.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** AllocateProducerIds count. */
                count: number;

                /**
                 * Encodes the specified AllocateProducerIds message. Does not implicitly {@link chronik.metadata.v1.AllocateProducerIds.verify|verify} messages.
                 * @param message AllocateProducerIds message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: chronik.metadata.v1.AllocateProducerIds.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes an AllocateProducerIds message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {chronik.metadata.v1.AllocateProducerIds & chronik.metadata.v1.AllocateProducerIds.$Shape} AllocateProducerIds
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): chronik.metadata.v1.AllocateProducerIds & chronik.metadata.v1.AllocateProducerIds.$Shape;
            }

            namespace AllocateProducerIds {

                /** Properties of an AllocateProducerIds. */
                interface $Properties {

                    /** AllocateProducerIds count */
                    count?: (number|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of an AllocateProducerIds. */
                type $Shape = chronik.metadata.v1.AllocateProducerIds.$Properties;
            }

            /**
             * Properties of a Snapshot.
             * @deprecated Use chronik.metadata.v1.Snapshot.$Properties instead.
             */
            interface ISnapshot extends chronik.metadata.v1.Snapshot.$Properties {
            }

            /** Represents a Snapshot. */
            class Snapshot {

                /**
                 * Constructs a new Snapshot.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: chronik.metadata.v1.Snapshot.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Snapshot featureLevel. */
                featureLevel: number;

                /** Snapshot appliedIndex. */
                appliedIndex: number;

                /** Snapshot nodes. */
                nodes: chronik.metadata.v1.Node.$Properties[];

                /** Snapshot topics. */
                topics: chronik.metadata.v1.Topic.$Properties[];

                /** Snapshot nextProducerId. */
                nextProducerId: number;

                /** Snapshot appliedProposals. */
                appliedProposals: chronik.metadata.v1.AppliedProposal.$Properties[];

                /**
                 * Encodes the specified Snapshot message. Does not implicitly {@link chronik.metadata.v1.Snapshot.verify|verify} messages.
                 * @param message Snapshot message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: chronik.metadata.v1.Snapshot.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a Snapshot message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {chronik.metadata.v1.Snapshot & chronik.metadata.v1.Snapshot.$Shape} Snapshot
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): chronik.metadata.v1.Snapshot & chronik.metadata.v1.Snapshot.$Shape;
            }

            namespace Snapshot {

                /** Properties of a Snapshot. */
                interface $Properties {

                    /** Snapshot featureLevel */
                    featureLevel?: (number|null);

                    /** Snapshot appliedIndex */
                    appliedIndex?: (number|null);

                    /** Snapshot nodes */
                    nodes?: (chronik.metadata.v1.Node.$Properties[]|null);

                    /** Snapshot topics */
                    topics?: (chronik.metadata.v1.Topic.$Properties[]|null);

                    /** Snapshot nextProducerId */
                    nextProducerId?: (number|null);

                    /** Snapshot appliedProposals */
                    appliedProposals?: (chronik.metadata.v1.AppliedProposal.$Properties[]|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a Snapshot. */
                type $Shape = chronik.metadata.v1.Snapshot.$Properties;
            }

            /**
             * Properties of a Node.
             * @deprecated Use chronik.metadata.v1.Node.$Properties instead.
             */
            interface INode extends chronik.metadata.v1.Node.$Properties {
            }

            /** Represents a Node. */
            class Node {

                /**
                 * Constructs a new Node.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: chronik.metadata.v1.Node.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Node nodeId. */
                nodeId: number;

                /** Node incarnation. */
                incarnation: string;

                /** Node directoryId. */
                directoryId: string;

                /** Node nodeEpoch. */
                nodeEpoch: number;

                /** Node fenced. */
                fenced: boolean;

                /** Node endpoints. */
                endpoints: chronik.metadata.v1.Endpoint.$Properties[];

                /** Node rack. */
                rack?: (string|null);

                /**
                 * Encodes the specified Node message. Does not implicitly {@link chronik.metadata.v1.Node.verify|verify} messages.
                 * @param message Node message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: chronik.metadata.v1.Node.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a Node message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {chronik.metadata.v1.Node & chronik.metadata.v1.Node.$Shape} Node
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): chronik.metadata.v1.Node & chronik.metadata.v1.Node.$Shape;
            }

            namespace Node {

                /** Properties of a Node. */
                interface $Properties {

                    /** Node nodeId */
                    nodeId?: (number|null);

                    /** Node incarnation */
                    incarnation?: (string|null);

                    /** Node directoryId */
                    directoryId?: (string|null);

                    /** Node nodeEpoch */
                    nodeEpoch?: (number|null);

                    /** Node fenced */
                    fenced?: (boolean|null);

                    /** Node endpoints */
                    endpoints?: (chronik.metadata.v1.Endpoint.$Properties[]|null);

                    /** Node rack */
                    rack?: (string|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a Node. */
                type $Shape = chronik.metadata.v1.Node.$Properties;
            }

            /**
             * Properties of a Topic.
             * @deprecated Use chronik.metadata.v1.Topic.$Properties instead.
             */
            interface ITopic extends chronik.metadata.v1.Topic.$Properties {
            }

            /** Represents a Topic. */
            class Topic {

                /**
                 * Constructs a new Topic.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: chronik.metadata.v1.Topic.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Topic topicId. */
                topicId: Uint8Array;

                /** Topic name. */
                name: string;

                /** Topic partitions. */
                partitions: chronik.metadata.v1.Partition.$Properties[];

                /** Topic configs. */
                configs: chronik.metadata.v1.Config.$Properties[];

                /**
                 * Encodes the specified Topic message. Does not implicitly {@link chronik.metadata.v1.Topic.verify|verify} messages.
                 * @param message Topic message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: chronik.metadata.v1.Topic.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a Topic message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {chronik.metadata.v1.Topic & chronik.metadata.v1.Topic.$Shape} Topic
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): chronik.metadata.v1.Topic & chronik.metadata.v1.Topic.$Shape;
            }

            namespace Topic {

                /** Properties of a Topic. */
                interface $Properties {

                    /** Topic topicId */
                    topicId?: (Uint8Array|null);

                    /** Topic name */
                    name?: (string|null);

                    /** Topic partitions */
                    partitions?: (chronik.metadata.v1.Partition.$Properties[]|null);

                    /** Topic configs */
                    configs?: (chronik.metadata.v1.Config.$Properties[]|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a Topic. */
                type $Shape = chronik.metadata.v1.Topic.$Properties;
            }

            /**
             * Properties of a Partition.
             * @deprecated Use chronik.metadata.v1.Partition.$Properties instead.
             */
            interface IPartition extends chronik.metadata.v1.Partition.$Properties {
            }

            /** Represents a Partition. */
            class Partition {

                /**
                 * Constructs a new Partition.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: chronik.metadata.v1.Partition.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Partition replicas. */
                replicas: number[];

                /** Partition isr. */
                isr: number[];

                /** Partition leader. */
                leader: number;

                /** Partition leaderEpoch. */
                leaderEpoch: number;

                /** Partition partitionEpoch. */
                partitionEpoch: number;

                /** Partition awaitsDirectoryId. */
                awaitsDirectoryId?: (string|null);

                /** Partition failed. */
                failed: number[];

                /**
                 * Encodes the specified Partition message. Does not implicitly {@link chronik.metadata.v1.Partition.verify|verify} messages.
                 * @param message Partition message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: chronik.metadata.v1.Partition.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a Partition message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {chronik.metadata.v1.Partition & chronik.metadata.v1.Partition.$Shape} Partition
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): chronik.metadata.v1.Partition & chronik.metadata.v1.Partition.$Shape;
            }

            namespace Partition {

                /** Properties of a Partition. */
                interface $Properties {

                    /** Partition replicas */
                    replicas?: (number[]|null);

                    /** Partition isr */
                    isr?: (number[]|null);

                    /** Partition leader */
                    leader?: (number|null);

                    /** Partition leaderEpoch */
                    leaderEpoch?: (number|null);

                    /** Partition partitionEpoch */
                    partitionEpoch?: (number|null);

                    /** Partition awaitsDirectoryId */
                    awaitsDirectoryId?: (string|null);

                    /** Partition failed */
                    failed?: (number[]|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a Partition. */
                type $Shape = chronik.metadata.v1.Partition.$Properties;
            }

            /**
             * Properties of an AppliedProposal.
             * @deprecated Use chronik.metadata.v1.AppliedProposal.$Properties instead.
             */
            interface IAppliedProposal extends chronik.metadata.v1.AppliedProposal.$Properties {
            }

            /** Represents an AppliedProposal. */
            class AppliedProposal {

                /**
                 * Constructs a new AppliedProposal.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: chronik.metadata.v1.AppliedProposal.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** AppliedProposal proposer. */
                proposer: number;

                /** AppliedProposal incarnation. */
                incarnation: string;

                /** AppliedProposal sequence. */
                sequence: number;

                /** AppliedProposal index. */
                index: number;

                /**
                 * Encodes the specified AppliedProposal message. Does not implicitly {@link chronik.metadata.v1.AppliedProposal.verify|verify} messages.
                 * @param message AppliedProposal message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: chronik.metadata.v1.AppliedProposal.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes an AppliedProposal message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {chronik.metadata.v1.AppliedProposal & chronik.metadata.v1.AppliedProposal.$Shape} AppliedProposal
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): chronik.metadata.v1.AppliedProposal & chronik.metadata.v1.AppliedProposal.$Shape;
            }

            namespace AppliedProposal {

                /** Properties of an AppliedProposal. */
                interface $Properties {

                    /** AppliedProposal proposer */
                    proposer?: (number|null);

                    /** AppliedProposal incarnation */
                    incarnation?: (string|null);

                    /** AppliedProposal sequence */
                    sequence?: (number|null);

                    /** AppliedProposal index */
                    index?: (number|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of an AppliedProposal. */
                type $Shape = chronik.metadata.v1.AppliedProposal.$Properties;
            }
        }
    }
}
