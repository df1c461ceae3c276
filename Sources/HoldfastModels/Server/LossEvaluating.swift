// SPDX-License-Identifier: Apache-2.0

/// A model server that can compute a loss without its gradients.
public protocol LossEvaluating: ModelServer {
    /// The forward pass of `accumulate` alone: the same report, and nothing is added up.
    func evaluate(_ batch: TrainingBatch, objective: any Objective) async throws -> LossReport
}
