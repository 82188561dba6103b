// Planted: reaches for sockets beside the port.
import { connect } from "node:net";

export const open = connect;
