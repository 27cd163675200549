package dev.aft.storage.s3.object;

import dev.aft.storage.spi.StorageException;
import dev.aft.storage.spi.StorageException.Reason;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.awscore.defaultsmode.DefaultsMode;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.client.config.SdkAdvancedAsyncClientOption;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.SdkEventLoopGroup;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.AwsProfileRegionProvider;
import software.amazon.awssdk.regions.providers.AwsRegionProviderChain;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;
import software.amazon.awssdk.regions.providers.SystemSettingsRegionProvider;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.S3AsyncClientBuilder;

/**
 * Makes clients of the SDK that do one request for one call: no retries, no redirects, no requests
 * of their own.
 */
final class S3Clients {
  private static final int CONNECTIONS = 128;
  private static final int WAITING_FOR_CONNECTION = 100_000;
  private static final Duration CONNECT = Duration.ofSeconds(3);
  private static final Duration TLS = Duration.ofSeconds(5);

  /** Shorter than servers close idle connections, longer than the pauses of a lone client. */
  private static final Duration IDLE = Duration.ofSeconds(15);

  /**
   * Of all clients of the process, and for its life: the SDK's own end with the last client, which
   * would wait two seconds for them.
   */
  private static final class Threads {
    private static final AtomicInteger NUMBER = new AtomicInteger();

    static final SdkEventLoopGroup GROUP =
        SdkEventLoopGroup.builder()
            .numberOfThreads(Math.max(2, Runtime.getRuntime().availableProcessors()))
            .threadFactory(Threads::daemon)
            .build();

    private static Thread daemon(Runnable task) {
      Thread thread = new Thread(task, "aft-s3-io-" + NUMBER.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    }
  }

  private S3Clients() {}

  /**
   * A client, which may look for credentials and region over the network before it is returned.
   *
   * @throws StorageException {@code MISCONFIGURED} when there are none
   */
  static S3AsyncClient open(S3StoreSettings settings) {
    S3Bucket bucket = settings.bucket();
    Region region = region(bucket);
    AwsCredentialsProvider credentials = credentials(bucket);
    boolean everyChecksum = bucket.checksums() == S3Bucket.Checksums.WHEN_SUPPORTED;
    S3AsyncClientBuilder builder =
        S3AsyncClient.builder()
            .region(region)
            .credentialsProvider(credentials)
            .defaultsMode(DefaultsMode.STANDARD)
            .httpClientBuilder(http(settings))
            .forcePathStyle(bucket.pathStyle())
            .crossRegionAccessEnabled(false)
            .disableS3ExpressSessionAuth(true)
            .disableMultiRegionAccessPoints(true)
            .requestChecksumCalculation(
                everyChecksum
                    ? RequestChecksumCalculation.WHEN_SUPPORTED
                    : RequestChecksumCalculation.WHEN_REQUIRED)
            .responseChecksumValidation(
                everyChecksum
                    ? ResponseChecksumValidation.WHEN_SUPPORTED
                    : ResponseChecksumValidation.WHEN_REQUIRED)
            .serviceConfiguration(
                s3 -> s3.chunkedEncodingEnabled(everyChecksum).expectContinueEnabled(false))
            .overrideConfiguration(
                override -> {
                  override.retryStrategy(AwsRetryStrategy.doNotRetry());
                  if (!everyChecksum) {
                    override.addExecutionInterceptor(new Md5OfDeletions());
                  }
                })
            .asyncConfiguration(
                async ->
                    async.advancedOption(
                        SdkAdvancedAsyncClientOption.FUTURE_COMPLETION_EXECUTOR, Runnable::run));
    bucket.endpoint().ifPresent(builder::endpointOverride);
    return builder.build();
  }

  /** The SDK builds it, so that it ends with the client. */
  private static NettyNioAsyncHttpClient.Builder http(S3StoreSettings settings) {
    return NettyNioAsyncHttpClient.builder()
        .eventLoopGroup(Threads.GROUP)
        .maxConcurrency(CONNECTIONS)
        .maxPendingConnectionAcquires(WAITING_FOR_CONNECTION)
        .connectionAcquisitionTimeout(settings.timeout().plus(CONNECT))
        .connectionTimeout(CONNECT)
        .tlsNegotiationTimeout(TLS)
        .readTimeout(Duration.ZERO)
        .writeTimeout(Duration.ZERO)
        .connectionMaxIdleTime(IDLE)
        .tcpKeepAlive(true);
  }

  private static AwsCredentialsProvider credentials(S3Bucket bucket) {
    if (bucket.credentials() == S3Bucket.Credentials.ANONYMOUS) {
      return AnonymousCredentialsProvider.create();
    }
    DefaultCredentialsProvider credentials =
        DefaultCredentialsProvider.builder().asyncCredentialUpdateEnabled(true).build();
    try {
      credentials.resolveCredentials();
      return credentials;
    } catch (SdkClientException e) {
      credentials.close();
      throw new StorageException(
          Reason.MISCONFIGURED, S3Failures.noCredentials() + " " + bucket.describe(), e);
    }
  }

  /**
   * The region of the address; else that of the surroundings. A server that is named by its
   * endpoint hardly ever cares, so there nothing is asked over the network for it.
   */
  private static Region region(S3Bucket bucket) {
    if (bucket.region().isPresent()) {
      return Region.of(bucket.region().get());
    }
    try {
      return bucket.endpoint().isPresent()
          ? new AwsRegionProviderChain(
                  new SystemSettingsRegionProvider(),
                  new AwsProfileRegionProvider(ProfileFile::defaultProfileFile, null))
              .getRegion()
          : new DefaultAwsRegionProviderChain().getRegion();
    } catch (SdkClientException e) {
      if (bucket.endpoint().isPresent()) {
        return Region.US_EAST_1;
      }
      throw new StorageException(
          Reason.MISCONFIGURED,
          "The region of the bucket is not known. Set the parameter region of the storage address,"
              + " as in s3://"
              + bucket.name()
              + "?region=eu-central-1, or AWS_REGION.",
          e);
    }
  }
}
