package dev.aft.storage.s3.object;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.aft.storage.s3.object.BodyReader.Body;
import dev.aft.storage.spi.Bytes;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.async.SdkPublisher;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

class BodyReaderTest {
  private static CompletableFuture<Body> read(@Nullable Long announced, String... parts) {
    BodyReader reader = new BodyReader(length -> {});
    CompletableFuture<Body> body = reader.prepare();
    reader.onResponse(GetObjectResponse.builder().contentLength(announced).build());
    reader.onStream(
        SdkPublisher.fromIterable(
            List.of(parts).stream()
                .map(part -> ByteBuffer.wrap(Bytes.utf8(part).unsafeArray()))
                .toList()));
    return body;
  }

  private static void assertHalfRead(CompletableFuture<Body> body) {
    Throwable cause = assertThrows(CompletionException.class, body::join).getCause();
    assertEquals(
        AttemptException.Kind.HALF_READ, assertInstanceOf(AttemptException.class, cause).kind());
  }

  @Test
  void partsBecomeOneBody() {
    assertEquals(Bytes.utf8("abc"), read(3L, "a", "bc").join().content());
    assertEquals(Bytes.utf8("abc"), read(null, "a", "bc").join().content());
    assertEquals(Bytes.EMPTY, read(0L).join().content());
  }

  @Test
  void anAnswerThatEndsEarlyIsHalfRead() {
    assertHalfRead(read(3L, "ab"));
    assertHalfRead(read(3L));
  }

  @Test
  void anAnswerThatWasCutWithinItsHeadIsHalfRead() {
    assertHalfRead(read(null));
  }
}
