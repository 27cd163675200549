package dev.aft.storage.s3.object;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.interceptor.SdkExecutionAttribute;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectsRequest;

/**
 * Sends the checksum that a request for many deletions must have as {@code Content-MD5}, as S3 has
 * always taken it. The SDK would send a newer one whatever it is told, which servers that only
 * speak S3's protocol often refuse; then every object would cost a request of its own.
 */
final class Md5OfDeletions implements ExecutionInterceptor {
  @Override
  public void beforeExecution(Context.BeforeExecution context, ExecutionAttributes attributes) {
    if (context.request() instanceof DeleteObjectsRequest) {
      attributes.putAttribute(SdkExecutionAttribute.RESOLVED_CHECKSUM_SPECS, null);
    }
  }

  @Override
  public SdkHttpRequest modifyHttpRequest(
      Context.ModifyHttpRequest context, ExecutionAttributes attributes) {
    return context.request() instanceof DeleteObjectsRequest && context.requestBody().isPresent()
        ? context.httpRequest().toBuilder()
            .putHeader("Content-MD5", md5(context.requestBody().get()))
            .build()
        : context.httpRequest();
  }

  private static String md5(RequestBody body) {
    try (InputStream in = body.contentStreamProvider().newStream()) {
      return ContentMd5.of(in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
