// SPDX-License-Identifier: Apache-2.0

import HoldfastModels

/// Means over the steps since the last report.
struct SupervisedWindow: Sendable {
    private let skipped: Int
    private var likelihood = 0.0
    private var trained = 0.0
    private var norms: [Double] = []
    private var tokens = 0
    private var seconds = 0.0

    init(skipped: Int) {
        self.skipped = skipped
    }

    mutating func add(_ loss: LossReport, _ step: StepReport, tokens: Int, seconds: Double) {
        likelihood += loss.diagnostics["nll"] ?? 0
        trained += loss.diagnostics["nll_tokens"] ?? 0
        norms.append(step.gradientNorm)
        self.tokens += tokens
        self.seconds += seconds
    }

    /// The window's metrics; a new window begins.
    mutating func close(learningRate: Double) -> Metrics {
        var metrics = Metrics()
        metrics[TrainingMetricName.loss] = trained > 0 ? likelihood / trained : nil
        metrics[TrainingMetricName.learningRate] = learningRate
        metrics[TrainingMetricName.gradientNorm] = Metrics.mean(norms)
        metrics[TrainingMetricName.tokens] = Double(tokens)
        metrics[TrainingMetricName.trainedTokens] = trained
        metrics[TrainingMetricName.skippedExamples] = Double(skipped)
        metrics[TrainingMetricName.stepTime] = norms.isEmpty ? nil : seconds / Double(norms.count)
        if seconds > 0 { metrics[TrainingMetricName.tokenRate] = Double(tokens) / seconds }
        self = SupervisedWindow(skipped: skipped)
        return metrics
    }
}
