// SPDX-License-Identifier: Apache-2.0

/// Text in lines that fit a terminal.
enum WrappedText {
    /// Breaks a text at spaces; a word that is longer than a line is cut.
    /// - Parameters:
    ///   - width: columns of a line; `Int.max` leaves the text in one.
    ///   - indent: what the lines after the first begin with.
    static func lines(_ text: String, width: Int, indent: String = "") -> [String] {
        guard columns(of: text) > width else { return [text] }
        let room = max(8, width - columns(of: indent))
        var lines: [String] = []
        var line = ""
        var used = 0
        func left() -> Int { (lines.isEmpty ? max(8, width) : room) - used }
        func end() {
            while line.last == " " { line.removeLast() }
            lines.append((lines.isEmpty ? "" : indent) + line)
            (line, used) = ("", 0)
        }
        // Spaces that a text begins with are an indent of its own.
        let start = text.prefix { $0 == " " }
        (line, used) = (String(start), start.count)
        var isFresh = true
        for word in text.dropFirst(start.count).split(separator: " ", omittingEmptySubsequences: false) {
            let length = columns(of: word)
            if !isFresh, length + 1 > left() {
                end()
                isFresh = true
            }
            if isFresh, length == 0 { continue }
            if !isFresh { (line, used) = (line + " ", used + 1) }
            for character in word {
                if columns(of: character) > left() { end() }
                line.append(character)
                used += columns(of: character)
            }
            isFresh = false
        }
        end()
        return lines
    }

    /// The text in exactly so many columns, with spaces behind it.
    static func padded(_ text: String, to width: Int) -> String { text + String(repeating: " ", count: max(0, width - columns(of: text))) }

    /// Columns of a terminal that a text takes.
    static func columns(of text: some StringProtocol) -> Int { text.reduce(0) { $0 + columns(of: $1) } }

    /// 2 for characters that terminals draw wide (East Asian Wide and Fullwidth of UAX #11, by their blocks, and emoji), else 1.
    static func columns(of character: Character) -> Int {
        guard let scalar = character.unicodeScalars.first, scalar.value >= 0x1100 else { return 1 }
        if scalar.properties.isEmojiPresentation { return 2 }
        return switch scalar.value {
        case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xA000...0xA4CF, 0xAC00...0xD7A3,
            0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x20000...0x3FFFD:
            2
        default: 1
        }
    }
}

/// A number as short as three digits behind the point allow, such as `1`, `0.5` and `0.045`.
func brief(_ value: Double) -> String {
    var text = fixed(value, 3)
    guard text.contains(".") else { return text }
    while text.last == "0" { text.removeLast() }
    if text.last == "." { text.removeLast() }
    return text == "-0" ? "0" : text
}
