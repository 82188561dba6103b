/** What a broker counts. They grow as long as the process lives; plain numbers, since each record passes here. */
export class BrokerStats {
  /** Records that producers appended. */
  recordsIn = 0;
  /** Bytes of the batches that producers appended. */
  bytesIn = 0;
  /** Bytes of the batches that consumers were given. */
  bytesOut = 0;
  produceRequests = 0;
  fetchRequests = 0;
  isrShrinks = 0;
  isrExpansions = 0;
}
