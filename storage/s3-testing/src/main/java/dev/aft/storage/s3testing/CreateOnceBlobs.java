package dev.aft.storage.s3testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.stream.IntStream;
import org.gaul.s3proxy.PutOptions2;
import org.jclouds.blobstore.BlobStore;
import org.jclouds.blobstore.domain.Blob;
import org.jclouds.blobstore.options.PutOptions;
import org.jclouds.blobstore.util.ForwardingBlobStore;
import org.jclouds.http.HttpResponse;
import org.jclouds.http.HttpResponseException;

/**
 * Makes creation under {@code If-None-Match: *} atomic, as it is on S3: the server alone looks
 * first and writes then, so that of two that create a name at once both would succeed.
 */
final class CreateOnceBlobs extends ForwardingBlobStore {
  private static final int LOCKS = 64;

  private final Object[] locks =
      IntStream.range(0, LOCKS).mapToObj(index -> new Object()).toArray();

  CreateOnceBlobs(BlobStore blobs) {
    super(blobs);
  }

  @Override
  public String putBlob(String container, Blob blob, PutOptions options) {
    if (!(options instanceof PutOptions2 conditions) || !"*".equals(conditions.getIfNoneMatch())) {
      return delegate().putBlob(container, blob, options);
    }
    blob.setPayload(content(blob));
    String name = blob.getMetadata().getName();
    synchronized (locks[Math.floorMod(name.hashCode(), LOCKS)]) {
      if (delegate().blobExists(container, name)) {
        throw new HttpResponseException(
            "The name exists.", null, HttpResponse.builder().statusCode(412).build());
      }
      return delegate().putBlob(container, blob, options);
    }
  }

  /** All of it, before the lock is taken: whoever sends slowly holds up nobody. */
  private static byte[] content(Blob blob) {
    try (InputStream in = blob.getPayload().openStream()) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
