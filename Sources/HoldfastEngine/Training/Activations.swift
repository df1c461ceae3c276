// SPDX-License-Identifier: Apache-2.0

/// What one lane remembers of a forward pass for the backward pass, and scratch memory for both. Grows; `release` gives it all back.
final class Activations {
    /// Of one layer, `[rows, ...]` each.
    struct Layer {
        /// The residual stream before the layer.
        let input: FloatBuffer
        /// The residual stream between the layer's two halves.
        let middle: FloatBuffer
        /// The factors by which the norms before the two halves scaled their rows.
        let inputScale, middleScale: FloatBuffer
        /// Queries, keys and values after rotation.
        let queryKeyValue: FloatBuffer
        /// Queries and keys before their heads were normalised, `[rows, heads, headDimension]` each, and the factors these were scaled by.
        /// Empty where heads are not normalised.
        let query, key, queryScale, keyScale: FloatBuffer
        /// Attention's output before its projection, and `[heads, rows]` log normalisers.
        let attended, logNormalizer: FloatBuffer
        /// On the way back these become their own gradients.
        let gateUp: FloatBuffer

        init(_ model: ModelConfiguration, rows: Int) {
            input = FloatBuffer(count: rows * model.hiddenSize)
            middle = FloatBuffer(count: rows * model.hiddenSize)
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
        }

        /// A layer with an input of its own that otherwise uses the memory of `other`, whose content is lost when it is computed.
        init(_ model: ModelConfiguration, rows: Int, otherwise other: Layer) {
            input = FloatBuffer(count: rows * model.hiddenSize)
            (middle, inputScale, middleScale, queryKeyValue) = (other.middle, other.inputScale, other.middleScale, other.queryKeyValue)
            (query, key, queryScale, keyScale) = (other.query, other.key, other.queryScale, other.keyScale)
            (attended, logNormalizer, gateUp) = (other.attended, other.logNormalizer, other.gateUp)
        }
    }

    /// What every layer uses in its turn, `[rows, ...]` each.
    struct Shared {
        /// The input of a half after its norm, and SwiGLU's output; on the way back first their gradients, then they themselves again.
        let normed, activated: FloatBuffer
        /// Gradients on their way down; empty before the first training.
        let residual, queryKeyValue, attended: FloatBuffer

        init(_ model: ModelConfiguration, rows: Int, training: Bool) {
            normed = FloatBuffer(count: rows * model.hiddenSize)
            activated = FloatBuffer(count: rows * model.feedForwardSize)
            let trained = training ? rows : 0
            residual = FloatBuffer(count: trained * model.hiddenSize)
            queryKeyValue = FloatBuffer(count: trained * model.attentionWidth)
            attended = FloatBuffer(count: trained * model.queryWidth)
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
    private let budget: ActivationBudget
    private var rowCapacity = 0
    private var lossCapacity = 0
    private var lengthCapacity = 0
    /// Whether there is memory for a backward pass.
    private var trains = false
    /// How many of the first layers use the same memory but for their inputs. In it stands what the last computed of them left.
    private(set) var sharing = 0
    private(set) var layers: [Layer] = []
    /// The residual stream after the last layer.
    private(set) var output = FloatBuffer(count: 0)
    private(set) var shared: Shared
    private(set) var head: Head
    /// Two blocks `[queryBlock, longest]` of attention scores, and one number per row of a block.
    private(set) var scores = FloatBuffer(count: 0)
    private(set) var scoreGradients = FloatBuffer(count: 0)
    let blockInner = FloatBuffer(count: queryBlock)
    /// What a norm or a bias adds to its gradient.
    let vector: FloatBuffer

    init(_ model: ModelConfiguration, _ budget: ActivationBudget) {
        self.model = model
        self.budget = budget
        shared = Shared(model, rows: 0, training: false)
        head = Head(model, rows: 0)
        vector = FloatBuffer(count: max(model.hiddenSize, model.attentionWidth))
    }

    /// Bytes that `reserve` has taken.
    var bytes: Int {
        let rows = budget.floats(rows: rowCapacity, sharing: sharing)
        return 4 * (rows + lossCapacity * (model.vocabularySize + 3 * model.hiddenSize) + 2 * Self.queryBlock * lengthCapacity)
    }

    /// Makes room for a micro-batch.
    func reserve(_ batch: MicroBatch, training: Bool) {
        let rows = batch.rows
        if rows > rowCapacity || (training && !trains) {
            rowCapacity = max(rows, rowCapacity)
            trains = training || trains
            // What was there is given back first, so that the two do not add up.
            layers = []
            output = FloatBuffer(count: 0)
            shared = Shared(model, rows: 0, training: false)
            sharing = trains ? budget.sharingLayers(rows: rowCapacity) : model.layers
            let first = Layer(model, rows: rowCapacity)
            layers = (0..<model.layers).map { index in
                if index == 0 { return first }
                return index < sharing ? Layer(model, rows: rowCapacity, otherwise: first) : Layer(model, rows: rowCapacity)
            }
            output = FloatBuffer(count: rowCapacity * model.hiddenSize)
            shared = Shared(model, rows: rowCapacity, training: trains)
        }
        let lossRows = batch.lossRows.count
        if lossRows > lossCapacity {
            lossCapacity = lossRows
            head = Head(model, rows: 0)
            head = Head(model, rows: lossRows)
        }
        if batch.longest > lengthCapacity {
            lengthCapacity = batch.longest
            scores = FloatBuffer(count: Self.queryBlock * lengthCapacity)
            scoreGradients = FloatBuffer(count: Self.queryBlock * lengthCapacity)
        }
    }

    /// Gives all memory back.
    func release() {
        (rowCapacity, lossCapacity, lengthCapacity, trains) = (0, 0, 0, false)
        layers = []
        output = FloatBuffer(count: 0)
        shared = Shared(model, rows: 0, training: false)
        head = Head(model, rows: 0)
        scores = FloatBuffer(count: 0)
        scoreGradients = FloatBuffer(count: 0)
    }
}
