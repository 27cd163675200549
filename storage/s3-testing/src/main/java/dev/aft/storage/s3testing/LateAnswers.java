package dev.aft.storage.s3testing;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.jclouds.blobstore.BlobStore;
import org.jclouds.blobstore.domain.Blob;
import org.jclouds.blobstore.domain.PageSet;
import org.jclouds.blobstore.domain.StorageMetadata;
import org.jclouds.blobstore.options.GetOptions;
import org.jclouds.blobstore.options.ListContainerOptions;
import org.jclouds.blobstore.options.PutOptions;
import org.jclouds.blobstore.util.ForwardingBlobStore;

/** Takes a time for each operation on objects as a server far away does, and no processor. */
final class LateAnswers extends ForwardingBlobStore {
  private final long nanos;

  LateAnswers(BlobStore blobs, Duration latency) {
    super(blobs);
    this.nanos = latency.toNanos();
  }

  private void pass() {
    LockSupport.parkNanos(nanos);
  }

  @Override
  public String putBlob(String container, Blob blob) {
    pass();
    return delegate().putBlob(container, blob);
  }

  @Override
  public String putBlob(String container, Blob blob, PutOptions options) {
    pass();
    return delegate().putBlob(container, blob, options);
  }

  @Override
  public Blob getBlob(String container, String name) {
    pass();
    return delegate().getBlob(container, name);
  }

  @Override
  public Blob getBlob(String container, String name, GetOptions options) {
    pass();
    return delegate().getBlob(container, name, options);
  }

  @Override
  public PageSet<? extends StorageMetadata> list(String container, ListContainerOptions options) {
    pass();
    return delegate().list(container, options);
  }

  @Override
  public void removeBlob(String container, String name) {
    pass();
    delegate().removeBlob(container, name);
  }

  @Override
  public void removeBlobs(String container, Iterable<String> names) {
    pass();
    delegate().removeBlobs(container, names);
  }
}
