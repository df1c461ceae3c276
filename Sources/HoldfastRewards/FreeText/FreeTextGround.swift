// SPDX-License-Identifier: Apache-2.0

import HoldfastCore

/// What a persona, with or without a goal, says of its person: read once, held against many lines.
public struct FreeTextGround: Hashable, Sendable {
    /// The text that was read.
    public private(set) var text: String
    private(set) var statements: [Statement]

    /// Reads persona and goal, in the first, second or third person.
    public init(persona text: String) {
        self.text = text
        self.statements = FreeTextReader().statements(inGround: text)
    }

    /// Reads earlier lines of one speaker, each by itself.
    public init(lines: [String]) {
        text = ""
        statements = []
        for line in lines { append(line) }
    }

    /// Reads one more line of the speaker, behind those that were read before.
    public mutating func append(_ line: String) {
        if !text.isEmpty { text += "\n" }
        let offset = text.utf8.count
        text += line
        statements += FreeTextReader().statements(inLine: line).map { $0.moved(by: offset) }
    }

    init(joined text: String) {
        self.init(lines: text.lineFeedSeparated.map(String.init))
    }

    /// How many statements about the person were found.
    public var count: Int { statements.count }

    /// What a line says against this, or why nothing can be said.
    /// - Parameter asked: what was said right before the line; a question makes sense of short answers.
    public func finding(on line: String, after asked: String? = nil) -> FreeTextFinding {
        finding(on: line, claims: FreeTextReader().statements(inLine: line, after: asked))
    }

    /// The same for a line whose statements were read before.
    func finding(on line: String, claims: [Statement]) -> FreeTextFinding {
        guard !statements.isEmpty else { return FreeTextFinding(compared: 0, agreements: 0, claims: 0, conflicts: []) }
        let comparison = StatementComparison()
        var finding = FreeTextFinding(compared: 0, agreements: 0, claims: claims.count, conflicts: [])
        for claim in claims {
            var standings: [(Standing, Statement)] = []
            for statement in statements {
                let standing =
                    claim.relation == .identifier && claim.kind.isEmpty
                    ? shape(of: claim, like: statement) : comparison.standing(of: claim, to: statement)
                if standing != .unrelated { standings.append((standing, statement)) }
            }
            if standings.isEmpty { continue }
            finding.compared += 1
            // A value that the ground has is right, whatever else the ground has of the kind.
            let agrees = standings.contains { $0.0 == .agrees && !$0.1.isDenied && !claim.isDenied }
            if agrees && claim.relation.isFunctional || !standings.contains(where: { $0.0 == .excludes }) {
                if standings.contains(where: { $0.0 == .agrees }) { finding.agreements += 1 }
                continue
            }
            let against = standings.first { $0.0 == .excludes }!.1
            finding.conflicts.append(
                FreeTextConflict(
                    relation: claim.relationText, claimed: claim.valueText, known: against.valueText, claimSentence: Self.cut(line, claim.sentence),
                    knownSentence: Self.cut(text, against.sentence), place: claim.place))
        }
        return finding
    }

    /// A code that nothing names is held against the one code of its shape, if there is just one.
    private func shape(of claim: Statement, like statement: Statement) -> Standing {
        guard statement.relation == .identifier else { return .unrelated }
        if statement.value.head == claim.value.head { return .agrees }
        func shape(_ code: String) -> [UInt8] { code.utf8.map { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) ? 0 : 1 } }
        let alike = Set(statements.filter { $0.relation == .identifier && shape($0.value.head) == shape(claim.value.head) }.map(\.value.head))
        return alike == [statement.value.head] ? .excludes : .unrelated
    }

    private static func cut(_ text: String, _ bytes: Range<Int>) -> String {
        let utf8 = text.utf8
        let start = utf8.index(utf8.startIndex, offsetBy: bytes.lowerBound)
        return String(decoding: utf8[start..<utf8.index(start, offsetBy: bytes.count)], as: UTF8.self)
    }
}

/// One contradiction between a line and what is known of its speaker.
public struct FreeTextConflict: Hashable, Sendable, CustomStringConvertible {
    /// What it is about, such as `livesIn`.
    public var relation: String
    /// What the line says.
    public var claimed: String
    /// What is known.
    public var known: String
    /// The line's sentence that says so.
    public var claimSentence: String
    /// The sentence that it contradicts.
    public var knownSentence: String
    /// Where the line says so, in its UTF-8 bytes.
    public var place: Range<Int>

    /// The contradiction in words, as evidence for a verdict.
    public var description: String { "\"\(claimSentence)\" against \"\(knownSentence)\": \(relation) \(claimed), but \(known)" }
}

/// What came of holding a line against a ground.
public struct FreeTextFinding: Hashable, Sendable {
    /// Claims of the line that met a statement of the ground.
    public var compared: Int
    /// Those of them that agree with it.
    public var agreements: Int
    /// What the line says of its speaker at all.
    public var claims: Int
    /// Those that exclude it.
    public var conflicts: [FreeTextConflict]
}

extension Statement {
    var valueText: String { (isDenied ? "not " : "") + value.text }
}
