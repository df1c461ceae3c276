// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

/// Refuses an option that names a file or folder and is given nothing.
///
/// `--output "$DIR"` with a variable that is not set would else write into the root of the file system.
enum EmptyPaths {
    private static let options = [
        "--config", "-c", "--output", "--out", "--simulator", "--from", "--baseline", "--file", "--dialogues", "--report", "--rewards", "--items",
        "--judge", "--thresholds", "--junit", "--html", "--agent-prompt", "--reference",
    ]

    /// - Throws: the parser's usage error, naming the option.
    static func refuse(_ arguments: [String]) throws {
        for (option, value) in zip(arguments, arguments.dropFirst()) where value.isEmpty && options.contains(option) {
            throw ValidationError("\(option) is empty; name a file or folder")
        }
        if let option = arguments.first(where: { $0.hasSuffix("=") && options.contains(String($0.dropLast())) }) {
            throw ValidationError("\(option.dropLast()) is empty; name a file or folder")
        }
    }
}
