package dev.aft.storage.s3.run;

/** A page, in memory or not. */
record PageRef(Run run, int number) {
  long offset() {
    return run.directory().offset(number);
  }

  int length() {
    return run.directory().length(number);
  }
}
