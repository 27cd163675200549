package dev.aft.storage.spi;

/** What a create-if-absent decided. */
public enum CreateResult {
  /** The key was absent and now has the value given: this caller was first. */
  CREATED,
  /** The key existed; nothing was changed. */
  EXISTED
}
