package dev.aft.storage.s3.object;

import dev.aft.storage.spi.Bytes;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongConsumer;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.core.async.SdkPublisher;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/**
 * Reads the body of an answer into one array of its length, and fails when less comes than was
 * announced. For one answer.
 */
final class BodyReader implements AsyncResponseTransformer<GetObjectResponse, BodyReader.Body> {
  /**
   * An answer.
   *
   * @param range what the server says it sent, as in {@code bytes 0-9/100}; empty for all of it
   */
  record Body(Bytes content, String range) {}

  private static final int UNKNOWN_LENGTH = 8192;

  private final LongConsumer onLength;
  private final CompletableFuture<Body> body = new CompletableFuture<>();
  private byte[] content = new byte[0];
  private int length;
  private long announced = -1;
  private String range = "";

  /**
   * For one answer.
   *
   * @param onLength told how many bytes come, before they do
   */
  BodyReader(LongConsumer onLength) {
    this.onLength = onLength;
  }

  @Override
  public CompletableFuture<Body> prepare() {
    return body;
  }

  @Override
  public void onResponse(GetObjectResponse response) {
    Long contentLength = response.contentLength();
    announced = contentLength == null ? -1 : contentLength;
    if (announced > Integer.MAX_VALUE - 16) {
      throw new IllegalStateException("The object is too large to be read at once.");
    }
    onLength.accept(announced);
    content = new byte[announced < 0 ? UNKNOWN_LENGTH : (int) announced];
    range = response.contentRange() == null ? "" : response.contentRange();
  }

  @Override
  public void onStream(SdkPublisher<ByteBuffer> publisher) {
    CompletableFuture<?> unused =
        publisher
            .subscribe(this::append)
            .whenComplete(
                (done, failure) -> {
                  if (failure == null) {
                    complete();
                  } else {
                    body.completeExceptionally(failure);
                  }
                });
  }

  @Override
  public void exceptionOccurred(Throwable error) {
    body.completeExceptionally(error);
  }

  private void append(ByteBuffer part) {
    int count = part.remaining();
    if (length + count > content.length) {
      content = Arrays.copyOf(content, Math.max(content.length * 2, length + count));
    }
    part.get(content, length, count);
    length += count;
  }

  private void complete() {
    // A connection that breaks within the head of an answer looks like an answer without a length.
    boolean headWasCut = announced < 0 && length == 0;
    if (headWasCut || (announced >= 0 && length != announced)) {
      body.completeExceptionally(
          new AttemptException(
              AttemptException.Kind.HALF_READ,
              "The answer ended early. bytes=" + length + " announced=" + announced));
      return;
    }
    body.complete(
        new Body(
            Bytes.wrap(length == content.length ? content : Arrays.copyOf(content, length)),
            range));
  }
}
