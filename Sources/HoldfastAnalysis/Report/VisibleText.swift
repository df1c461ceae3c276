// SPDX-License-Identifier: Apache-2.0

/// Text of others made safe to look at: what a terminal would obey, what a page cannot hold and what turns the reading order around is shown
/// instead of done.
enum VisibleText {
    /// The text with control characters and with embeddings, overrides and isolates of bidirectional text by their number, such as `[U+001B]`, and
    /// noncharacters as U+FFFD. Marks and joiners that scripts and emoji need stay.
    /// - Parameter keepsLines: whether line breaks and tabs stay what they are; else they are spaces.
    static func of(_ text: String, keepsLines: Bool = true) -> String {
        let text = text.utf8.contains(0x0D) ? text.replacing("\r\n", with: "\n") : text
        guard text.unicodeScalars.contains(where: { replacement(of: $0, keepsLines: keepsLines) != nil }) else { return text }
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            if let other = replacement(of: scalar, keepsLines: keepsLines) {
                result.append(contentsOf: other.unicodeScalars)
            } else {
                result.append(scalar)
            }
        }
        return String(result)
    }

    private static func replacement(of scalar: Unicode.Scalar, keepsLines: Bool) -> String? {
        switch scalar.value {
        case 0x09, 0x0A: keepsLines ? nil : " "
        case 0x00..<0x20, 0x7F..<0xA0, 0x202A...0x202E, 0x2066...0x2069: "[U+" + hexadecimal(scalar.value) + "]"
        case 0x2028, 0x2029: keepsLines ? "\n" : " "
        case 0xFDD0...0xFDEF: "\u{FFFD}"
        case let value where value & 0xFFFE == 0xFFFE: "\u{FFFD}"
        default: nil
        }
    }

    private static func hexadecimal(_ value: UInt32) -> String {
        let digits = String(value, radix: 16, uppercase: true)
        return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }
}

/// Words of a command line as a shell reads them back.
enum ShellWord {
    /// The word as it is where a shell takes it so, else in single quotes.
    static func quoted(_ word: String) -> String {
        let isPlain =
            !word.isEmpty
            && word.utf8.allSatisfy { byte in
                UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte || UInt8(ascii: "A")...UInt8(ascii: "Z") ~= byte
                    || UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte || "_./=+-,:@%".utf8.contains(byte)
            }
        return isPlain ? word : "'" + word.replacing("'", with: #"'\''"#) + "'"
    }
}

extension EpisodeReference {
    /// The command that shows the dialogue.
    public var command: String {
        // A path that begins with a dash would be taken for an option.
        "holdfast show \(ShellWord.quoted(shard.hasPrefix("-") ? "./" + shard : shard)) --episode \(row)"
    }
}
