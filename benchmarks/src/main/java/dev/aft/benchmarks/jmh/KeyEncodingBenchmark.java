package dev.aft.benchmarks.jmh;

import dev.aft.engine.codec.KeyCodec;
import dev.aft.engine.type.SqlType;
import dev.aft.storage.spi.Bytes;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** A primary key to bytes and back. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class KeyEncodingBenchmark {
  private static final Bytes TABLE = Bytes.wrap(new byte[8]);

  private final KeyCodec text = new KeyCodec(List.of(SqlType.TEXT));
  private final KeyCodec composite =
      new KeyCodec(List.of(SqlType.TEXT, SqlType.BIGINT, SqlType.UUID));
  private final java.util.UUID uuid = new java.util.UUID(0x1234_5678_9abc_def0L, 42);
  private final Bytes encodedText = text.encode(TABLE, "key-0000012345");
  private final Bytes encodedComposite = composite.encode(TABLE, "tenant", 12_345L, uuid);

  @Benchmark
  public Bytes encodeText() {
    return text.encode(TABLE, "key-0000012345");
  }

  @Benchmark
  public Bytes encodeComposite() {
    return composite.encode(TABLE, "tenant", 12_345L, uuid);
  }

  @Benchmark
  public Object[] decodeText() {
    return text.decode(encodedText, TABLE.length());
  }

  @Benchmark
  public Object[] decodeComposite() {
    return composite.decode(encodedComposite, TABLE.length());
  }
}
