// SPDX-License-Identifier: Apache-2.0

import HoldfastCore

/// A person's rules of behaviour, as far as they shape a line: how long it may be, what it must and must not say.
struct PolicyStyle: Hashable, Sendable {
    private var longest = Int.max
    private var musts: [[String]] = []
    private var bans: [String] = []
    /// Facts told only when asked for.
    private(set) var reserved: Set<Attribute> = []

    init(_ policy: [PolicyRule]) {
        for rule in policy {
            switch rule.behaviour {
            case .atMostWords(let count): longest = min(longest, count)
            case .alwaysSays(let words): musts.append(words.map { $0.lowercased() })
            case .neverSays(let words): bans += words.map { $0.lowercased() }
            case .onlyWhenAsked(let attribute): reserved.insert(attribute)
            case .neverStates, .described: break
            }
        }
    }

    /// The line with what it must say, or nil where it cannot obey.
    func adapt(_ line: String, from stream: inout RandomStream) -> String? {
        var line = line
        for must in musts where !must.contains(where: line.says) {
            guard let word = stream.pick(must) else { continue }
            line = line.adding(word, first: stream.chance(0.4))
        }
        return obeys(line) ? line : nil
    }

    private func obeys(_ line: String) -> Bool {
        line.split(separator: " ").count <= longest && !bans.contains(where: line.says) && musts.allSatisfy { $0.contains(where: line.says) }
    }
}

extension String {
    /// Whether the phrase stands in the text between word boundaries, in any case.
    fileprivate func says(_ phrase: String) -> Bool {
        let words = lowercased().split { !($0.isLetter || $0.isNumber) }
        let wanted = phrase.split(separator: " ")
        guard !wanted.isEmpty, words.count >= wanted.count else { return false }
        return (0...words.count - wanted.count).contains { start in words[start..<start + wanted.count].elementsEqual(wanted) }
    }

    /// The line with a polite word at one of its ends.
    fileprivate func adding(_ word: String, first: Bool) -> String {
        switch word {
        case "please":
            // Nobody says "Goodbye, please": the word goes to the sentence before.
            if let leave = start(ofAny: [" Goodbye", " Bye"]) { return self[..<leave].adding("please") + self[leave...] }
            return self[...].adding("please")
        case "thanks", "thank you":
            return first ? "\(word.sentenceCased). \(self)" : "\(self) \(word.sentenceCased)."
        default: return "\(word.sentenceCased), \(lowercasedFirst)"
        }
    }

    private func start(ofAny phrases: [String]) -> String.Index? {
        indices.first { index in phrases.contains { self[index...].hasPrefix($0) } }
    }
}

extension Substring {
    /// The sentence with a word before its final mark.
    fileprivate func adding(_ word: String) -> String {
        let mark = last == "?" ? "?" : "."
        return (last == "." || last == "?" ? dropLast() : self) + ", \(word)" + mark
    }
}
