// SPDX-License-Identifier: Apache-2.0

/// What a statement says of its speaker.
enum Relation: String, Hashable, Sendable, CaseIterable {
    case name, age, gender, livesIn, isFrom, bornIn, job, employer, studies, marital, religion, nationality, diet, allergy, trait
    case appearance, favorite, identifier, slot
    case likes, has, does, can, isA, wants, fears
    /// The words of a predicate as they are.
    case literal

    /// Whether a person has one value of it, so that two values exclude each other.
    var isFunctional: Bool {
        switch self {
        case .likes, .has, .does, .can, .isA, .wants, .fears, .allergy, .trait, .diet, .literal: false
        default: true
        }
    }
}

/// What a relation holds with: a doing, a thing, or both.
struct StatedValue: Hashable, Sendable {
    /// Key of the doing, or nothing.
    var verb = ""
    /// Key of the thing, or nothing for a doing without one.
    var head = ""
    /// Keys of what narrows the thing down.
    var modifiers: [String] = []
    /// Keys of what the statement is restricted to, in order: a place, a time, a company.
    var tail: [String] = []
    /// How many, or how old; nil where no number is said.
    var number: ClosedRange<Int>?

    /// The value in words for people.
    var text: String {
        ([verb] + modifiers + [head] + [
            number.map { $0.lowerBound == $0.upperBound ? "\($0.lowerBound)" : "\($0.lowerBound)-\($0.upperBound)" } ?? ""
        ])
        .filter { !$0.isEmpty }.joined(separator: " ")
    }
}

/// One thing that a sentence says of its speaker.
struct Statement: Hashable, Sendable {
    /// When it holds. Only what holds now, or held ever, meets other statements.
    enum Tense: Sendable { case present, past, former }

    var relation: Relation
    /// Which favourite, which number, which slot; nothing for relations of one kind.
    var kind = ""
    var value: StatedValue
    /// Whether it is said that it is not so.
    var isDenied = false
    /// Whether a word such as `often` or `many` leaves a denial half open.
    var isHedged = false
    /// Whether it is denied for all times.
    var isNever = false
    var tense = Tense.present
    /// Where the words that say so stand, in UTF-8 bytes.
    var place: Range<Int>
    /// The sentence's bytes.
    var sentence: Range<Int>

    /// The relation in words for people.
    var relationText: String { kind.isEmpty ? relation.rawValue : "\(relation.rawValue) \(kind)" }
}

extension Statement {
    /// The same statement in a text that begins so many bytes earlier.
    func moved(by offset: Int) -> Statement {
        guard offset > 0 else { return self }
        var moved = self
        moved.place = (place.lowerBound + offset)..<(place.upperBound + offset)
        moved.sentence = (sentence.lowerBound + offset)..<(sentence.upperBound + offset)
        return moved
    }
}
