// SPDX-License-Identifier: Apache-2.0

import CHoldfastKernels

/// The weight matrices laid out for products, in bfloat16 rounded to it; made anew whenever the weights change.
final class WeightPanels {
    /// One matrix `[outputs, inputs]` of the flat parameter buffer.
    struct Matrix: Hashable {
        var offset: Int
        var outputs: Int
        var inputs: Int
    }

    /// Which product a layout serves.
    enum Direction {
        /// y = x * w^T.
        case forward
        /// dx = dy * w.
        case backward
    }

    let precision: Precision
    private let direction: Direction
    private let matrices: [Matrix]
    private var places: [Int: Int] = [:]
    /// Numbers, or pairs of bfloat16: four bytes each.
    private let storage: PairBuffer

    init(_ model: ModelConfiguration, _ layout: ParameterLayout, _ precision: Precision, _ direction: Direction) {
        self.precision = precision
        self.direction = direction
        matrices = layout.matrices(of: model)
        var count = 0
        for matrix in matrices {
            places[matrix.offset] = count
            let (depth, columns) = direction == .forward ? (matrix.inputs, matrix.outputs) : (matrix.outputs, matrix.inputs)
            switch precision {
            case .float32: count += hf_float32_panels_size(depth, columns)
            case .bfloat16: count += hf_bfloat16_panels_size(depth, columns)
            }
        }
        storage = PairBuffer(count: count)
    }

    /// The panels of the matrix at an offset of the flat buffer.
    func panels(_ offset: Int) -> UnsafeRawPointer { UnsafeRawPointer(storage.base + (places[offset] ?? 0)) }

    /// Makes the panels of one matrix `[outputs, inputs]` anew.
    func replace(_ offset: Int, outputs: Int, inputs: Int, with matrix: UnsafePointer<Float>) {
        guard let place = places[offset] else { return }
        write(to: storage.base + place, matrix, outputs: outputs, inputs: inputs)
    }

    private func write(to place: UnsafeMutablePointer<UInt32>, _ matrix: UnsafePointer<Float>, outputs: Int, inputs: Int) {
        switch (precision, direction) {
        case (.float32, .forward): hf_float32_panels_transposed(place, matrix, inputs, inputs, outputs)
        case (.float32, .backward): hf_float32_panels(place, matrix, inputs, outputs, inputs)
        case (.bfloat16, .forward): hf_bfloat16_panels_transposed(place, matrix, inputs, inputs, outputs)
        case (.bfloat16, .backward): hf_bfloat16_panels(place, matrix, inputs, outputs, inputs)
        }
    }

    func refresh(from weights: FloatBuffer, lanes: Lanes) {
        let shares = Lanes.deal(matrices.map { $0.inputs * $0.outputs }, lanes: lanes.count)
        lanes.run { lane in
            for index in shares[lane] {
                let matrix = matrices[index]
                guard let place = places[matrix.offset] else { continue }
                write(to: storage.base + place, weights.base + matrix.offset, outputs: matrix.outputs, inputs: matrix.inputs)
            }
        }
    }
}

extension ParameterLayout {
    /// Every matrix that rows are multiplied by, as the decoder uses them: query, key and value as one, gate and up as one.
    func matrices(of model: ModelConfiguration) -> [WeightPanels.Matrix] {
        layers.flatMap { layer in
            [
                WeightPanels.Matrix(offset: layer.queryKeyValue, outputs: model.attentionWidth, inputs: model.hiddenSize),
                WeightPanels.Matrix(offset: layer.output, outputs: model.hiddenSize, inputs: model.queryWidth),
                WeightPanels.Matrix(offset: layer.gateUp, outputs: 2 * model.feedForwardSize, inputs: model.hiddenSize),
                WeightPanels.Matrix(offset: layer.down, outputs: model.hiddenSize, inputs: model.feedForwardSize),
            ]
        } + [WeightPanels.Matrix(offset: head, outputs: model.vocabularySize, inputs: model.hiddenSize)]
    }
}

/// A set of weights as a pass reads it.
struct PassWeights {
    /// The flat buffer of `ParameterLayout`.
    let base: UnsafePointer<Float>
    /// Its matrices in panels; nil where products lay them out on the way, which changes no bit.
    var forward: WeightPanels?
    /// The same for derivatives; nil in float32, and where weights are only scored under.
    var backward: WeightPanels?
    /// What is added to the products with its matrices.
    var adapters: Adapters?

    /// The adapters of the matrix at an offset.
    func adapters(of offset: Int) -> (Adapters, AdapterLayout.Matrix)? {
        guard let adapters, let matrix = adapters.layout.matrix(at: offset) else { return nil }
        return (adapters, matrix)
    }
}
