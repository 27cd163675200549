package dev.aft.storage.rocksdb;

import dev.aft.storage.spi.Bytes;
import dev.aft.storage.spi.Entry;
import dev.aft.storage.spi.WriteBatch;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Semaphore;

/** A process that commits without end and prints the number of each commit acknowledged. */
final class CommitStorm {
  private CommitStorm() {}

  static Bytes key(String kind, int number) {
    return Bytes.utf8(kind + "/" + number);
  }

  public static void main(String[] arguments) throws InterruptedException {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    RocksDbStore store =
        RocksDbStore.open(Path.of(arguments[0]), RocksDbSettings.DEFAULT, System::nanoTime);
    Semaphore inFlight = new Semaphore(32);
    for (int i = 0; ; i++) {
      int number = i;
      inFlight.acquire();
      Entry left = new Entry(key("left", number), Bytes.EMPTY);
      Entry right = new Entry(key("right", number), Bytes.EMPTY);
      var unused =
          store
              .commitIfAbsent(
                  new Entry(key("record", number), Bytes.EMPTY),
                  WriteBatch.ofWrites(List.of(left, right)))
              .thenAccept(
                  created -> {
                    out.println(number);
                    inFlight.release();
                  });
    }
  }
}
