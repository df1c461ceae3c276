// SPDX-License-Identifier: Apache-2.0

import Foundation

/// A line of a dialogue with who said it.
struct CorpusLine: Sendable {
    var isUser: Bool
    var text: String
}

/// Dialogues of the bundled agenda users with the scripted agents, in `Fixtures/dialogues.jsonl`.
enum BundledDialogues {
    private struct Dialogue: Decodable {
        struct Turn: Decodable {
            var seat: String
            var text: String
        }
        var turns: [Turn]
    }

    static func lines() throws -> [CorpusLine] {
        try RewardsFixtureFile.data("dialogues.jsonl").split(separator: UInt8(ascii: "\n")).flatMap { data in
            try JSONDecoder().decode(Dialogue.self, from: Data(data)).turns.map { CorpusLine(isUser: $0.seat == "user", text: $0.text) }
        }
    }
}

/// What people said who played users and clerks: the validation split of MultiWOZ 2.1. It lies beside the repository and is not part of it.
enum MultiWOZLines {
    private struct Dialogue: Decodable {
        struct Turn: Decodable {
            var role: String
            var text: String
        }
        var turns: [Turn]
    }

    private static let path = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "shared/data/multiwoz-2.1-convlab2/val.slim.jsonl")
    static let isPresent = FileManager.default.fileExists(atPath: path.path)

    /// The lines of each dialogue. The corpus parts words from their endings (`I 'm`, `do n't`), which is undone.
    static func all() throws -> [[CorpusLine]] {
        try Data(contentsOf: path).split(separator: UInt8(ascii: "\n")).map { data in
            try JSONDecoder().decode(Dialogue.self, from: Data(data)).turns.map { turn in
                CorpusLine(isUser: turn.role == "user", text: turn.text.replacing(" n't", with: "n't").replacing(" '", with: "'"))
            }
        }
    }
}
