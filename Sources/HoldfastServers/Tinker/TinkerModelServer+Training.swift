// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
public import HoldfastModels
import HoldfastTinkerProtocol

extension TinkerModelServer {
    /// Computes the loss of a batch and its gradient.
    ///
    /// An objective that the server has built in is sent at once, in one pass. Of any other one the log-probabilities are fetched, the
    /// gradient is computed here, and goes out with the next `step`: only then is it known how many sequences the step has, and a
    /// gradient that is not finite need not go out at all.
    /// - Throws: `model` for a batch that cannot be trained on, `server` where the state of the model is not known or the server fails.
    public func accumulate(_ batch: TrainingBatch, objective: any Objective) async throws -> LossReport {
        try ledger.requireKnown()
        try requireTemperature(batch.temperature)
        guard !objective.needsEntropy else {
            throw HoldfastError(
                .model,
                "\(objective.name) needs the entropy of single tokens, which the training server at \(host) does not tell; use another objective or the embedded engine"
            )
        }
        for (index, sequence) in batch.sequences.enumerated() {
            try sequence.check(index: index, vocabulary: capabilities.vocabularySize, context: capabilities.contextLength)
        }
        let rows = batch.sequences.enumerated().compactMap { LossRow($0.element, index: $0.offset) }
        if let form = objective.standardForm(for: batch), let loss = builtIn(form, rows, batch) {
            return try await accumulate(batch, objective, rows, loss, form.scales)
        }
        let pass = try await forward(rows)
        let (report, output) = report(batch, objective, rows, pass)
        let pending = zip(rows, pass.logprobs).map { row, logprobs in
            TrainingLedger.PendingRow(row: row, gradient: row.slice(of: output.gradient, in: batch), current: logprobs)
        }
        if pending.allSatisfy({ $0.gradient.allSatisfy(\.isFinite) }) { ledger.add(pending) } else { ledger.breakStep() }
        return report
    }

    /// The loss of one pass, where the server has it and the batch is such that it is the same.
    private func builtIn(_ form: StandardForm, _ rows: [LossRow], _ batch: TrainingBatch) -> BuiltInLoss? {
        guard let loss = protocolCapabilities.has(form.loss) else { return nil }
        if form.loss == .crossEntropy { return loss }
        // Without a denominator of its own a token's ratio is 1, which the built-in losses cannot say.
        guard rows.allSatisfy({ !batch.sequences[$0.index].recorded.isEmpty }) else { return nil }
        // A pull acts without an advantage too, so on places outside the mask.
        if case .quadraticPull = form.loss, !rows.allSatisfy({ $0.counted == $0.count }) { return nil }
        return loss
    }

    private func accumulate(
        _ batch: TrainingBatch, _ objective: any Objective, _ rows: [LossRow], _ loss: BuiltInLoss, _ scales: [Double]
    ) async throws -> LossReport {
        let needsOld = loss.name != BuiltInLoss.crossEntropy
        let isFinite = rows.allSatisfy { row in
            let sequence = batch.sequences[row.index]
            return row.mask.indices.allSatisfy {
                !row.mask[$0] || (sequence.advantages[$0].isFinite && (!needsOld || sequence.recorded[$0].isFinite))
            }
        }
        guard isFinite else {
            guard ledger.sent == 0 else {
                throw HoldfastError(
                    .model,
                    "the gradient of a part of the step is not finite, and the training server at \(host) holds another part already; resume from the last checkpoint"
                )
            }
            let pass = try await forward(rows)
            ledger.breakStep()
            return report(batch, objective, rows, pass).report
        }
        let data = rows.map { row in
            let sequence = batch.sequences[row.index]
            return row.builtIn(loss, sequence, scale: scales[row.index], old: sequence.recorded)
        }
        let pass = try await backward(rows, data, loss: loss.name, settings: loss.settings)
        // A token without advantage is not seen to count by the server.
        let seen = rows.reduce(0) { total, row in
            total + row.mask.indices.count { row.mask[$0] && batch.sequences[row.index].advantages[$0] != 0 }
        }
        return report(batch, objective, rows, pass, entropyTokens: seen).report
    }

    /// - Parameter entropyTokens: how many tokens the entropy is a sum over; nil for all that count in the loss.
    private func report(
        _ batch: TrainingBatch, _ objective: any Objective, _ rows: [LossRow], _ pass: Pass, entropyTokens: Int? = nil
    ) -> (report: LossReport, output: ObjectiveOutput) {
        let output = objective.evaluate(ObjectiveInputs(batch, rows: rows, logprobs: pass.logprobs))
        let tokens = rows.reduce(0) { $0 + $1.counted }
        let entropy = pass.entropy.map { $0 / Double(max(1, entropyTokens ?? tokens)) } ?? .nan
        return (LossReport(loss: output.loss, tokens: tokens, entropy: entropy, diagnostics: output.diagnostics), output)
    }

