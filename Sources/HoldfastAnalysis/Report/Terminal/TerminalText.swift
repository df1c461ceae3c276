// SPDX-License-Identifier: Apache-2.0

/// Text in columns of a terminal.
enum TerminalText {
    /// How many columns a text takes: two for the wide signs of East Asia and for emoji, one for others.
    static func width(_ text: String) -> Int {
        text.reduce(0) { $0 + (($1.unicodeScalars.first?.value).map(isWide) == true ? 2 : 1) }
    }

    private static func isWide(_ scalar: UInt32) -> Bool {
        switch scalar {
        case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE4F, 0xFF00...0xFF60, 0xFFE0...0xFFE6,
            0x1F300...0x1F64F, 0x1F680...0x1F6FF, 0x1F900...0x1F9FF, 0x20000...0x3FFFD:
            true
        default: false
        }
    }

    /// The text with spaces to its right up to a width.
    static func left(_ text: String, _ width: Int) -> String { text + String(repeating: " ", count: max(0, width - self.width(text))) }

    /// The text with spaces to its left up to a width.
    static func right(_ text: String, _ width: Int) -> String { String(repeating: " ", count: max(0, width - self.width(text))) + text }

    /// The beginning of a text that fits into a width, with an ellipsis where something is cut off.
    static func fitting(_ text: String, _ limit: Int) -> String {
        guard width(text) > limit else { return text }
        var kept = ""
        for character in text {
            guard width(kept) + width(String(character)) < limit else { break }
            kept.append(character)
        }
        return kept + "…"
    }

    /// The text in lines no longer than a width, broken at spaces where that is possible; lines after the first are indented.
    static func wrapped(_ text: String, width limit: Int, indent: Int = 0) -> [String] {
        let inner = String(repeating: " ", count: indent)
        var lines: [String] = []
        var line = ""
        for word in VisibleText.of(text, keepsLines: false).split(separator: " ") {
            var word = String(word)
            if !line.isEmpty, width(line) + 1 + width(word) <= limit {
                line += " " + word
                continue
            }
            if !line.isEmpty { lines.append(line) }
            line = lines.isEmpty ? "" : inner
            // A word longer than a line is cut, since nothing else would show its end.
            while width(line) + width(word) > max(limit, indent + 2) {
                let head = prefix(of: word, width: max(2, limit - width(line)))
                lines.append(line + head)
                word = String(word.dropFirst(head.count))
                line = inner
            }
            line += word
        }
        return line.isEmpty ? lines : lines + [line]
    }

    private static func prefix(of word: String, width limit: Int) -> String {
        var kept = ""
        for character in word {
            guard width(kept) + width(String(character)) <= limit else { break }
            kept.append(character)
        }
        return kept
    }
}
