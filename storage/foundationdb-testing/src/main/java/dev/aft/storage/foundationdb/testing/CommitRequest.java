package dev.aft.storage.foundationdb.testing;

import java.util.List;

/** What a transaction sends to be committed. */
record CommitRequest(
    long readVersion, List<KeyBounds> read, List<KeyBounds> written, List<Mutation> mutations) {
  CommitRequest {
    read = List.copyOf(read);
    written = List.copyOf(written);
    mutations = List.copyOf(mutations);
  }

  long size() {
    return mutations.stream().mapToLong(Mutation::size).sum()
        + read.stream().mapToLong(KeyBounds::size).sum()
        + written.stream().mapToLong(KeyBounds::size).sum();
  }
}
