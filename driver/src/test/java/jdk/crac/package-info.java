/** What a platform with CRaC has: the library org.crac finds it here by its name. */
@NullMarked
package jdk.crac;

import org.jspecify.annotations.NullMarked;
