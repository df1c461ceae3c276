// SPDX-License-Identifier: Apache-2.0
import Foundation
import HoldfastCore

/// A file of judged dialogues: a JSON list, one object a dialogue.
///
/// Most keys may be missing, replies may be anything, and earlier variants are read too: lines and replies without their numbers, a single
/// dialogue without the list around it. What is there and has the wrong shape is an error that names file, dialogue and key.
public enum JudgedDialogueFile {
    /// Reads a file.
    /// - Throws: `.file` where it cannot be read, `.format` where it is no such file.
    public static func read(_ path: String) throws -> [JudgedDialogue] {
        let data: Data
        do {
            data = try Data(contentsOf: URL(fileURLWithPath: path))
        } catch {
            let exists = FileManager.default.fileExists(atPath: path)
            throw HoldfastError(.file, exists ? "cannot read \(path): is it a readable file?" : "there is no file \(path)")
        }
        return try dialogues(of: [UInt8](data), named: path)
    }

    /// Reads the content of a file; `name` stands for it in messages.
    public static func dialogues(of bytes: [UInt8], named name: String) throws -> [JudgedDialogue] {
        let document: AnyJSON
        do {
            document = try AnyJSON(parsing: bytes)
        } catch let error as HoldfastError {
            throw HoldfastError(.format, "\(name) is not JSON: \(error.message); name a file of judged dialogues")
        }
        let items = document.array ?? (document.object?["conversation"] == nil ? nil : [document])
        guard let items else { throw HoldfastError(.format, "\(name) holds no list of dialogues; name a file of judged dialogues") }
        return try items.enumerated().map { number, item in
            guard let members = item.object else { throw HoldfastError(.format, "\(name), dialogue \(number): it is no object") }
            return try JudgedDialogueReader(place: "\(name), dialogue \(number)", number: number, members: members).dialogue()
        }
    }
}

/// Reads one dialogue, and knows its place for messages.
private struct JudgedDialogueReader {
    let place: String
    let number: Int
    let members: [String: AnyJSON]

    private static let scoreKeys = ["P1", "P2"].flatMap { speaker in
        ["prompt", "index", "survey"].map { "\(speaker)_\($0)_consistency_score" }
    }
    private static let knownKeys = Set(
        scoreKeys + [
            "task_name", "P1", "P2", "topic", "grade", "pturn", "conversation", "eval_prompt_consistency", "eval_index_consistency",
            "eval_survey_consistency",
        ])

    func dialogue() throws -> JudgedDialogue {
        let lines = try conversation()
        let surveys = try surveys(lines: lines)
        return JudgedDialogue(
            number: number, task: try text("task_name"), personas: [.first: try text("P1"), .second: try text("P2")],
            details: try ["topic", "grade"].compactMap { key in
                let value = try text(key)
                return value.isEmpty ? nil : Fact(Attribute(key), value)
            },
            opener: try opener(), lines: lines, promptReplies: try replies("eval_prompt_consistency", lines: lines),
            indexReplies: try replies("eval_index_consistency", lines: lines), surveys: surveys, storedScores: try scores(),
            otherKeys: members.keys.filter { !Self.knownKeys.contains($0) }.sorted())
    }

    private func conversation() throws -> [StoredLine] {
        guard let value = members["conversation"], value != .null else { throw failure("conversation", "is missing") }
        guard let items = value.array else { throw failure("conversation", "is no list of lines") }
        let lines = try items.enumerated().map { position, item -> StoredLine in
            if case .string(let text) = item { return StoredLine(number: position, text: text) }
            guard let pair = item.array, pair.count >= 2, let number = pair[0].wholeNumber, let text = pair[1].lineText else {
                throw failure("conversation", "has an entry \(position) that is no line: expected [number, text]")
            }
            return StoredLine(number: number, text: text)
        }
        guard Set(lines.map(\.number)).count == lines.count else { throw failure("conversation", "has two lines of one number") }
        return lines
    }

    private func opener() throws -> DialogueSpeaker {
        guard let value = members["pturn"], value != .null else { return .first }
        guard let speaker = value.wholeNumber.flatMap(DialogueSpeaker.init) else { throw failure("pturn", "must be 1 or 2") }
        return speaker
    }

    /// Replies with the numbers of their lines. Those of earlier variants have none, and there is one per line.
    private func replies(_ key: String, lines: [StoredLine]) throws -> [StoredReply] {
        guard let items = try list(key) else { return [] }
        let replies = try items.enumerated().map { position, item -> StoredReply in
            if case .string(let text) = item {
                guard items.count == lines.count else {
                    throw failure(key, "has \(items.count) replies without line numbers for \(lines.count) lines")
                }
                return StoredReply(line: lines[position].number, text: text)
            }
            guard let pair = item.array, pair.count >= 2, let line = pair[0].wholeNumber, let text = pair[1].lineText else {
                throw failure(key, "has an entry \(position) that is no reply: expected [line number, text]")
            }
            return StoredReply(line: line, text: text)
        }
        var seen: Set<Int> = []
        for reply in replies where !seen.insert(reply.line).inserted { throw failure(key, "has two replies on line \(reply.line)") }
        return replies
    }

    /// Surveys name the text of their line, some its number. The one and the other are found in their order.
    private func surveys(lines: [StoredLine]) throws -> [StoredSurvey] {
        let key = "eval_survey_consistency"
        guard let items = try list(key) else { return [] }
        var next = 0
        return try items.enumerated().map { position, item in
            guard let parts = item.array, parts.count >= 2, let score = parts[1].amount else {
                throw failure(key, "has an entry \(position) that is no survey: expected [line, score, ...]")
            }
            let found = lines[next...].firstIndex { line in
                if case .string(let text) = parts[0] { line.text == text } else { line.number == parts[0].wholeNumber }
            }
            if let found { next = found + 1 }
            return StoredSurvey(line: found, score: score)
        }
    }

    private func scores() throws -> [String: Double] {
        var scores: [String: Double] = [:]
        for key in Self.scoreKeys {
            guard let value = members[key], value != .null else { continue }
            guard let number = value.amount else { throw failure(key, "is no number") }
            scores[key] = number
        }
        return scores
    }

    private func list(_ key: String) throws -> [AnyJSON]? {
        guard let value = members[key], value != .null else { return nil }
        guard let items = value.array else { throw failure(key, "is no list") }
        return items
    }

    private func text(_ key: String) throws -> String {
        guard let value = members[key], value != .null else { return "" }
        guard let text = value.text else { throw failure(key, "is no text") }
        return text
    }

    private func failure(_ key: String, _ problem: String) -> HoldfastError {
        HoldfastError(.format, "\(place): \(key) \(problem)")
    }
}

extension AnyJSON {
    fileprivate var amount: Double? {
        switch self {
        case .integer(let value): Double(value)
        case .number(let value): value
        default: nil
        }
    }

    /// A text, a number as its digits, and nothing as the empty text: a judge that did not answer left none.
    fileprivate var lineText: String? { self == .null ? "" : text }
}
