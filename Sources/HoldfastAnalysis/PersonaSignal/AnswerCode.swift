// SPDX-License-Identifier: Apache-2.0
import HoldfastCore

/// What an answer says, as a number, without a lexicon: two answers that say the same have the same one, mostly.
///
/// - An answer that holds the true value, word by word, says that value.
/// - Another says its words with digits, such as codes and numbers, where it has any.
/// - Else it says its words that are not in the question. Two wordings of one wrong value are two answers then.
enum AnswerCode {
    static func of(_ answer: String, question: String, truth: [String]) -> UInt32 {
        var words: [UInt64] = []
        var withDigits: [UInt64] = []
        LineWords.each(of: answer) { hash, hasDigit in
            words.append(hash)
            if hasDigit { withDigits.append(hash) }
        }
        for value in truth {
            let wanted = LineWords.hashes(of: value)
            if !wanted.isEmpty, words.holds(wanted) { return folded(wanted) }
        }
        if !withDigits.isEmpty { return folded(withDigits) }
        let asked = LineWords.hashes(of: question)
        let own = words.filter { !asked.contains($0) }
        return folded(own.isEmpty ? words : own)
    }

    /// The codes of what may be a value in an answer: up to three words one behind the other, not all of the question.
    static func mentions(in answer: String, question: String) -> Set<UInt32> {
        let words = LineWords.hashes(of: answer)
        let asked = LineWords.hashes(of: question)
        var codes: Set<UInt32> = []
        for start in words.indices {
            for end in start..<min(start + 3, words.count) {
                let phrase = Array(words[start...end])
                if !phrase.allSatisfy(asked.contains) { codes.insert(folded(phrase)) }
            }
        }
        return codes
    }

    /// The code of a value itself.
    static func of(value: String) -> UInt32 { folded(LineWords.hashes(of: value)) }

    private static func folded(_ words: [UInt64]) -> UInt32 {
        let hash = words.reduce(LineWords.basis) { ($0 ^ $1) &* 0x9E37_79B9_7F4A_7C15 }
        return UInt32(truncatingIfNeeded: hash >> 32)
    }
}

extension [UInt64] {
    /// Whether the others stand in it, one behind the other.
    func holds(_ others: [UInt64]) -> Bool {
        guard let first = others.first, others.count <= count else { return false }
        return (0...count - others.count).contains { start in
            self[start] == first && others.indices.allSatisfy { self[start + $0] == others[$0] }
        }
    }
}
