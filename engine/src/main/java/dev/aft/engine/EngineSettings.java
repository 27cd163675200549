package dev.aft.engine;

import java.time.Duration;

/**
 * The bounds of the transaction layer. Passing one is {@link ErrorCode#LIMIT_EXCEEDED} and loses
 * nothing. Start from {@link #DEFAULT} or {@link #builder()}.
 *
 * @param maxTransactionLifetime after which a transaction is aborted; also how long what it may
 *     still need is kept
 * @param skewAllowance added to the lifetime before anything is collected: delays between nodes and
 *     differences of their clocks
 * @param writeBufferBytesPerTransaction memory for what one transaction has written; beyond it,
 *     values are spilled
 * @param writeBufferBytesTotal memory for what all running transactions have written; beyond it,
 *     the values of the largest are spilled
 * @param transactionBytes keys and values that one transaction may write, spilled ones included
 * @param transactionKeyBytes keys that one transaction may write, together: they stay in memory
 * @param keyBytes longest key
 * @param valueBytes longest value
 * @param readSetEntries keys and ranges that one transaction may remember
 * @param versionIndexBytes memory for newest versions
 * @param commitRecordCacheBytes memory for commit records and the keys their transactions wrote
 * @param runningTransactions transactions at one time
 * @param collectionInterval time between two rounds of garbage collection and expiry
 * @param collectedCommitsPerSecond commits that garbage collection looks at in a second, at most
 * @param idempotencyKeyLifetime how long after its commit work is known to be done
 * @param idempotencyKeyBytes longest idempotency key, in UTF-8
 * @param resultBytes longest result that a commit may store, in UTF-8
 * @param causalityTimeout how long BEGIN waits for what a causality token names
 */
