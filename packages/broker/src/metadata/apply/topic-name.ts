/** The longest topic name in characters: what a folder name of 255 leaves beside the partition number. */
export const TOPIC_NAME_LENGTH_MAX = 249;

/** Why Kafka does not take this name; null where it does. */
export function whyInvalidTopicName(name: string): string | null {
  if (name === "") return "the topic name is empty";
  if (name === "." || name === "..") return `a topic cannot be called "${name}"`;
  if (name.length > TOPIC_NAME_LENGTH_MAX) return `the topic name is longer than ${TOPIC_NAME_LENGTH_MAX} characters`;
  if (!/^[a-zA-Z0-9._-]+$/.test(name)) return "a topic name consists of ASCII letters, digits, '.', '_' and '-'";
  return null;
}

/**
 * The first existing name that a new one could be mistaken for: metrics write '.' and '_' alike, so two topics may not
 * differ in that alone.
 */
export function collidingTopicName(name: string, existing: Iterable<string>): string | null {
  if (!/[._]/.test(name)) return null;
  const folded = fold(name);
  for (const other of existing) {
    if (other !== name && fold(other) === folded) return other;
  }
  return null;
}

function fold(name: string): string {
  return name.replaceAll(".", "_");
}
