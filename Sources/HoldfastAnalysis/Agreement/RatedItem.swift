// SPDX-License-Identifier: Apache-2.0

public import HoldfastCore

/// An item of a calibration set: what people and a judge said of one question.
public struct RatedItem: Hashable, Sendable {
    /// What was asked.
    public var criterion: String
    /// What each person said.
    public var labels: [VerdictOutcome]
    /// What the judge said.
    public var judge: VerdictOutcome

    /// An item with what was said of it.
    public init(criterion: String, labels: [VerdictOutcome], judge: VerdictOutcome) {
        self.criterion = criterion
        self.labels = labels
        self.judge = judge
    }

    /// What more people said than anything else; nil where two answers are level, or nobody said anything.
    public var label: VerdictOutcome? {
        let counts = VerdictOutcome.allCases.map { outcome in (outcome, labels.count { $0 == outcome }) }
        guard let most = counts.map(\.1).max(), most > 0 else { return nil }
        let first = counts.filter { $0.1 == most }
        return first.count == 1 ? first[0].0 : nil
    }
}
