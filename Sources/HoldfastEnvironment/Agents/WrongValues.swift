// SPDX-License-Identifier: Apache-2.0

import HoldfastCore

/// What the world may put in place of a true value: mistakes and false premises. Values that are true in the scenario are left out, so that
/// a mistake is one.
struct WrongValues: Sendable {
    private let definition: DomainDefinition
    private let truth: FactLedger

    init(definition: DomainDefinition, truth: FactLedger) {
        self.definition = definition
        self.truth = truth
    }

    /// Another value of the attribute than `value`, or nil where none is known.
    func value(insteadOf value: String, of attribute: Attribute, from stream: inout RandomStream) -> String? {
        guard let pool = definition.attribute(attribute)?.pool, pool.count > 1 else { return nil }
        let isTrue = truth.values[attribute] ?? []
        for _ in 0..<8 {
            if let candidate = stream.pick(pool), candidate != value, !isTrue.contains(candidate) { return candidate }
        }
        return nil
    }
}
