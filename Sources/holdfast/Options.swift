// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import HoldfastRun

// Options that take a number are parsed unconditionally everywhere: `--seed -1` should be told that -1 is no seed, not that it is missing.

/// The options that name a configuration, the same on every verb that takes one.
struct ConfigurationOptions: ParsableArguments {
    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("Configuration file (YAML). Given several times, later files win key by key.", valueName: "file"))
    var config: [String] = []

    @Option(
        help: ArgumentHelp(
            "Override one key, such as trainer.learning_rate=1e-3. `--trainer.learning-rate 1e-3` is the same.", valueName: "key=value"))
    var set: [String] = []

    var sources: ConfigurationSources { ConfigurationSources(files: config, overrides: set) }
}
