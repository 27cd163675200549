package dev.aft.storage.s3.run;

import dev.aft.storage.s3.object.WriterId;
import dev.aft.storage.spi.Bytes;
import dev.aft.storage.spi.StorageException;
import dev.aft.storage.spi.StorageException.Reason;
import java.util.ArrayList;
import java.util.List;

/** The bytes of a {@link Manifest}. */
final class ManifestCodec {
  private static final int MAGIC = 0x4146544d; // AFTM
  private static final int VERSION = 1;
  private static final int HEADER_LENGTH = 5;
  private static final int CHECKSUM_LENGTH = 4;

  private ManifestCodec() {}

  static Bytes encode(Manifest manifest) {
    FormatWriter out =
        new FormatWriter(128 + 96 * manifest.runs().size())
            .putInt(MAGIC)
            .putByte(VERSION)
            .putRaw(manifest.writer().bytes())
            .putLong(manifest.term())
            .putLong(manifest.position())
            .putRaw(manifest.owner().writer().bytes())
            .putLong(manifest.owner().term())
            .putVarint(manifest.runs().size());
    for (RunRecord run : manifest.runs()) {
      out.putText(run.name())
          .putVarint(run.objectBytes())
          .putVarint(run.directoryOffset())
          .putVarint(run.directoryBytes())
          .putVarint(run.entries())
          .putVarint(run.deletedEntries())
          .putVarint(run.valueBytes());
    }
    return out.putChecksum(0).toBytes();
  }

  /** Fails with {@code CORRUPT} or {@code NEWER_FORMAT}. */
  static Manifest decode(Bytes content, String object) {
    FormatReader in = open(content, object);
    WriterId writer = writer(in);
    long term = in.takeLong();
    long position = in.takeLong();
    LogOwner owner = new LogOwner(writer(in), in.takeLong());
    long count = in.takeVarint();
    List<RunRecord> runs = new ArrayList<>();
    for (long i = 0; i < count; i++) {
      runs.add(run(in));
    }
    if (in.hasMore()) {
      throw in.corrupt("A manifest goes on after its end.");
    }
    return new Manifest(writer, term, position, owner, runs);
  }

  private static WriterId writer(FormatReader in) {
    return new WriterId(in.takeRaw(Manifest.WRITER_LENGTH));
  }

  private static RunRecord run(FormatReader in) {
    return new RunRecord(
        in.takeText(),
        in.takeVarint(),
        in.takeVarint(),
        in.takeSmallVarint(),
        in.takeVarint(),
        in.takeVarint(),
        in.takeVarint());
  }

  private static FormatReader open(Bytes content, String object) {
    int end = content.length() - CHECKSUM_LENGTH;
    FormatReader in = new FormatReader(content, 0, Math.max(0, end), object);
    if (end < HEADER_LENGTH || in.takeInt() != MAGIC) {
      throw in.corrupt("An object is no manifest.");
    }
    int version = in.takeByte();
    if (version > VERSION) {
      throw new StorageException(
          Reason.NEWER_FORMAT,
          "The store was written by a newer version of the software. object="
              + object
              + " format="
              + version);
    }
    int checksum = new FormatReader(content, end, content.length(), object).takeInt();
    if (version != VERSION || checksum != Checksum.of(content.unsafeArray(), 0, end)) {
      throw in.corrupt("The checksum of a manifest is wrong.");
    }
    return in;
  }
}
