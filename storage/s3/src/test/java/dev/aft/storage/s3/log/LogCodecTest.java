package dev.aft.storage.s3.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.aft.storage.s3.log.LogRecord.Kind;
import dev.aft.storage.s3.object.WriterId;
import dev.aft.storage.s3.run.LogOwner;
import dev.aft.storage.s3.run.Slot;
import dev.aft.storage.spi.Bytes;
import dev.aft.storage.spi.StorageException;
import dev.aft.storage.spi.StorageException.Reason;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

final class LogCodecTest {
  private static final String NAME = LogNames.of(7);
  static final LogOwner WRITER =
      new LogOwner(new WriterId(Bytes.utf8("0123456789abcdef")), 0x0102030405060708L);

  static LogBatch batch() {
    return new LogBatch(
        List.of(new LogEntry(Bytes.utf8("c"), new Slot.Inline(Bytes.EMPTY))),
        List.of(
            new LogEntry(Bytes.EMPTY, new Slot.Inline(Bytes.wrap(new byte[300]))),
            new LogEntry(Bytes.utf8("w"), new Slot.External("value/x/1", 1 << 26, -5))),
        List.of(Bytes.utf8("d"), Bytes.wrap(new byte[20_000])));
  }

  @Test
  void recordsOfEveryKindComeBackEqual() {
    for (Kind kind : Kind.values()) {
      List<LogBatch> batches =
          kind == Kind.DATA
              ? List.of(batch(), new LogBatch(List.of(), List.of(), List.of()), batch())
              : List.of();
      Bytes content = LogCodec.encode(kind, WRITER, batches);
      assertEquals(new LogRecord(kind, WRITER, batches), LogCodec.decode(NAME, content));
    }
  }

  @Test
  void smallRecordHasTheBytesOfTheSpecification() {
    LogBatch one =
        new LogBatch(
            List.of(),
            List.of(new LogEntry(Bytes.utf8("k"), new Slot.Inline(Bytes.utf8("v")))),
            List.of(Bytes.utf8("d")));
    String body =
        "4146544c"
            + "01"
            + "30313233343536373839616263646566"
            + "02"
            + "0102030405060708"
            + ("00" + "01" + "016b" + "00" + "0176" + "01" + "0164");
    String content = LogCodec.encode(Kind.DATA, WRITER, List.of(one)).toString();
    assertEquals(body, content.substring(0, content.length() - 8));
  }

  @Test
  void sizeIsKnownBeforehandAndThatOfAnEmptyRecordIsNoOthers() {
    int empty = LogCodec.encode(Kind.FILL, WRITER, List.of()).length();
    assertEquals(LogCodec.EMPTY_RECORD_BYTES, empty);
    long one = LogCodec.size(batch());
    assertEquals(empty + one, LogCodec.encode(Kind.DATA, WRITER, List.of(batch())).length());
  }

  @Test
  void everyBitThatFlipsIsFound() {
    byte[] content = LogCodec.encode(Kind.DATA, WRITER, List.of(batch())).toArray();
    for (int at = 0; at < content.length; at += at < 40 ? 1 : 97) {
      for (int bit = 0; bit < 8; bit++) {
        byte[] damaged = content.clone();
        damaged[at] ^= (byte) (1 << bit);
        Reason reason = reasonOf(damaged);
        assertEquals(
            at == 4 && bit > 0 && damaged[4] > 0 ? Reason.NEWER_FORMAT : Reason.CORRUPT, reason);
      }
    }
  }

  @Test
  void everyPartThatIsMissingIsFound() {
    byte[] content = LogCodec.encode(Kind.DATA, WRITER, List.of(batch())).toArray();
    for (int length = 0; length < content.length; length += 13) {
      assertEquals(Reason.CORRUPT, reasonOf(java.util.Arrays.copyOf(content, length)));
    }
  }

  @Test
  void newerFormatIsRefusedByName() {
    byte[] content = LogCodec.encode(Kind.OPEN, WRITER, List.of()).toArray();
    content[4] = 2;
    StorageException e =
        assertThrows(
            StorageException.class, () -> LogCodec.decode(NAME, seal(Bytes.wrap(content))));
    assertEquals(Reason.NEWER_FORMAT, e.reason());
  }

  @Test
  void partsThatDoNotFitAreDamageThoughTheChecksumIsRight() {
    byte[] content = LogCodec.encode(Kind.DATA, WRITER, List.of(batch())).toArray();
    content[30] = (byte) 0xff;
    assertEquals(Reason.CORRUPT, reasonOf(seal(Bytes.wrap(content)).toArray()));
  }

  private static Reason reasonOf(byte[] content) {
    return assertThrows(
            StorageException.class, () -> LogCodec.decode(NAME, Bytes.wrap(content.clone())))
        .reason();
  }

  /** The same with the checksum that it should have. */
  static Bytes seal(Bytes content) {
    byte[] sealed = content.toArray();
    CRC32C checksum = new CRC32C();
    checksum.update(sealed, 0, sealed.length - 4);
    ByteBuffer.wrap(sealed).putInt(sealed.length - 4, (int) checksum.getValue());
    return Bytes.wrap(sealed);
  }

  @Test
  void namesSortLikePositions() {
    assertEquals("log/00000000000000000007", LogNames.of(7));
    assertEquals(7, LogNames.position(LogNames.of(7)).orElseThrow());
    for (String other :
        List.of("log/7", "log/", "log/0000000000000000000x", "run/1", "log/00000000000000000000")) {
      assertEquals(true, LogNames.position(other).isEmpty(), other);
    }
  }
}
