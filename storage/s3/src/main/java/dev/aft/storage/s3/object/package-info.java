/**
 * The way to S3: {@link dev.aft.storage.s3.object.ObjectStore} is all that the rest of the module
 * knows of it. Types of the AWS SDK stay in this package.
 */
@NullMarked
package dev.aft.storage.s3.object;

import org.jspecify.annotations.NullMarked;
