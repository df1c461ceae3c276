// SPDX-License-Identifier: Apache-2.0
import HoldfastCore

/// What a profile or policy component is about, so that components of different personas share a curve.
struct GoalPart: Hashable, Sendable, Comparable {
    /// `profile` or `policy`.
    let kind: ComponentKind
    /// The attribute that is to be kept, or the sort of rule; `described` where no machine can check it.
    let name: String

    init(_ kind: ComponentKind, _ check: ComponentCheck) {
        self.kind = kind
        name =
            switch check {
            case .consistent(let attribute), .stated(let attribute, _), .learned(let attribute), .expressed(let attribute, _): attribute.rawValue
            case .obeys(let behaviour): Self.name(of: behaviour)
            case .achieved(let intent): intent
            case .described: "described"
            }
    }

    /// By the name alone, which is nearly unique; the kind would be hashed as text.
    func hash(into hasher: inout Hasher) { hasher.combine(name) }

    /// By kind, then by name.
    static func < (left: GoalPart, right: GoalPart) -> Bool { (left.kind.rawValue, left.name) < (right.kind.rawValue, right.name) }

    /// What decides which parts are kept where there are too many: the same ones in every order of reading.
    var rank: UInt64 { StableHash.of("\(kind.rawValue)/\(name)") }

    private static func name(of behaviour: Behaviour) -> String {
        switch behaviour {
        case .atMostWords: "at_most_words"
        case .alwaysSays: "always_says"
        case .neverSays: "never_says"
        case .onlyWhenAsked: "only_when_asked"
        case .neverStates: "never_states"
        case .described: "described"
        }
    }
}

/// Survival of each part, of a bounded number of them.
struct PartSurvival: Sendable {
    /// Parts that are kept; of more, those whose names hash lowest.
    static let mostParts = 48

    private var places: [GoalPart: Int] = [:]
    private var tables: [TurnSurvival] = []
    /// Parts that rank higher are not kept; nil as long as there is room.
    private var highest: UInt64?

    /// Whether some parts were left out.
    var isCut: Bool { highest != nil }

    /// The parts that were met and kept.
    var parts: [GoalPart] { places.keys.sorted() }

    /// The lives of a part, or nil where it was not met or not kept.
    subscript(_ part: GoalPart) -> TurnSurvival? { places[part].map { tables[$0] } }

    mutating func add(_ part: GoalPart, turn: Int, isEvent: Bool, of cluster: ClusterKey) {
        guard let place = place(of: part) else { return }
        tables[place].add(turn: turn, isEvent: isEvent, of: cluster)
    }

    mutating func merge(_ other: PartSurvival) {
        if let limit = other.highest { cut(to: limit) }
        for part in other.parts {
            guard let counts = other[part], let place = place(of: part) else { continue }
            tables[place].merge(counts)
        }
    }

    private mutating func place(of part: GoalPart) -> Int? {
        if let place = places[part] { return place }
        if let highest, part.rank > highest { return nil }
        if tables.count == Self.mostParts {
            // The highest one goes; what was counted of the others is complete, because they were among the lowest all the time.
            let ranks = (places.keys.map(\.rank) + [part.rank]).sorted()
            cut(to: ranks[Self.mostParts - 1])
            if part.rank > ranks[Self.mostParts - 1] { return nil }
        }
        places[part] = tables.count
        tables.append(TurnSurvival())
        return tables.count - 1
    }

    private mutating func cut(to limit: UInt64) {
        highest = min(highest ?? limit, limit)
        let kept = parts.filter { $0.rank <= limit }
        tables = kept.compactMap { self[$0] }
        places = Dictionary(uniqueKeysWithValues: kept.enumerated().map { ($0.element, $0.offset) })
    }
}
