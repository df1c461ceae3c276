// SPDX-License-Identifier: Apache-2.0

import CHoldfastKernels
import HoldfastCore
import HoldfastModels

/// Forward and backward passes over batches of sequences; adds up gradients. The server's actor owns it.
///
/// Lanes add to one set of gradients in a fixed order, so a result depends on the number of lanes but not on timing.
final class GradientAccumulator {
    private let model: ModelConfiguration
    private let lanes: Lanes
    private let budget: ActivationBudget
    private let passes: [PackedPass]
    private let turns: GradientTurns
    private let trainsAdapters: Bool
    /// What `mostBytes` was when memory was last given back.
    private var activationBytes = 0
    /// The most that activations have taken.
    var mostBytes: Int { max(activationBytes, passes.reduce(0) { $0 + $1.activations.bytes }) }
    /// The gradients added up so far.
    let gradients: FloatBuffer

    /// - Parameter adapters: what is trained, in place of all parameters.
    /// - Throws: `capacity` where there is no memory.
    init(
        _ model: ModelConfiguration, _ layout: ParameterLayout, _ rotary: RotaryTables, lanes: Lanes, budget: ActivationBudget,
        adapters: AdapterLayout? = nil
    ) throws {
        self.model = model
        self.lanes = lanes
        self.budget = budget
        passes = (0..<lanes.count).map { _ in PackedPass(model, layout, rotary, budget) }
        trainsAdapters = adapters != nil
        turns =
            if let adapters {
                try GradientTurns(count: adapters.matrices.count, endsMeet: false)
            } else {
                try GradientTurns(count: PackedPass.additions(model, layout), endsMeet: model.tiedEmbeddings)
            }
        gradients = FloatBuffer(count: adapters?.count ?? layout.count)
    }

    func clear() { gradients.clear() }

    /// Gives the memory of activations back.
    func releaseMemory() {
        activationBytes = mostBytes
        for pass in passes { pass.activations.release() }
    }

    // MARK: Training

    /// - Throws: `model` for sequences that are too long, hold foreign tokens, or whose arrays do not fit together.
    ///
    /// - Parameter adds: whether the gradients are computed and added; the report is the same without.
    func accumulate(_ batch: TrainingBatch, objective: any Objective, weights: PassWeights, adds: Bool = true) throws -> LossReport {
        for (index, sequence) in batch.sequences.enumerated() { try check(sequence, index) }
        guard batch.temperature > 0 else { throw HoldfastError(.model, "the training temperature is \(batch.temperature); it must be positive") }
        let rows = batch.sequences.map { sequence in sequence.mask.lastIndex(of: true).map { $0 + 1 } ?? 0 }
        let shares = MicroBatching(batch.sequences.map(\.tokens), rows: rows).deal(lanes: lanes.count, budget: budget.rows)
        let places = GradientTurns.places(shares.map(\.count))
        turns.reset()
        var reports = shares.map { _ in [LossReport]() }
        reports.withUnsafeMutableBufferPointer { reports in
            lanes.run { lane in
                for (parts, place) in zip(shares[lane], places[lane]) {
                    var micro = MicroBatch()
                    for part in parts {
                        let sequence = batch.sequences[part.index]
                        micro.append(
                            part.index, tokens: sequence.tokens, targets: sequence.targets, rows: rows[part.index], sharing: part.shared
                        ) { sequence.mask[$0] }
                    }
                    reports[lane].append(train(micro, batch, objective, weights, lane, adds ? place : nil))
                }
            }
        }
        return LossReport(merging: reports.flatMap { $0 })
    }

    private func train(
        _ micro: MicroBatch, _ batch: TrainingBatch, _ objective: any Objective, _ weights: PassWeights, _ lane: Int, _ place: GradientTurns.Place?
    ) -> LossReport {
        let pass = passes[lane]
        pass.forward(micro, weights: weights, temperature: batch.temperature, training: place != nil)
        let head = pass.activations.head
        let inputs = ObjectiveInputs(micro, batch, logprob: head.logprob.base, entropy: head.entropy.base)
        let output = objective.evaluate(inputs)
        if let place {
            var lossRow = 0
            for entry in inputs.mask.indices where inputs.mask[entry] {
                head.gradient.base[lossRow] = Float(output.gradient[entry])
                lossRow += 1
            }
            let writer = GradientWriter(gradients.base, turns, place, ofAdapters: trainsAdapters)
            pass.backward(micro, weights: weights, gradients: writer, temperature: batch.temperature)
        }
        let count = micro.lossRows.count
        let entropy = (0..<count).reduce(0.0) { $0 + Double(head.entropy.base[$1]) }
        return LossReport(loss: output.loss, tokens: count, entropy: entropy / Double(max(1, count)), diagnostics: output.diagnostics)
    }

    private func check(_ sequence: TrainingSequence, _ index: Int) throws {
        let predicted = max(0, sequence.tokens.count - 1)
        let optional = [sequence.samplerLogprobs.count, sequence.oldLogprobs.count, sequence.referenceLogprobs.count]
        guard sequence.mask.count == predicted, sequence.advantages.count == predicted, optional.allSatisfy({ $0 == 0 || $0 == predicted }),
            sequence.targets.isEmpty || sequence.targets.count == predicted
        else {
            throw HoldfastError(
                .model,
                "sequence \(index) has \(sequence.tokens.count) tokens, so mask, advantages, log-probabilities and targets need \(predicted) entries each"
            )
        }
        try check(tokens: sequence.tokens)
        try TokenCheck.check(sequence.targets, vocabulary: model.vocabularySize)
    }

    private func check(tokens: [Int32]) throws {
        guard tokens.count - 1 <= model.contextLength else {
            throw HoldfastError(.model, "a sequence has \(tokens.count) tokens and the model's context \(model.contextLength); shorten the dialogue")
        }
        try TokenCheck.check(tokens, vocabulary: model.vocabularySize)
    }

    // MARK: Scoring

    /// Log-probabilities of the tokens from the second on, by the same forward pass that training uses.
    func score(_ sequences: [[Int32]], temperature: Float, weights: PassWeights) throws -> [[Float]] {
        for tokens in sequences { try check(tokens: tokens) }
        guard temperature > 0 else { throw HoldfastError(.model, "cannot score at temperature \(temperature); it must be positive") }
        let rows = sequences.map { max(0, $0.count - 1) }
        let shares = MicroBatching(sequences, rows: rows).deal(lanes: lanes.count, budget: budget.rows)
        var scores = rows.map { [Float](repeating: 0, count: $0) }
        scores.withUnsafeMutableBufferPointer { scores in
            lanes.run { lane in
                for parts in shares[lane] {
                    var micro = MicroBatch()
                    for part in parts {
                        // Up to the last shared row, the sequence before it says what this one would.
                        micro.append(part.index, tokens: sequences[part.index], rows: rows[part.index], sharing: part.shared) {
                            $0 >= part.shared - 1
                        }
                    }
                    let pass = passes[lane]
                    pass.forward(micro, weights: weights, temperature: temperature, training: false)
                    var lossRow = 0
                    for (place, part) in parts.enumerated() {
                        let known = max(0, part.shared - 1)
                        if known > 0 { scores[part.index].replaceSubrange(..<known, with: scores[parts[place - 1].index][..<known]) }
                        for row in known..<rows[part.index] {
                            scores[part.index][row] = pass.activations.head.logprob.base[lossRow]
                            lossRow += 1
                        }
                    }
                }
            }
        }
        return scores
    }
}
