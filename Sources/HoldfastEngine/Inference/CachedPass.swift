// SPDX-License-Identifier: Apache-2.0

import CHoldfastKernels

/// Consecutive positions of one sequence to compute: a piece of a prompt, or the one token of a decode step.
struct CachedRun {
    let sequence: CachedSequence
    let positions: Range<Int>
    /// Whether the prediction after the last position is asked for.
    let predicts: Bool
}

/// The forward pass of one lane over sequences with cached keys and values: runs of any lengths together, without padding.
final class CachedPass {
    /// Most rows of one call.
    static let capacity = 256

    private let model: ModelConfiguration
    private let layout: ParameterLayout
    private let rotary: RotaryTables
    private let headFloats: Int
    private let isHalf: Int32
    private let stream, normed, scale, queryKeyValue, attended, gateUp, activated, last: FloatBuffer
    private let product = PanelProduct()
    private var attention: AttentionRows
    private var tokens: [Int32] = []
    private var positions: [Int32] = []
    private var lastRows: [Int32] = []
    /// Page in which each row's keys and values go.
    private var pages: [UnsafeMutablePointer<Float>] = []
    /// `[predicting runs, vocabulary]` after `forward`.
    private(set) var logits: FloatBuffer

    init(_ model: ModelConfiguration, _ layout: ParameterLayout, _ rotary: RotaryTables, pool: KeyValuePool) {
        self.model = model
        self.layout = layout
        self.rotary = rotary
        headFloats = pool.headFloats
        isHalf = pool.isHalf ? 1 : 0
        let rows = Self.capacity
        stream = FloatBuffer(count: rows * model.hiddenSize)
        normed = FloatBuffer(count: rows * model.hiddenSize)
        scale = FloatBuffer(count: rows)
        queryKeyValue = FloatBuffer(count: rows * model.attentionWidth)
        attended = FloatBuffer(count: rows * model.queryWidth)
        gateUp = FloatBuffer(count: rows * 2 * model.feedForwardSize)
        activated = FloatBuffer(count: rows * model.feedForwardSize)
        last = FloatBuffer(count: rows * model.hiddenSize)
        attention = AttentionRows(model, pool: pool)
        logits = FloatBuffer(count: model.vocabularySize)
        tokens.reserveCapacity(rows)
        positions.reserveCapacity(rows)
        lastRows.reserveCapacity(rows)
        pages.reserveCapacity(rows)
    }

    /// Computes the runs, whose pages are reserved and whose lengths sum to at most `capacity`.
    func forward(_ runs: [CachedRun], weights: SamplerWeights) {
        gather(runs)
        let (hidden, wide, feed) = (model.hiddenSize, model.attentionWidth, model.feedForwardSize)
        let rows = tokens.count
        let epsilon = Float(model.normEpsilon)

        hf_gather_rows(stream.base, weights.tensor(layout.embedding), tokens, rows, hidden)
        for (index, at) in layout.layers.enumerated() {
            hf_rmsnorm_forward(normed.base, scale.base, stream.base, weights.tensor(at.inputNorm), rows, hidden, epsilon)
            multiply(queryKeyValue, normed, weights, at.queryKeyValue, rows, wide, hidden)
            if let bias = at.queryKeyValueBias { hf_bias_forward(queryKeyValue.base, weights.tensor(bias), rows, wide) }
            if let queryNorm = at.queryNorm, let keyNorm = at.keyNorm {
                let keys = queryKeyValue.base + model.queryWidth
                hf_head_rmsnorm_forward(
                    queryKeyValue.base, nil, nil, weights.tensor(queryNorm), rows, wide, model.heads, model.headDimension, epsilon)
                hf_head_rmsnorm_forward(keys, nil, nil, weights.tensor(keyNorm), rows, wide, model.keyValueHeads, model.headDimension, epsilon)
            }
            rotary.rotate(
                queryKeyValue.base, positions: positions, rows: rows, stride: wide, heads: model.heads + model.keyValueHeads)
            attend(layer: index)
            multiply(stream, attended, weights, at.output, rows, hidden, model.queryWidth, adds: true)
            if let bias = at.outputBias { hf_bias_forward(stream.base, weights.tensor(bias), rows, hidden) }

            hf_rmsnorm_forward(normed.base, scale.base, stream.base, weights.tensor(at.middleNorm), rows, hidden, epsilon)
            multiply(gateUp, normed, weights, at.gateUp, rows, 2 * feed, hidden)
            hf_swiglu_forward(activated.base, gateUp.base, rows, feed)
            multiply(stream, activated, weights, at.down, rows, hidden, feed, adds: true)
        }
        guard !lastRows.isEmpty else { return }
        let predicted = lastRows.count
        hf_gather_rows(last.base, stream.base, lastRows, predicted, hidden)
        hf_rmsnorm_forward(normed.base, scale.base, last.base, weights.tensor(layout.finalNorm), predicted, hidden, epsilon)
        let floats = predicted * model.vocabularySize
        if floats > logits.count { logits = FloatBuffer(count: floats) }
        multiply(logits, normed, weights, layout.head, predicted, model.vocabularySize, hidden)
    }

    /// y[rows, outputs] (+)= x[rows, inputs] * w^T, of the matrix at an offset of the layout.
    private func multiply(
        _ y: FloatBuffer, _ x: FloatBuffer, _ weights: SamplerWeights, _ offset: Int, _ rows: Int, _ outputs: Int, _ inputs: Int,
        adds: Bool = false
    ) {
        product.multiply(y.base, x.base, weights.panels, offset, rows: rows, columns: outputs, depth: inputs, adds: adds)
    }

    private func gather(_ runs: [CachedRun]) {
        tokens.removeAll(keepingCapacity: true)
        positions.removeAll(keepingCapacity: true)
        lastRows.removeAll(keepingCapacity: true)
        pages.removeAll(keepingCapacity: true)
        for run in runs {
            for position in run.positions {
                tokens.append(run.sequence.tokens[position])
                positions.append(Int32(position))
                pages.append(run.sequence.page(of: position))
            }
            if run.predicts { lastRows.append(Int32(tokens.count - 1)) }
        }
        attention.gather(runs, queryKeyValue: queryKeyValue.base, attended: attended.base)
    }

    /// Stores the rows' keys and values, then lets each query see its sequence up to itself.
    private func attend(layer: Int) {
        let (wide, dimension) = (model.attentionWidth, model.headDimension)
        for head in 0..<model.keyValueHeads {
            let offset = (layer * model.keyValueHeads + head) * headFloats
            var key = queryKeyValue.base + model.queryWidth + head * dimension
            for row in pages.indices {
                let slot = Int(positions[row]) % KeyValuePage.tokens
                hf_page_store(pages[row] + offset, isHalf, slot, key, key + model.keyValueWidth, dimension)
                key += wide
            }
            attention.attend(head: head, offset: offset)
        }
    }
}
