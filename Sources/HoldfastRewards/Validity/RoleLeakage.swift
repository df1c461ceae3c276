// SPDX-License-Identifier: Apache-2.0

/// Signs that a line was not spoken from the user's seat.
enum RoleLeakage {
    /// Phrases only a model or an agent says; a refusal is among them, so that refusing never pays.
    private static let phrases: [LineText] = [
        "as an ai", "as a language model", "i am an ai", "i'm an ai", "language model", "i cannot assist", "i can't assist",
        "i cannot help with that", "i can't help with that", "i cannot fulfill", "i can't fulfill", "how can i help you",
        "how may i help you", "how can i assist you", "how may i assist you", "is there anything else i can", "thank you for calling",
        "thank you for contacting",
    ].map(LineText.init)

    /// Speaker labels, as they stand at the beginning of a line.
    private static let labels: Set<String> = ["assistant", "agent", "user", "system", "customer"]

    static func isFound(in line: String, words: LineText) -> Bool {
        hasMarker(line) || phrases.contains { words.contains($0) }
    }

    /// Whether the text holds a special-token bracket or a speaker label at the beginning of a line.
    private static func hasMarker(_ line: String) -> Bool {
        var previous: UInt8 = 0
        var label = ""
        var isAtStart = true
        for byte in line.utf8 {
            if (previous == UInt8(ascii: "<") && byte == UInt8(ascii: "|")) || (previous == UInt8(ascii: "|") && byte == UInt8(ascii: ">")) {
                return true
            }
            previous = byte
            switch byte {
            case UInt8(ascii: "\n"):
                isAtStart = true
                label = ""
            case UInt8(ascii: ":"):
                if isAtStart, labels.contains(label.lowercased()) { return true }
                isAtStart = false
            case UInt8(ascii: " ") where label.isEmpty:
                break
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"):
                if isAtStart { label.unicodeScalars.append(Unicode.Scalar(byte)) }
            default:
                isAtStart = false
            }
        }
        return false
    }
}
