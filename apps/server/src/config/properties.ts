import type { Setting, Settings } from "./setting.ts";

/**
 * Reads Java's properties syntax (java.util.Properties.load): `#` and `!` comments, `=`, `:` or white space between name and
 * value, a `\` at the end of a line that continues on the next, `\t \n \r \f \uXXXX` escapes. Text is UTF-8, where Java
 * reads Latin-1: the same for every character that Kafka's own files use.
 */
export function parseProperties(text: string, fileName: string): Settings {
  const settings: Setting[] = [];
  const problems: string[] = [];
  for (const { content, lineNumber } of logicalLines(text)) {
    const origin = `${fileName} line ${lineNumber}`;
    const separator = findSeparator(content);
    const name = unescaped(content.slice(0, separator.start));
    const value = unescaped(content.slice(separator.end));
    if (name === undefined || value === undefined) {
      problems.push(`${origin}: \\u must be followed by four hexadecimal digits`);
    } else {
      settings.push({ name, value, origin });
    }
  }
  return { settings, problems };
}

interface LogicalLine {
  content: string;
  /** Of its first natural line, from 1. */
  readonly lineNumber: number;
}

/** Lines without comments and blank ones, continuations joined. A comment line cannot be continued. */
function logicalLines(text: string): LogicalLine[] {
  const lines: LogicalLine[] = [];
  let open: LogicalLine | undefined;
  for (const [index, natural] of text.split(/\r\n|\r|\n/).entries()) {
    const content = natural.replace(/^[ \t\f]+/, "");
    if (open === undefined && (content === "" || content.startsWith("#") || content.startsWith("!"))) continue;
    const line: LogicalLine = open ?? { content: "", lineNumber: index + 1 };
    const continues = endsInOddBackslashes(content);
    line.content += continues ? content.slice(0, -1) : content;
    if (open === undefined) lines.push(line);
    open = continues ? line : undefined;
  }
  return lines;
}

function endsInOddBackslashes(line: string): boolean {
  const trailing = /\\*$/.exec(line)?.[0].length ?? 0;
  return trailing % 2 === 1;
}

/** The first separator that is not escaped: white space around at most one `=` or `:`. */
function findSeparator(line: string): { start: number; end: number } {
  const name = /^(?:\\.|[^\\=: \t\f])*/.exec(line)?.[0].length ?? 0;
  const separator = /^[ \t\f]*[=:]?[ \t\f]*/.exec(line.slice(name))?.[0].length ?? 0;
  return { start: name, end: name + separator };
}

const ESCAPED: Readonly<Record<string, string>> = { t: "\t", n: "\n", r: "\r", f: "\f" };

/** Undefined where a `\u` is not followed by four hexadecimal digits. */
function unescaped(text: string): string | undefined {
  let malformed = false;
  const plain = text.replace(/\\(u([0-9a-fA-F]{4})?|.)/g, (_, letter: string, hex: string | undefined) => {
    if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16));
    malformed ||= letter === "u";
    return ESCAPED[letter] ?? letter;
  });
  return malformed ? undefined : plain;
}