public record EngineSettings(
    Duration maxTransactionLifetime,
    Duration skewAllowance,
    long writeBufferBytesPerTransaction,
    long writeBufferBytesTotal,
    long transactionBytes,
    int transactionKeyBytes,
    int keyBytes,
    int valueBytes,
    int readSetEntries,
    long versionIndexBytes,
    long commitRecordCacheBytes,
    int runningTransactions,
    Duration collectionInterval,
    int collectedCommitsPerSecond,
    Duration idempotencyKeyLifetime,
    int idempotencyKeyBytes,
    int resultBytes,
    Duration causalityTimeout) {
  public static final EngineSettings DEFAULT = builder().build();

  /** A journal entry names all keys of a commit; stores take it in one write. */
  public static final int MAX_TRANSACTION_KEY_BYTES = 15 << 20;

  public EngineSettings {
    requirePositive("maxTransactionLifetime", maxTransactionLifetime.toMillis());
    requirePositive("collectionInterval", collectionInterval.toMillis());
    require(!skewAllowance.isNegative(), "skewAllowance must not be negative");
    requirePositive("writeBufferBytesPerTransaction", writeBufferBytesPerTransaction);
    requirePositive("keyBytes", keyBytes);
    requirePositive("valueBytes", valueBytes);
    requirePositive("readSetEntries", readSetEntries);
    requirePositive("runningTransactions", runningTransactions);
    requirePositive("collectedCommitsPerSecond", collectedCommitsPerSecond);
    requirePositive("idempotencyKeyBytes", idempotencyKeyBytes);
    requirePositive("resultBytes", resultBytes);
    require(!causalityTimeout.isNegative(), "causalityTimeout must not be negative");
    require(
        idempotencyKeyLifetime.compareTo(maxTransactionLifetime) >= 0,
        "idempotencyKeyLifetime must not be shorter than maxTransactionLifetime");
    require(versionIndexBytes >= 0, "versionIndexBytes must not be negative");
    require(commitRecordCacheBytes >= 0, "commitRecordCacheBytes must not be negative");
    require(
        writeBufferBytesPerTransaction <= writeBufferBytesTotal,
        "writeBufferBytesPerTransaction must not exceed writeBufferBytesTotal");
    require(
        writeBufferBytesPerTransaction <= transactionBytes,
        "writeBufferBytesPerTransaction must not exceed transactionBytes");
    requirePositive("transactionKeyBytes", transactionKeyBytes);
    require(
        transactionKeyBytes <= MAX_TRANSACTION_KEY_BYTES,
        "transactionKeyBytes must not exceed " + MAX_TRANSACTION_KEY_BYTES);
    require(
        (long) keyBytes + valueBytes <= writeBufferBytesPerTransaction,
        "keyBytes plus valueBytes must fit into writeBufferBytesPerTransaction");
    require(
        collectionInterval.compareTo(maxTransactionLifetime) <= 0,
        "collectionInterval must not exceed maxTransactionLifetime");
  }

  public static Builder builder() {
    return new Builder();
  }

  private static void requirePositive(String name, long value) {
    require(value > 0, name + " must be positive");
  }

  private static void require(boolean holds, String message) {
    if (!holds) {
      throw new IllegalArgumentException(message);
    }
  }

  /** Settings by name, each with its default. Not thread-safe. */
  public static final class Builder {
    private Duration maxTransactionLifetime = Duration.ofMinutes(15);
    private Duration skewAllowance = Duration.ofMinutes(1);
    private long writeBufferBytesPerTransaction = 32L << 20;
    private long writeBufferBytesTotal = 128L << 20;
    private long transactionBytes = 1L << 30;
    private int transactionKeyBytes = MAX_TRANSACTION_KEY_BYTES;
    private int keyBytes = 8 << 10;
    private int valueBytes = 16 << 20;
    private int readSetEntries = 1_000_000;
    private long versionIndexBytes = 64L << 20;
    private long commitRecordCacheBytes = 8L << 20;
    private int runningTransactions = 20_000;
    private Duration collectionInterval = Duration.ofSeconds(1);
    private int collectedCommitsPerSecond = 50_000;
    private Duration idempotencyKeyLifetime = Duration.ofHours(24);
    private int idempotencyKeyBytes = 255;
    private int resultBytes = 64 << 10;
    private Duration causalityTimeout = Duration.ofSeconds(5);

    private Builder() {}

    public Builder maxTransactionLifetime(Duration value) {
      maxTransactionLifetime = value;
      return this;
    }

    public Builder skewAllowance(Duration value) {
      skewAllowance = value;
      return this;
    }

    public Builder writeBufferBytesPerTransaction(long value) {
      writeBufferBytesPerTransaction = value;
      return this;
    }

    public Builder writeBufferBytesTotal(long value) {
      writeBufferBytesTotal = value;
      return this;
    }

    public Builder transactionBytes(long value) {
      transactionBytes = value;
      return this;
    }

    public Builder transactionKeyBytes(int value) {
      transactionKeyBytes = value;
      return this;
    }

    public Builder keyBytes(int value) {
      keyBytes = value;
      return this;
    }

    public Builder valueBytes(int value) {
      valueBytes = value;
      return this;
    }

    public Builder readSetEntries(int value) {
      readSetEntries = value;
      return this;
    }

    public Builder versionIndexBytes(long value) {
      versionIndexBytes = value;
      return this;
    }

    public Builder commitRecordCacheBytes(long value) {
      commitRecordCacheBytes = value;
      return this;
    }

    public Builder runningTransactions(int value) {
      runningTransactions = value;
      return this;
    }

    public Builder collectionInterval(Duration value) {
      collectionInterval = value;
      return this;
    }

    public Builder collectedCommitsPerSecond(int value) {
      collectedCommitsPerSecond = value;
      return this;
    }

    public Builder idempotencyKeyLifetime(Duration value) {
      idempotencyKeyLifetime = value;
      return this;
    }

    public Builder idempotencyKeyBytes(int value) {
      idempotencyKeyBytes = value;
      return this;
    }

    public Builder resultBytes(int value) {
      resultBytes = value;
      return this;
    }

    public Builder causalityTimeout(Duration value) {
      causalityTimeout = value;
      return this;
    }

    /**
     * The settings.
     *
     * @throws IllegalArgumentException naming the setting, when one is out of its range or two do
     *     not go together
     */
    public EngineSettings build() {
      return new EngineSettings(
          maxTransactionLifetime,
          skewAllowance,
          writeBufferBytesPerTransaction,
          writeBufferBytesTotal,
          transactionBytes,
          transactionKeyBytes,
          keyBytes,
          valueBytes,
          readSetEntries,
          versionIndexBytes,
          commitRecordCacheBytes,
          runningTransactions,
          collectionInterval,
          collectedCommitsPerSecond,
          idempotencyKeyLifetime,
          idempotencyKeyBytes,
          resultBytes,
          causalityTimeout);
    }
  }
}
