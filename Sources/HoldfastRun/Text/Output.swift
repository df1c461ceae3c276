// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Results on standard output.
enum Output {
    /// Writes text, with a line break at its end.
    /// - Throws: `capacity` or `file` where it did not get through, so that nobody takes what is there for the whole.
    static func write(_ text: String) throws {
        try AppendFile(standardOutput: ()).append(Array((text.hasSuffix("\n") ? text : text + "\n").utf8))
    }

    /// Any value as indented JSON with sorted keys.
    static func json(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        encoder.nonConformingFloatEncodingStrategy = .convertToString(positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
        return String(decoding: try encoder.encode(value), as: UTF8.self) + "\n"
    }

    /// Columns for tables: of the terminal, and wide where the output is piped.
    static var width: Int { isatty(STDOUT_FILENO) == 1 ? Terminal().width : 160 }
}

/// The clock on the wall, which no result depends on.
enum WallClock {
    /// Seconds since 1970.
    static var now: Double { Date().timeIntervalSince1970 }
    /// The day, such as 2026-03-01.
    static var day: String { String(ISO8601DateFormatter().string(from: Date()).prefix(10)) }
}
