/**
 * What tests and comparisons of the store on S3 need around it: a real S3 server in the process, a
 * network that fails on command, and a count of the HTTP requests that pass. Knows no other module.
 */
@NullMarked
package dev.aft.storage.s3testing;

import org.jspecify.annotations.NullMarked;
