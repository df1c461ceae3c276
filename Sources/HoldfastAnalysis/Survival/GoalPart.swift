// SPDX-License-Identifier: Apache-2.0
import HoldfastCore

/// What a profile or policy component is about, so that components of different personas share a curve.
struct GoalPart: Hashable, Sendable, Comparable {
    /// `profile` or `policy`.
    let kind: ComponentKind
    /// The attribute that is to be kept, or the sort of rule; `described` where no machine can check it.
    let name: String

    init(_ component: GoalComponent) {
        kind = component.kind
        name =
            switch component.check {
            case .consistent(let attribute), .stated(let attribute, _), .learned(let attribute), .expressed(let attribute, _): attribute.rawValue
            case .obeys(let behaviour): Self.name(of: behaviour)
            case .achieved(let intent): intent
            case .described: "described"
            }
    }

    /// By kind, then by name.
    static func < (left: GoalPart, right: GoalPart) -> Bool { (left.kind.rawValue, left.name) < (right.kind.rawValue, right.name) }

    /// What decides which parts are kept where there are too many: the same ones in every order of reading.
    var hash: UInt64 { StableHash.of("\(kind.rawValue)/\(name)") }

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

    private(set) var parts: [GoalPart: TurnSurvival] = [:]
    /// Parts that hash higher are not kept; nil as long as there is room.
    private var highest: UInt64?

    /// Whether some parts were left out.
    var isCut: Bool { highest != nil }

    mutating func add(_ part: GoalPart, turn: Int, isEvent: Bool, of cluster: ClusterKey) {
        if parts[part] == nil { guard admit(part) else { return } }
        parts[part, default: TurnSurvival()].add(turn: turn, isEvent: isEvent, of: cluster)
    }

    mutating func merge(_ other: PartSurvival) {
        if let limit = other.highest { cut(to: limit) }
        for (part, counts) in other.parts {
            if parts[part] == nil { guard admit(part) else { continue } }
            parts[part, default: TurnSurvival()].merge(counts)
        }
    }

    private mutating func admit(_ part: GoalPart) -> Bool {
        if let highest, part.hash > highest { return false }
        guard parts.count == Self.mostParts else { return true }
        let hashes = parts.keys.map(\.hash) + [part.hash]
        // The highest one goes; what was counted of the others is complete, because they were among the lowest all the time.
        cut(to: hashes.sorted()[Self.mostParts - 1])
        return highest.map { part.hash <= $0 } ?? true
    }

    private mutating func cut(to limit: UInt64) {
        highest = min(highest ?? limit, limit)
        parts = parts.filter { $0.key.hash <= limit }
    }
}
