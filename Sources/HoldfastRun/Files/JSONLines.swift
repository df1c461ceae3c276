// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore

/// Values of one kind, one JSON object a line: scenarios, or dialogues to learn from.
enum JSONLines {
    /// - Throws: `file` where it cannot be read, `format` with the line that is no such object.
    static func read<Value: Decodable>(_ type: Value.Type, from path: String, what: String) throws -> [Value] {
        let decoder = JSONDecoder()
        return try FileSystem.text(path).lineFeedSeparated.enumerated().compactMap { index, line in
            guard line.contains(where: { !$0.isWhitespace }) else { return nil }
            do {
                return try decoder.decode(type, from: Data(line.utf8))
            } catch {
                throw HoldfastError(.format, "\(path):\(index + 1): this line is no \(what); write the file anew with `holdfast import`")
            }
        }
    }

    static func write(_ values: [some Encodable], to path: String) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        var text = ""
        for value in values { text += String(decoding: try encoder.encode(value), as: UTF8.self) + "\n" }
        try FileSystem.write(text, to: path)
    }
}
