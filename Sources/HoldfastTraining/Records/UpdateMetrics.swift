// SPDX-License-Identifier: Apache-2.0

import HoldfastModels

/// Adds up what a step's updates report.
struct UpdateTotals: Sendable {
    private var losses: [Double] = []
    private var tokens = 0
    private var entropy = 0.0
    private var diagnostics: [String: Double] = [:]
    private var norms: [Double] = []
    private var skipped = 0

    mutating func add(_ loss: LossReport, _ step: StepReport) {
        losses.append(loss.loss)
        tokens += loss.tokens
        entropy += loss.entropy * Double(loss.tokens)
        diagnostics.merge(loss.diagnostics, uniquingKeysWith: +)
        norms.append(step.gradientNorm)
        if !step.applied { skipped += 1 }
    }

    /// Token means of the diagnostics under their own names, and the optimizer's numbers.
    func metrics(learningRate: Double) -> Metrics {
        var metrics = Metrics()
        metrics[TrainingMetricName.loss] = Metrics.mean(losses)
        metrics[TrainingMetricName.learningRate] = learningRate
        metrics[TrainingMetricName.gradientNorm] = Metrics.mean(norms)
        metrics[TrainingMetricName.updates] = Double(norms.count)
        metrics[TrainingMetricName.skippedUpdates] = Double(skipped)
        guard tokens > 0 else { return metrics }
        metrics[TrainingMetricName.entropy] = entropy / Double(tokens)
        for name in diagnostics.keys.sorted() where name != TrainingMetricName.entropy {
            metrics[name] = diagnostics[name].map { $0 / Double(tokens) }
        }
        metrics[TrainingMetricName.trainedTokens] = Double(tokens)
        return metrics
    }
}
