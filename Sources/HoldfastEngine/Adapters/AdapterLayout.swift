// SPDX-License-Identifier: Apache-2.0

/// Where the matrices of all adapters stand in one flat buffer.
///
/// The decoder multiplies by queries, keys and values as one matrix, and by gate and up as one. The A of such a group stand behind each
/// other, so one product makes the low-rank inputs of all; each B writes to the columns of the output that are its own.
struct AdapterLayout: Sendable {
    /// One adapted projection of a matrix.
    struct Part: Sendable {
        /// Its columns of the output, which are the rows of the weights.
        var columns: Range<Int>
        /// Offset of B, `[columns, rank]`.
        var up: Int
        /// Which of the stacked A is its own.
        var place: Int
        /// Name of the adapted weights in the model.
        var name: String
    }

    /// The adapters of one matrix `[outputs, inputs]` of the decoder.
    struct Matrix: Sendable {
        /// Offset of the weights in `ParameterLayout`.
        var offset: Int
        var outputs: Int
        var inputs: Int
        /// Offset of the stacked A, `[parts * rank, inputs]`.
        var down: Int
        var parts: [Part]
    }

    let rank: Int
    /// A and B of every adapter under their names in PEFT's files.
    private(set) var tensors: [ParameterTensor] = []
    /// Only matrices with at least one adapter, in the order of layers.
    private(set) var matrices: [Matrix] = []
    /// Length of the flat buffer.
    private(set) var count = 0
    private var places: [Int: Int] = [:]

    init(_ model: ModelConfiguration, _ layout: ParameterLayout, rank: Int, targets: Set<AdapterTarget>) {
        self.rank = rank
        let (hidden, queries, keys, feed) = (model.hiddenSize, model.queryWidth, model.keyValueWidth, model.feedForwardSize)
        for (index, at) in layout.layers.enumerated() {
            let (attention, mlp) = ("model.layers.\(index).self_attn.", "model.layers.\(index).mlp.")
            add(at.queryKeyValue, attention, hidden, [(.query, queries), (.key, keys), (.value, keys)], targets)
            add(at.output, attention, queries, [(.output, hidden)], targets)
            add(at.gateUp, mlp, hidden, [(.gate, feed), (.up, feed)], targets)
            add(at.down, mlp, feed, [(.down, hidden)], targets)
        }
    }

    /// The adapters of the matrix at an offset of `ParameterLayout`.
    func matrix(at offset: Int) -> Matrix? { places[offset].map { matrices[$0] } }

    private mutating func add(
        _ offset: Int, _ prefix: String, _ inputs: Int, _ projections: [(target: AdapterTarget, width: Int)], _ targets: Set<AdapterTarget>
    ) {
        var matrix = Matrix(offset: offset, outputs: projections.reduce(0) { $0 + $1.width }, inputs: inputs, down: count, parts: [])
        var column = 0
        for (target, width) in projections {
            if targets.contains(target) {
                let part = Part(columns: column..<column + width, up: 0, place: matrix.parts.count, name: prefix + target.rawValue + ".weight")
                _ = add(PEFTName.down(part.name), [rank, inputs])
                matrix.parts.append(part)
            }
            column += width
        }
        guard !matrix.parts.isEmpty else { return }
        for index in matrix.parts.indices {
            let part = matrix.parts[index]
            matrix.parts[index].up = add(PEFTName.up(part.name), [part.columns.count, rank])
        }
        places[offset] = matrices.count
        matrices.append(matrix)
    }

    private mutating func add(_ name: String, _ shape: [Int]) -> Int {
        let tensor = ParameterTensor(name: name, shape: shape, offset: count)
        tensors.append(tensor)
        count += tensor.count
        return tensor.offset
    }
}

/// How PEFT names the matrices of an adapter, given the weights it belongs to.
enum PEFTName {
    static let prefix = "base_model.model."

    /// Of A.
    static func down(_ weights: String) -> String { prefix + module(weights) + ".lora_A.weight" }
    /// Of B.
    static func up(_ weights: String) -> String { prefix + module(weights) + ".lora_B.weight" }

    private static func module(_ weights: String) -> Substring { weights.dropLast(".weight".count) }
}
