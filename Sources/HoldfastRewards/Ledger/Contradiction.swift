// SPDX-License-Identifier: Apache-2.0

public import HoldfastCore

/// One disagreement of a line with the ledger.
public struct Contradiction: Hashable, Sendable, CustomStringConvertible {
    /// How a line disagrees.
    public enum Kind: String, Sendable, Codable {
        /// A value was claimed that is not true.
        case falseClaim
        /// The only true value was denied.
        case deniedTruth
    }

    /// In which way the line disagrees.
    public var kind: Kind
    /// The value claimed, or the true value denied.
    public var claim: Claim
    /// The values the ledger has, sorted.
    public var known: [String]

    /// The disagreement in words, as evidence for a verdict.
    public var description: String {
        switch kind {
        case .falseClaim: "claims \(claim.attribute) = \(claim.value), but it is \(known.joined(separator: " or "))"
        case .deniedTruth: "denies \(claim.attribute) = \(claim.value), which is true"
        }
    }
}

extension FactLedger {
    /// What in a reading contradicts the ledger.
    ///
    /// Denying a value that the ledger does not have is right, whoever brought it up. Denying one of several values is no contradiction
    /// either: the goal names a fallback, and the user may have gone over to it.
    public func contradictions(in reading: LineReading) -> [Contradiction] {
        var found: [Contradiction] = []
        for claim in reading.claims where standing(of: claim.attribute, value: claim.value) == .contradicted {
            found.append(Contradiction(kind: .falseClaim, claim: claim, known: values[claim.attribute, default: []].sorted()))
        }
        for denial in reading.denials where values[denial.attribute] == [denial.value] {
            found.append(Contradiction(kind: .deniedTruth, claim: denial, known: [denial.value]))
        }
        return found
    }

    /// Whether the value is one of several true ones: a declared fallback.
    func isFallback(_ claim: Claim) -> Bool {
        guard let known = values[claim.attribute], known.count > 1 else { return false }
        return known.contains(claim.value)
    }
}
