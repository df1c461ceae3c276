// SPDX-License-Identifier: Apache-2.0

extension String {
    /// The sentences of a free text: cut at line feeds, and behind full stops, question and exclamation marks before white space.
    ///
    /// A stop behind an initial or a title (`J. Smith`, `Dr. Lee`) ends nothing, and marks of list items (`- `, `* `) are left out. Nothing
    /// else is changed: the sentences stand in their order, with their spelling and their marks.
    public var statements: [String] {
        lineFeedSeparated.flatMap { Self.sentences(of: $0) }
    }

    private static let titles: Set<String> = ["mr", "mrs", "ms", "dr", "st", "prof", "vs", "e.g", "i.e"]

    private static func sentences(of line: Substring) -> [String] {
        var found: [String] = []
        var start = line.startIndex
        var index = line.startIndex
        func take(upTo end: String.Index) {
            let sentence = trimmed(line[start..<end])
            if !sentence.isEmpty { found.append(sentence) }
            start = end
        }
        while index < line.endIndex {
            let next = line.index(after: index)
            if ".!?".contains(line[index]), next < line.endIndex, line[next].isWhitespace, !isAbbreviation(line[start..<index]) {
                take(upTo: next)
            }
            index = next
        }
        take(upTo: line.endIndex)
        return found
    }

    private static func isAbbreviation(_ before: Substring) -> Bool {
        let word = before.split(whereSeparator: \.isWhitespace).last ?? ""
        return (word.count == 1 && word.allSatisfy { $0.isLetter && $0 != "I" }) || titles.contains(word.lowercased())
    }

    private static func trimmed(_ text: Substring) -> String {
        var text = text.drop(while: \.isWhitespace)
        while let last = text.last, last.isWhitespace { text.removeLast() }
        if let mark = text.first, "-*•".contains(mark), text.dropFirst().first?.isWhitespace ?? true {
            text = text.dropFirst().drop(while: \.isWhitespace)
        }
        return String(text)
    }
}
