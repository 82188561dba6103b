import { describeConfigs, errorCodes, type RequestOf, type ResponseInputOf } from "@chronik/kafka-protocol";
import { type DescribedConfig, describeNodeConfigs, describeTopicConfigs } from "../config/describe-configs.ts";
import { topicNamed } from "../metadata/image.ts";
import type { Services } from "../services.ts";
import { type ElementOf, type Handler, handler } from "./handler.ts";

type Request = RequestOf<typeof describeConfigs>;
type Resource = Request["resources"][number];
type Result = ElementOf<ResponseInputOf<typeof describeConfigs>["results"]>;

const RESOURCE_TOPIC = 2;
const RESOURCE_BROKER = 4;

/**
 * DescribeConfigs (key 32).
 *
 * Behavior: every configuration of a topic, from the metadata image, or of this node. Another node's are known to that node
 * alone: INVALID_REQUEST, as Kafka answers. Other kinds of resources have no configuration here.
 *
 * Version notes: synonyms from v1 on; types and documentation from v3 on.
 */
export function describeConfigsHandler(services: Services): Handler<typeof describeConfigs> {
  return handler(describeConfigs, (request, _context, respond) => {
    respond({ throttleTimeMs: 0, results: request.resources.map((resource) => describe(services, resource, request)) });
  });
}

function describe(services: Services, resource: Resource, request: Request): Result {
  const configs = lookUp(services, resource);
  const { resourceType, resourceName, configurationKeys } = resource;
  if ("error" in configs) {
    return { errorCode: configs.error, errorMessage: configs.message, resourceType, resourceName, configs: [] };
  }
  // Null asks for all of them; so does, for the clients that send it, an empty list.
  const all = configurationKeys === null || configurationKeys.length === 0;
  return {
    errorCode: errorCodes.NONE,
    errorMessage: null,
    resourceType,
    resourceName,
    configs: configs
      .filter((config) => all || configurationKeys.includes(config.name))
      .map((config) => ({
        name: config.name,
        value: config.value,
        readOnly: config.readOnly,
        configSource: config.source,
        isSensitive: config.sensitive,
        synonyms: request.includeSynonyms ? [...config.synonyms] : [],
        configType: config.type,
        documentation: request.includeDocumentation ? config.documentation : null,
      })),
  };
}

function lookUp(services: Services, resource: Resource): DescribedConfig[] | { error: number; message: string } {
  const { resourceType, resourceName } = resource;
  const { nodeId, nodeConfigs } = services.options;
  if (resourceType === RESOURCE_TOPIC) {
    const image = services.image();
    const topic = topicNamed(image, resourceName);
    if (topic !== undefined) return describeTopicConfigs(topic.configs, nodeConfigs);
    return { error: errorCodes.UNKNOWN_TOPIC_OR_PARTITION, message: `there is no topic ${resourceName}` };
  }
  if (resourceType === RESOURCE_BROKER) {
    if (resourceName === String(nodeId)) return describeNodeConfigs(nodeConfigs);
    // The default of all nodes: nothing can be set there.
    if (resourceName === "") return [];
    return { error: errorCodes.INVALID_REQUEST, message: `this is node ${nodeId}; ask node ${resourceName} itself` };
  }
  return { error: errorCodes.INVALID_REQUEST, message: `resources of type ${resourceType} have no configuration` };
}
