/**
 * The protobuf runtime of the generated code, set to plain numbers: without `Long` a 64-bit field is a JavaScript number,
 * exact up to 2^53 − 1, and the codecs refuse what is beyond. Generated code reads the setting while it is loaded, so it
 * imports its runtime from here. The setting holds for every user of this copy of protobufjs in the process.
 */
import protobuf from "protobufjs/minimal.js";

Object.assign(protobuf.util, { Long: undefined });
protobuf.configure();

export default protobuf;
