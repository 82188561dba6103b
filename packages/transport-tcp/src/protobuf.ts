/**
 * The protobuf runtime, set to plain numbers.
 *
 * The generated code reads `util.Long` while it is imported, so it must get its runtime from here and nowhere else.
 * Without `Long` a 64-bit field is a JavaScript number: exact up to 2^53 − 1, and the codecs refuse what is beyond.
 * The setting holds for every user of this copy of protobufjs in the process.
 */
import protobuf from "protobufjs/minimal.js";

Object.assign(protobuf.util, { Long: undefined });
protobuf.configure();

export default protobuf;
