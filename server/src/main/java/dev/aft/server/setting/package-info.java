/**
 * The settings of a node. {@link dev.aft.server.setting.Setting} describes every one of them and
 * feeds the configuration file, the environment, the flags, {@code --help} and the page {@code
 * docs/settings.md}; {@link dev.aft.server.setting.Settings} holds the checked values of one node.
 */
@NullMarked
package dev.aft.server.setting;

import org.jspecify.annotations.NullMarked;
