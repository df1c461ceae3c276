// SPDX-License-Identifier: Apache-2.0

/// The name or role that stands before a speaker's lines, such as `Teacher: `.
struct SpeakerLabel: Hashable {
    /// Empty where most lines have none.
    let name: String

    /// The label that at least half of the lines begin with.
    init(of lines: [String]) {
        var counts: [String: Int] = [:]
        for line in lines { if let candidate = Self.candidate(in: line) { counts[candidate, default: 0] += 1 } }
        let best = counts.max { ($0.value, $1.key) < ($1.value, $0.key) }
        name = best.map { 2 * $0.value >= lines.count ? $0.key : "" } ?? ""
    }

    /// The line as the other speaker hears it: without the label, and without white space around it.
    func spoken(_ line: String) -> String { String(Self.trimmed(withoutLabel(line[...]) ?? line[...])) }

    /// Whether a line has no letter and no digit, also where the label is repeated.
    func isWordless(_ line: String) -> Bool {
        var rest = line[...]
        while let shorter = withoutLabel(rest) { rest = shorter }
        return !rest.contains { $0.isLetter || $0.isNumber }
    }

    private func withoutLabel(_ line: Substring) -> Substring? {
        let line = line.drop(while: \.isWhitespace)
        guard !name.isEmpty, line.hasPrefix(name) else { return nil }
        let rest = line.dropFirst(name.count).drop { $0 == " " }
        return rest.first == ":" ? rest.dropFirst() : nil
    }

    private static func candidate(in line: String) -> String? {
        let line = line.drop(while: \.isWhitespace)
        guard let colon = line.prefix(41).firstIndex(of: ":") else { return nil }
        let label = trimmed(line[..<colon])
        guard !label.isEmpty, !label.contains(where: { ".!?,;\"".contains($0) || $0.isNewline }) else { return nil }
        return String(label)
    }

    private static func trimmed(_ text: Substring) -> Substring {
        var text = text.drop(while: \.isWhitespace)
        while let last = text.last, last.isWhitespace { text.removeLast() }
        return text
    }
}
