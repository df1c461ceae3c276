// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore

/// Reads dialogues in the slim JSONL layout: `id`, `goal`, `goal_message`, `turns[{role, text, dialog_act}]`.
///
/// What may be missing is taken as empty: every part of a domain's goal, `goal_message`, `dialog_act`. What must be there is an
/// `id`, a `goal` object with at least one known domain, and `turns` with a role and a text each.
public struct MultiWOZReader: Sendable {
    /// The corpus folder, holding `db/`.
    public let folder: String

    /// A reader for a corpus folder; nothing is opened yet.
    public init(folder: String) {
        self.folder = folder
    }

    /// Where a file lies that is named by a path of its own, or by its name in the folder.
    public func path(of file: String) -> String {
        let inside = "\(folder)/\(file)"
        return file.contains("/") || !FileManager.default.fileExists(atPath: inside) ? file : inside
    }

    /// Reads a file: a path of its own, or the name of a file in the folder.
    /// - Throws: `file` where it cannot be read, `format` naming file and line where a line is not a dialogue.
    public func dialogues(file: String) throws -> [MultiWOZ.Dialogue] {
        let path = path(of: file)
        guard let data = FileManager.default.contents(atPath: path) else {
            throw HoldfastError(.file, "cannot read the MultiWOZ file \(path); name a .jsonl file, or one inside \(folder)")
        }
        guard let text = String(validating: data, as: UTF8.self) else {
            throw HoldfastError(.format, "\(path) is not UTF-8 text; expected one JSON dialogue a line")
        }
        let found = try dialogues(text: text, path: path)
        guard !found.isEmpty else { throw HoldfastError(.format, "\(path) holds no dialogue; expected one JSON dialogue a line") }
        return found
    }

    /// Reads the lines of a file's text. Blank lines are skipped.
    /// - Parameter path: the name used in errors.
    public func dialogues(text: String, path: String) throws -> [MultiWOZ.Dialogue] {
        var found: [MultiWOZ.Dialogue] = []
        for (index, line) in text.lineFeedSeparated.enumerated() {
            guard !line.allSatisfy(\.isWhitespace) else { continue }
            do {
                found.append(try Self.dialogue(Data(line.utf8)))
            } catch let problem as Malformed {
                throw HoldfastError(.format, "\(path):\(index + 1): \(problem.what); expected a MultiWOZ dialogue in the slim JSONL layout")
            }
        }
        return found
    }

    /// What is wrong with a line.
    private struct Malformed: Error {
        var what: String
    }

    private static func dialogue(_ data: Data) throws -> MultiWOZ.Dialogue {
        guard let record = (try? JSONDecoder().decode(AnyJSON.self, from: data))?.object else {
            throw Malformed(what: "the line is not a JSON object")
        }
        guard let id = record["id"]?.text, !id.isEmpty else { throw Malformed(what: "the dialogue has no id") }
        guard let domains = record["goal"]?.object else { throw Malformed(what: "dialogue \(id) has no goal") }
        guard let turns = record["turns"]?.array else { throw Malformed(what: "dialogue \(id) has no turns") }
        let goal = goal(domains, message: record["goal_message"]?.texts ?? [])
        guard !goal.values.isEmpty else { throw Malformed(what: "the goal of dialogue \(id) names none of the seven domains") }
        return MultiWOZ.Dialogue(id: id, goal: goal, lines: try turns.enumerated().map { try line($0.element, number: $0.offset, of: id) })
    }

    private static func line(_ value: AnyJSON, number: Int, of id: String) throws -> MultiWOZ.Line {
        guard let turn = value.object, let text = turn["text"]?.text else { throw Malformed(what: "turn \(number) of dialogue \(id) has no text") }
        guard let role = turn["role"]?.text, role == "user" || role == "system" else {
            throw Malformed(what: "turn \(number) of dialogue \(id) has no role `user` or `system`")
        }
        return MultiWOZ.Line(isUser: role == "user", text: text, acts: acts(turn["dialog_act"]?.object ?? [:]))
    }

    private static func acts(_ annotations: [String: AnyJSON]) -> [MultiWOZ.Act] {
        annotations.sorted { $0.key < $1.key }.flatMap { name, pairs in
            let parts = name.lowercased().split(separator: "-", maxSplits: 1).map(String.init)
            return (pairs.array ?? []).compactMap { pair -> MultiWOZ.Act? in
                let texts = pair.texts
                guard parts.count == 2, let slot = texts.first else { return nil }
                return MultiWOZ.Act(scope: parts[0], kind: parts[1], slot: slot, value: texts.dropFirst().first ?? "")
            }
        }
    }
}

extension MultiWOZReader {
    private static func goal(_ domains: [String: AnyJSON], message: [String]) -> MultiWOZ.Goal {
        var values: [MultiWOZ.Domain: MultiWOZ.DomainGoal] = [:]
        for (name, value) in domains {
            // Releases before the slim one list all seven domains and leave the absent ones empty.
            guard let domain = MultiWOZ.Domain(rawValue: name.lowercased()), let parts = value.object, !parts.isEmpty else { continue }
            values[domain] = MultiWOZ.DomainGoal(
                info: slots(parts["info"]), failedInfo: slots(parts["fail_info"]), book: slots(parts["book"]),
                failedBook: slots(parts["fail_book"]), requested: Set(parts["reqt"]?.texts ?? []).sorted())
        }
        return MultiWOZ.Goal(values: values, order: order(of: Array(values.keys), in: message), message: message)
    }

    /// The slots of one part. `invalid` and `pre_invalid` are flags of the corpus's generator, not wishes.
    private static func slots(_ part: AnyJSON?) -> [String: [String]] {
        var found: [String: [String]] = [:]
        for (slot, value) in part?.object ?? [:] where slot != "invalid" && slot != "pre_invalid" {
            let texts = value.texts.flatMap { $0.split(separator: "|") }
                .map { $0.trimmingCharacters(in: .whitespaces).lowercased() }.filter { !$0.isEmpty }
            if !texts.isEmpty { found[slot] = texts }
        }
        return found
    }

    /// Words by which the instructions introduce a domain.
    private static let introductions: [(MultiWOZ.Domain, [String])] = [
        (.restaurant, ["place to dine", "restaurant"]), (.hotel, ["place to stay", "hotel"]), (.attraction, ["places to go", "attraction"]),
        (.train, ["train"]), (.taxi, ["taxi"]), (.hospital, ["hospital", "medical"]), (.police, ["police", "robbed"]),
    ]

    private static func order(of domains: [MultiWOZ.Domain], in message: [String]) -> [MultiWOZ.Domain] {
        func place(_ domain: MultiWOZ.Domain) -> Int {
            let words = introductions.first { $0.0 == domain }?.1 ?? []
            // A taxi ride is instructed last but mentions the places between which it goes.
            return message.firstIndex { line in words.contains { line.lowercased().contains($0) } } ?? message.count
        }
        let fixed = MultiWOZ.Domain.allCases
        return domains.sorted { (place($0), fixed.firstIndex(of: $0) ?? 0) < (place($1), fixed.firstIndex(of: $1) ?? 0) }
    }
}
