package dev.aft.conformance.platform;

/** Where functions run. Thread-safe. */
interface Functions {
  Answer call(Call call) throws Exception;
}
