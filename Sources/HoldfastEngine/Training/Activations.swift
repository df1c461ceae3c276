// SPDX-License-Identifier: Apache-2.0

/// What one lane remembers of a forward pass for the backward pass, and scratch memory for both. Grows and never shrinks.
final class Activations {
    /// Of one layer, `[rows, ...]` each.
    struct Layer {
        /// The residual stream before the layer, and between its two halves.
        let input, middle: FloatBuffer
        /// Normalised inputs of the two halves and the factors they were scaled by.
        let inputNormed, middleNormed, inputScale, middleScale: FloatBuffer
        /// Queries, keys and values after rotation.
        let queryKeyValue: FloatBuffer
        /// Queries and keys before their heads were normalised, `[rows, heads, headDimension]` each, and the factors these were scaled by.
        /// Empty where heads are not normalised.
        let query, key, queryScale, keyScale: FloatBuffer
        /// Attention's output before its projection, and `[heads, rows]` log normalisers.
        let attended, logNormalizer: FloatBuffer
        let gateUp, activated: FloatBuffer

        init(_ model: ModelConfiguration, rows: Int) {
            input = FloatBuffer(count: rows * model.hiddenSize)
            middle = FloatBuffer(count: rows * model.hiddenSize)
            inputNormed = FloatBuffer(count: rows * model.hiddenSize)
            middleNormed = FloatBuffer(count: rows * model.hiddenSize)
            inputScale = FloatBuffer(count: rows)
            middleScale = FloatBuffer(count: rows)
            queryKeyValue = FloatBuffer(count: rows * model.attentionWidth)
            let normedRows = model.architecture.hasQueryKeyNorm ? rows : 0
            query = FloatBuffer(count: normedRows * model.queryWidth)
            key = FloatBuffer(count: normedRows * model.keyValueWidth)
            queryScale = FloatBuffer(count: normedRows * model.heads)
            keyScale = FloatBuffer(count: normedRows * model.keyValueHeads)
            attended = FloatBuffer(count: rows * model.queryWidth)
            logNormalizer = FloatBuffer(count: rows * model.heads)
            gateUp = FloatBuffer(count: rows * 2 * model.feedForwardSize)
            activated = FloatBuffer(count: rows * model.feedForwardSize)
        }
    }

    /// Gradients on their way down, reused by every layer.
    struct Gradients {
        let residual, normed, queryKeyValue, attended, gateUp, activated: FloatBuffer

        init(_ model: ModelConfiguration, rows: Int) {
            residual = FloatBuffer(count: rows * model.hiddenSize)
            normed = FloatBuffer(count: rows * model.hiddenSize)
            queryKeyValue = FloatBuffer(count: rows * model.attentionWidth)
            attended = FloatBuffer(count: rows * model.queryWidth)
            gateUp = FloatBuffer(count: rows * 2 * model.feedForwardSize)
            activated = FloatBuffer(count: rows * model.feedForwardSize)
        }
    }

    /// Of the rows in the loss, `[lossRows, ...]` each.
    struct Head {
        let hidden, normed, normedGradient, scale, logits, logprob, entropy, logNormalizer, gradient: FloatBuffer

        init(_ model: ModelConfiguration, rows: Int) {
            hidden = FloatBuffer(count: rows * model.hiddenSize)
            normed = FloatBuffer(count: rows * model.hiddenSize)
            normedGradient = FloatBuffer(count: rows * model.hiddenSize)
            scale = FloatBuffer(count: rows)
            logits = FloatBuffer(count: rows * model.vocabularySize)
            logprob = FloatBuffer(count: rows)
            entropy = FloatBuffer(count: rows)
            logNormalizer = FloatBuffer(count: rows)
            gradient = FloatBuffer(count: rows)
        }
    }

    /// Query rows that attention handles at once.
    static let queryBlock = 64

    private let model: ModelConfiguration
    private var rowCapacity = 0
    private var lossCapacity = 0
    private var lengthCapacity = 0
    private(set) var layers: [Layer] = []
    /// The residual stream after the last layer.
    private(set) var output = FloatBuffer(count: 0)
    private(set) var gradients: Gradients?
    private(set) var head: Head
    /// Two blocks `[queryBlock, longest]` of attention scores, and one number per row of a block.
    private(set) var scores = FloatBuffer(count: 0)
    private(set) var scoreGradients = FloatBuffer(count: 0)
    let blockInner = FloatBuffer(count: queryBlock)

    init(_ model: ModelConfiguration) {
        self.model = model
        self.head = Head(model, rows: 0)
    }

    /// Makes room for a micro-batch.
    func reserve(_ batch: MicroBatch, training: Bool) {
        let rows = max(batch.rows, MatrixProduct.leastRows)
        if rows > rowCapacity {
            rowCapacity = rows
            layers = (0..<model.layers).map { _ in Layer(model, rows: rows) }
            output = FloatBuffer(count: rows * model.hiddenSize)
            gradients = nil
        }
        if training, gradients == nil { gradients = Gradients(model, rows: rowCapacity) }
        let lossRows = max(batch.lossRows.count, MatrixProduct.leastRows)
        if lossRows > lossCapacity {
            lossCapacity = lossRows
            head = Head(model, rows: lossRows)
        }
        if batch.longest > lengthCapacity {
            lengthCapacity = batch.longest
            scores = FloatBuffer(count: Self.queryBlock * lengthCapacity)
            scoreGradients = FloatBuffer(count: Self.queryBlock * lengthCapacity)
        }
    }
}
