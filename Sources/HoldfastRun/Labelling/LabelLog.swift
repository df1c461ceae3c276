// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore
import HoldfastRewards

/// What one person answered, beside the file of items: one line a key press, only ever appended to.
///
/// The items' file is not written while people label, so several can do so at once. Of an item's lines the last one counts.
struct LabelLog: Sendable {
    /// One press.
    struct Entry: Hashable, Codable {
        var item: String
        var rater: String
        /// Nil where the answer was taken back.
        var outcome: VerdictOutcome?
    }

    let path: String
    private let file: AppendFile

    /// Opens the log of a rater, or makes it. What a crash left of a last line is removed.
    /// - Throws: `file` where it cannot be written, `format` where it holds something else.
    init(items: String, rater: String) throws {
        path = Self.path(items: items, rater: rater)
        if FileSystem.exists(path) {
            let text = try FileSystem.text(path)
            if !text.isEmpty, !text.hasSuffix("\n") {
                try FileSystem.write(String(text[..<(text.lastIndex(of: "\n").map(text.index(after:)) ?? text.startIndex)]), to: path)
            }
            _ = try Self.entries(in: path)
        }
        file = try AppendFile(path: path)
    }

    /// The file's name; characters that a file name had better not have are replaced.
    static func path(items: String, rater: String) -> String {
        "\(items).\(String(rater.map { $0.isLetter || $0.isNumber || $0 == "-" || $0 == "_" ? $0 : "_" }))\(suffix)"
    }

    static let suffix = ".labels"

    func append(_ entry: Entry) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        try file.append(Array(try encoder.encode(entry)) + [UInt8(ascii: "\n")])
    }

    func close() throws { try file.close() }

    /// All logs beside a file of items, in the order of their names.
    static func entries(beside items: String) throws -> [Entry] {
        let folder = (items as NSString).deletingLastPathComponent
        let name = (items as NSString).lastPathComponent
        return try FileSystem.names(in: folder.isEmpty ? "." : folder).filter { $0.hasPrefix(name + ".") && $0.hasSuffix(suffix) }
            .flatMap { try entries(in: folder.isEmpty ? $0 : "\(folder)/\($0)") }
    }

    /// The whole lines of a log.
    private static func entries(in path: String) throws -> [Entry] {
        let lines = try FileSystem.text(path).lineFeedSeparated
        // Behind the last line feed stands nothing, or what a crash left of a line.
        return try lines.dropLast().enumerated().map { index, line in
            do {
                return try JSONDecoder().decode(Entry.self, from: Data(line.utf8))
            } catch {
                throw HoldfastError(.format, "\(path):\(index + 1): this line is no label; move the file away, or remove the line")
            }
        }
    }
}
