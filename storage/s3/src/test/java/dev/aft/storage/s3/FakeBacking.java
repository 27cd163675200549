package dev.aft.storage.s3;

import dev.aft.storage.s3.log.Claim;
import dev.aft.storage.s3.log.FakeRuns;
import dev.aft.storage.s3.object.ObjectStore;
import dev.aft.storage.s3.object.WriterId;
import dev.aft.storage.s3.run.LogOwner;
import dev.aft.storage.spi.Bytes;
import java.util.concurrent.CompletableFuture;

/** Claims that only this process knows of, and runs that outlive each opening in memory. */
final class FakeBacking {
  private final FakeRuns runs;
  private long terms;
  private LogOwner ownerAtPosition = new LogOwner(new WriterId(Bytes.wrap(new byte[16])), 0);

  FakeBacking(ObjectStore objects) {
    this.runs = new FakeRuns(objects);
  }

  FakeRuns runs() {
    return runs;
  }

  CompletableFuture<Backing> claim(WriterId writer) {
    LogOwner claimant = new LogOwner(writer, ++terms);
    LogOwner before = ownerAtPosition;
    ownerAtPosition = claimant;
    long position = runs.position();
    Claim claim =
        new Claim() {
          @Override
          public LogOwner claimant() {
            return claimant;
          }

          @Override
          public long position() {
            return position;
          }

          @Override
          public LogOwner ownerAtPosition() {
            return position == 0 ? new LogOwner(before.writer(), 0) : before;
          }

          @Override
          public CompletableFuture<Boolean> isNewest() {
            return CompletableFuture.completedFuture(claimant.term() == terms);
          }
        };
    return CompletableFuture.completedFuture(new Backing(claim, runs));
  }
}
