// SPDX-License-Identifier: Apache-2.0

public import HoldfastCore

/// One row of Synthetic-Persona-Chat: two personas and a dialogue between them.
///
/// Source: Synthetic-Persona-Chat, google-research-datasets, CC BY 4.0. Read from a path that its user gives; nothing of it is bundled.
public struct PersonaChatDialogue: Hashable, Sendable {
    /// Which of the two people speaks.
    public enum Side: Int, Sendable, CaseIterable {
        case first, second
    }

    /// Position of the row in the file, from 0.
    public var row: Int
    /// Persona sentences, one a line, of the first and the second person.
    public var personas: [String]
    private var sides: [Side]
    private var texts: [String]

    /// The lines of one person, each with the other's line right before it, if there is one.
    public func lines(of side: Side) -> [(before: String?, text: String)] {
        sides.indices.filter { sides[$0] == side }.map { index in
            (index > 0 && sides[index - 1] != side ? texts[index - 1] : nil, texts[index])
        }
    }

    /// The persona of one person.
    public func persona(of side: Side) -> String { personas[side.rawValue] }

    /// Half of the rows, by a hash of the personas: 0 to look at while rules are written, 1 to measure on.
    public var half: Int { Int(CyclicRedundancy.of(personas[0] + personas[1]) % 2) }

    /// All dialogues of a file with the fields `user 1 personas`, `user 2 personas` and `Best Generated Conversation`.
    ///
    /// Lines that name no speaker continue the line before.
    /// - Throws: `format` for text that is no CSV or lacks a field.
    public static func read(_ text: String) throws -> [PersonaChatDialogue] {
        let table = try CommaSeparatedText(text)
        let columns = try ["user 1 personas", "user 2 personas", "Best Generated Conversation"].map(table.column)
        return table.records.enumerated().map { row, record in
            var sides: [Side] = []
            var texts: [String] = []
            for line in record[columns[2]].lineFeedSeparated {
                if line.hasPrefix("User 1: ") || line.hasPrefix("User 2: ") {
                    sides.append(line.hasPrefix("User 1") ? .first : .second)
                    texts.append(String(line.dropFirst(8)))
                } else if !texts.isEmpty, !line.isEmpty {
                    texts[texts.count - 1] += " " + line
                }
            }
            return PersonaChatDialogue(row: row, personas: [record[columns[0]], record[columns[1]]], sides: sides, texts: texts)
        }
    }
}

/// CRC-32 as in RFC 1952, to split rows the same way in every tool.
enum CyclicRedundancy {
    static func of(_ text: String) -> UInt32 {
        var remainder = ~UInt32(0)
        for byte in text.utf8 {
            remainder ^= UInt32(byte)
            for _ in 0..<8 { remainder = remainder & 1 == 1 ? (remainder >> 1) ^ 0xEDB8_8320 : remainder >> 1 }
        }
        return ~remainder
    }
}
