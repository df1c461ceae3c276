// SPDX-License-Identifier: Apache-2.0

import HoldfastCore

/// Which examples each optimizer step learns from: per epoch a shuffled order, cut where the token budget is full.
struct SupervisedPlan: Sendable, Hashable {
    /// Indices of examples, one list per step.
    let steps: [[Int]]
    /// Examples that fit no context or have nothing to train on.
    let skipped: Int

    /// - Parameter contextLength: longer examples are left out and counted.
    init(_ examples: [SupervisedExample], configuration: SupervisedConfiguration, contextLength: Int) {
        let usable = examples.indices.filter { examples[$0].tokens.count <= contextLength && examples[$0].trainedTokens > 0 }
        var steps: [[Int]] = []
        for epoch in 0..<configuration.epochs where !usable.isEmpty {
            if configuration.steps > 0, steps.count >= configuration.steps { break }
            let order = Shuffle.order(usable.count, key: RandomKey(seed: configuration.seed, step: epoch, purpose: .shuffle))
            var current: [Int] = []
            var tokens = 0
            for index in order.map({ usable[$0] }) {
                let length = examples[index].tokens.count
                if !current.isEmpty, tokens + length > configuration.tokensPerStep {
                    steps.append(current)
                    current = []
                    tokens = 0
                }
                current.append(index)
                tokens += length
            }
            steps.append(current)
        }
        self.steps = configuration.steps > 0 ? Array(steps.prefix(configuration.steps)) : steps
        skipped = examples.count - usable.count
    }
}
