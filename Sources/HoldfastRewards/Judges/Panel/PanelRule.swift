// SPDX-License-Identifier: Apache-2.0

public import HoldfastCore

/// What a panel's votes add up to. Who abstains leaves the vote.
public enum PanelRule: Hashable, Sendable {
    /// What most say; nothing where they are even, or where nobody votes.
    case majority
    /// A number of fails, from 1, is enough to fail. To pass, so many have to vote at all, or a veto would not have been possible.
    ///
    /// Judges pass too much: of 14 judges the true-positive rate was 96 % and the true-negative rate below 25 %, and the veto of a minority
    /// caught 30.9 % of the bad items where the majority caught 19.2 % (arXiv:2510.11822).
    case minorityVeto(fails: Int)

    /// The panel's outcome; `abstain` where the votes decide nothing.
    public func outcome(of votes: [VerdictOutcome]) -> VerdictOutcome {
        let passes = votes.count { $0 == .pass }
        let fails = votes.count { $0 == .fail }
        switch self {
        case .majority: return passes == fails ? .abstain : passes > fails ? .pass : .fail
        case .minorityVeto(let needed):
            if fails >= needed { return .fail }
            return passes > 0 && passes + fails >= needed ? .pass : .abstain
        }
    }

    /// The rule in the words of an identity.
    public var name: String {
        switch self {
        case .majority: "majority"
        case .minorityVeto(let fails): "veto of \(fails)"
        }
    }
}
