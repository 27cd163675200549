package dev.aft.engine.transaction;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.aft.engine.EngineException;
import dev.aft.engine.ErrorCode;
import dev.aft.engine.transaction.CommitRecord.Kind;
import dev.aft.storage.spi.Bytes;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.WithNull;
import org.jspecify.annotations.Nullable;

class RecordsPropertyTest {
  private static final Stamp STAMP = new Stamp(77, new TransactionId(new UUID(5, 6)));

  private static @Nullable Bytes bytes(@Nullable String from) {
    return from == null ? null : Bytes.utf8(from);
  }

  @Property
  void aCommitRecordIsReadAsItWasWritten(
      @ForAll Kind kind, @ForAll @WithNull(0.3) String key, @ForAll @WithNull(0.3) String result) {
    if (kind != Kind.PREPARED || key != null) {
      CommitRecord record = new CommitRecord(kind, STAMP, bytes(key), bytes(result));
      assertEquals(record, CommitRecord.decode(record.encode()));
    }
  }

  @Property
  void aKeyRecordIsReadAsItWasWritten(@ForAll @WithNull(0.3) String result) {
    KeyRecord record = new KeyRecord(STAMP, bytes(result));
    assertEquals(record, KeyRecord.decode(record.encode()));
  }

  @Property
  void arbitraryBytesAreReadOrReportedAsDamaged(@ForAll byte[] damaged) {
    Bytes bytes = Bytes.copyOf(damaged);
    try {
      assertEquals(bytes, CommitRecord.decode(bytes).encode());
    } catch (EngineException e) {
      assertEquals(ErrorCode.DATA_CORRUPTED, e.code());
    }
    try {
      assertEquals(bytes, KeyRecord.decode(bytes).encode());
    } catch (EngineException e) {
      assertEquals(ErrorCode.DATA_CORRUPTED, e.code());
    }
  }

  @Property
  void aCommitRecordThatIsCutIsReportedAsDamaged(@ForAll String key, @ForAll String result) {
    Bytes whole = new CommitRecord(Kind.PREPARED, STAMP, bytes(key), bytes(result)).encode();
    for (int length = 0; length < whole.length(); length++) {
      Bytes cut = whole.slice(0, length);
      // Without its last field the record is whole again: what came after it is not missed.
      if (length != whole.length() - 5 - Bytes.utf8(result).length()) {
        assertThrows(EngineException.class, () -> CommitRecord.decode(cut));
      }
    }
  }
}
