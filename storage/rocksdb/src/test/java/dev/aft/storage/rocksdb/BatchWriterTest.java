package dev.aft.storage.rocksdb;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.aft.storage.spi.Bytes;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/** Compares what is written down with what RocksDB writes for the same changes. */
final class BatchWriterTest {
  private final BatchWriter writer = new BatchWriter();

  @BeforeAll
  static void loadRocksDb() {
    RocksDB.loadLibrary();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(UTF_8);
  }

  @Test
  void writesAndDeletesStandInTheOrderOfTheirKeys() throws RocksDBException {
    writer.put(Bytes.utf8("b"), Bytes.utf8("2"));
    writer.delete(Bytes.utf8("c"));
    writer.put(Bytes.utf8("a"), Bytes.EMPTY);
    try (WriteBatch expected = new WriteBatch()) {
      expected.put(utf8("a"), utf8(""));
      expected.put(utf8("b"), utf8("2"));
      expected.delete(utf8("c"));
      assertArrayEquals(expected.data(), writer.toBytes());
    }
  }

  @Test
  void changesOfOneKeyStayInTheOrderInWhichTheyCame() throws RocksDBException {
    writer.put(Bytes.utf8("k"), Bytes.utf8("1"));
    writer.delete(Bytes.utf8("k"));
    writer.put(Bytes.utf8("a"), Bytes.utf8("0"));
    writer.put(Bytes.utf8("k"), Bytes.utf8("2"));
    try (WriteBatch expected = new WriteBatch()) {
      expected.put(utf8("a"), utf8("0"));
      expected.put(utf8("k"), utf8("1"));
      expected.delete(utf8("k"));
      expected.put(utf8("k"), utf8("2"));
      assertArrayEquals(expected.data(), writer.toBytes());
    }
  }

  @Test
  void bytesAboveSevenBitsSortAsUnsignedNumbers() throws RocksDBException {
    writer.put(Bytes.utf8("\u00e4"), Bytes.EMPTY);
    writer.put(Bytes.utf8("z"), Bytes.EMPTY);
    try (WriteBatch expected = new WriteBatch()) {
      expected.put(utf8("z"), utf8(""));
      expected.put(utf8("\u00e4"), utf8(""));
      assertArrayEquals(expected.data(), writer.toBytes());
    }
  }

  @Test
  void lengthsOfEverySizeAreWritten() throws RocksDBException {
    for (int length : new int[] {0, 1, 127, 128, 129, 16_383, 16_384, 2_097_151, 2_097_152}) {
      String text = "v".repeat(length);
      writer.clear();
      writer.put(Bytes.utf8("k" + text), Bytes.utf8(text));
      try (WriteBatch expected = new WriteBatch()) {
        expected.put(utf8("k" + text), utf8(text));
        assertArrayEquals(expected.data(), writer.toBytes(), "length " + length);
      }
    }
  }

  @Test
  void anEmptyBatchIsAHeader() throws RocksDBException {
    try (WriteBatch expected = new WriteBatch()) {
      assertArrayEquals(expected.data(), writer.toBytes());
    }
  }
}
