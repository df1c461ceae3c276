// SPDX-License-Identifier: Apache-2.0

import HoldfastModels

/// A model's answer to a question: exactly one JSON object of three fields.
///
/// The reply is never searched for words. What stands before or after the object, another or a repeated key, another word for a verdict, or
/// another item makes it unreadable. One code fence around the object, and white space, are allowed.
struct JudgeAnswer: Hashable {
    /// What a model may say.
    enum Word: String, CaseIterable {
        case pass, fail
        case cannotTell = "cannot_tell"
    }

    /// Why a reply is no answer, for people.
    struct Unreadable: Error, Hashable {
        var reason: String
    }

    /// What the model saw.
    var evidence: String
    /// What it concluded.
    var verdict: Word

    /// - Parameter item: of the question that was asked.
    /// - Throws: `Unreadable`.
    init(reading text: String, item: String) throws(Unreadable) {
        let tree: JSONTree
        do {
            tree = try JSONParser.parse(Array(Self.unfenced(text).utf8))
        } catch {
            throw Unreadable(reason: "the reply is not one JSON object and nothing else (\(error))")
        }
        guard let members = tree.members else { throw Unreadable(reason: "the reply is JSON, but no object") }
        var values: [String: String] = [:]
        for (bytes, value) in members {
            let key = String(decoding: bytes, as: UTF8.self)
            guard Self.keys.contains(key) else { throw Unreadable(reason: "the reply has a key that was not asked for: \(key.prefix(40))") }
            guard values[key] == nil else { throw Unreadable(reason: "the reply has `\(key)` twice") }
            guard let text = value.text else { throw Unreadable(reason: "`\(key)` of the reply is no text") }
            values[key] = text
        }
        guard let evidence = values["evidence"], let word = values["verdict"], let said = values["item"] else {
            throw Unreadable(reason: "the reply lacks \(Self.keys.filter { values[$0] == nil }.joined(separator: " and "))")
        }
        guard said == item else { throw Unreadable(reason: "the reply is about the item \(said.prefix(20)), not \(item)") }
        guard let verdict = Word(rawValue: word) else { throw Unreadable(reason: "the reply's verdict is `\(word.prefix(40))`") }
        self.evidence = evidence
        self.verdict = verdict
    }

    /// The fields, in the order in which they are asked for: what was seen before what follows from it.
    static let keys = ["item", "evidence", "verdict"]

    private static func unfenced(_ text: String) -> Substring {
        func trimmed(_ text: Substring) -> Substring {
            let start = text.drop(while: \.isWhitespace)
            return start.prefix(upTo: start.lastIndex { !$0.isWhitespace }.map(start.index(after:)) ?? start.startIndex)
        }
        let whole = trimmed(text[...])
        guard whole.hasPrefix("```"), whole.hasSuffix("```"), whole.count >= 6, let line = whole.firstIndex(where: \.isNewline) else { return whole }
        let label = trimmed(whole[..<line].dropFirst(3))
        guard label.isEmpty || label == "json" else { return whole }
        return trimmed(whole[line...].dropLast(3))
    }
}