    /// Sends the gradients that wait, and steps.
    ///
    /// A step with a gradient that is not finite is not taken: nothing of it was sent. The gradient's norm is NaN where the server does not
    /// tell it. Servers that do not clip (`TinkerServerCapabilities.clipsGradients`) take the whole gradient.
    /// - Throws: `server` where it is not known whether the step was taken: it is not sent again then, and only `restore` helps.
    public func step(_ optimizer: OptimizerStep) async throws -> StepReport {
        try ledger.requireKnown()
        guard !ledger.isBroken else {
            guard ledger.sent == 0 else {
                ledger.lost("a part of the step is not finite, and the training server at \(host) holds another part")
                try ledger.requireKnown()
                return StepReport(gradientNorm: .nan, applied: false)
            }
            ledger.stepped(applied: false)
            return StepReport(gradientNorm: .nan, applied: false)
        }
        try await sendPending()
        let parameters = Tinker.AdamParameters(
            learningRate: optimizer.learningRate, beta1: optimizer.beta1, beta2: optimizer.beta2, epsilon: optimizer.epsilon,
            weightDecay: optimizer.weightDecay, gradientClipNorm: max(0, optimizer.maximumNorm))
        let sequence = ledger.nextSequence()
        // A refused step can be asked for again: the gradients are there.
        let result = try await changing("the step", isSafe: true) { try await model.step(parameters, sequence: sequence) }
        let norm = result.metrics?.first { $0.key.contains("grad_norm") }?.value
        guard let norm, !norm.isFinite else {
            ledger.stepped(applied: true)
            return StepReport(gradientNorm: norm ?? .nan, applied: true)
        }
        guard protocolCapabilities.extensions.contains(.exactlyOnce) else {
            ledger.lost("the model server at \(host) took a step along a gradient that is not finite")
            try ledger.requireKnown()
            return StepReport(gradientNorm: norm, applied: false)
        }
        // Holdfast's own server leaves the weights as they are then.
        ledger.stepped(applied: false)
        return StepReport(gradientNorm: norm, applied: false)
    }

    private func sendPending() async throws {
        let pending = ledger.pending
        guard !pending.isEmpty else { return }
        let normalization = protocolCapabilities.normalization
        let total = pending.count + ledger.sent
        let data = pending.map { $0.row.backward($0.gradient, current: $0.current, normalization: normalization, sequences: total) }
        _ = try await backward(pending.map(\.row), data, loss: LossRow.backwardLoss(normalization), settings: [:])
        ledger.pendingSent()
    }

    // MARK: Passes

    /// What a pass over rows gave.
    struct Pass: Sendable {
        /// One array per row, as long as the row.
        var logprobs: [[Float]] = []
        /// Sum over the tokens in the loss, in nats; nil where the server does not tell it.
        var entropy: Double? = 0

        mutating func add(_ output: Tinker.ForwardBackwardOutput, _ rows: ArraySlice<LossRow>, host: String) throws {
            logprobs += try output.logprobs(rows, host: host)
            entropy = entropy.flatMap { sum in output.metrics["entropy:sum"].map { sum + $0 } }
        }
    }

    /// Log-probabilities without any gradient.
    func forward(_ rows: [LossRow]) async throws -> Pass {
        var pass = Pass()
        for part in rows.requests(protocolCapabilities) {
            let output = try await model.pass(
                part.map(\.scored), loss: BuiltInLoss.crossEntropy, isForwardOnly: true, sequence: ledger.nextSequence())
            try pass.add(output, part, host: host)
        }
        return pass
    }

    /// - Parameter data: of the rows, one each.
    private func backward(_ rows: [LossRow], _ data: [Tinker.Datum], loss: String, settings: [String: Double]) async throws -> Pass {
        var pass = Pass()
        for part in rows.requests(protocolCapabilities) {
            let sequence = ledger.nextSequence()
            let output = try await changing("the gradient", isSafe: ledger.sent == 0) {
                try await model.pass(Array(data[part.indices]), loss: loss, settings: settings, isForwardOnly: false, sequence: sequence)
            }
            ledger.addSent(part.count)
            try pass.add(output, part, host: host)
        }
        return pass
    }

    /// Runs a request that changes the model. Unless it was refused and that is safe, the model's state is not known after a failure.
    /// - Parameter isSafe: whether a refused request leaves a state that can be gone on from: the server has no way to forget gradients.
    private func changing<Result: Sendable>(_ what: String, isSafe: Bool, _ body: () async throws -> Result) async throws -> Result {
        do {
            return try await body()
        } catch {
            if isSafe, (error as? HoldfastError)?.leftModelAlone == true { throw error }
            let told = (error as? HoldfastError)?.message ?? "the request was cancelled"
            ledger.lost("it is not known whether the model server at \(host) took \(what): \(told)")
            if error is CancellationError { throw error }
            try ledger.requireKnown()
            throw error
        }
    }
}

extension LossRow {
    /// This row's part of an array over all predictions of a batch.
    func slice(of flat: [Double], in batch: TrainingBatch) -> [Double] {
        let start = batch.sequences[..<index].reduce(0) { $0 + $1.mask.count }
        return Array(flat[start..<(start + count)])
    }
}
