// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastModels
import HoldfastTinkerProtocol

/// The data of a request as rows to train on. A datum with several targets for each token has a row for each column of them; rows with equal
/// tokens are computed once.
struct DatumRows: Sendable {
    private(set) var rows: [TrainingSequence] = []
    /// The rows of each datum.
    private var ranges: [Range<Int>] = []
    /// Shape of each datum's targets.
    private var shapes: [[Int]] = []

    static let mostColumns = 64

    var batch: TrainingBatch { TrainingBatch(sequences: rows) }

    /// - Throws: `usage`, naming the datum and the tensor that does not fit.
    init(_ data: [Tinker.Datum], loss: TinkerLoss) throws {
        guard !data.isEmpty else { throw HoldfastError(.usage, "there is no datum to learn from; send one or more") }
        for (index, datum) in data.enumerated() { try append(datum, index, loss) }
    }

    /// What a client is told of each datum.
    func outputs(_ logprobs: [[Float]]) throws -> [[String: Tinker.Tensor]] {
        try zip(ranges, shapes).map { range, shape in
            let columns = logprobs[range]
            guard shape.count == 2 else { return ["logprobs": Tinker.Tensor(columns.first ?? [])] }
            let values = (0..<shape[0]).flatMap { place in columns.map { $0[place] } }
            return ["logprobs": try Tinker.Tensor(.float32(values), shape: shape)]
        }
    }

    private mutating func append(_ datum: Tinker.Datum, _ index: Int, _ loss: TinkerLoss) throws {
        let tokens = try datum.modelInput.tokens
        guard !tokens.isEmpty else { throw HoldfastError(.usage, "datum \(index) has no tokens") }
        guard let named = datum.lossInputs["target_tokens"], let targets = try named.values().integers else {
            throw HoldfastError(.usage, "datum \(index) has no whole numbers `target_tokens` in its loss_fn_inputs")
        }
        guard named.shape.count <= 2, named.shape.first == tokens.count, named.shape.dropFirst().allSatisfy({ (1...Self.mostColumns).contains($0) })
        else {
            throw HoldfastError(
                .usage,
                "target_tokens of datum \(index) have shape \(named.shape.prefix(4)); its input has \(tokens.count) tokens, so it must be [\(tokens.count)] or [\(tokens.count), columns] with at most \(Self.mostColumns) columns"
            )
        }
        let columns = named.shape.count == 2 ? named.shape[1] : 1
        guard columns == 1 || loss.isSupervised else {
            throw HoldfastError(.usage, "datum \(index) has \(columns) targets for each token, which cross_entropy alone takes")
        }
        func values(_ name: String, shaped shape: [Int]) throws -> [Float]? {
            guard let tensor = datum.lossInputs[name] else { return nil }
            guard tensor.shape == shape else {
                throw HoldfastError(.usage, "`\(name)` of datum \(index) has shape \(tensor.shape.prefix(4)) and must have \(shape)")
            }
            let values = try tensor.values().floats
            guard values.allSatisfy(\.isFinite) else { throw HoldfastError(.usage, "`\(name)` of datum \(index) has numbers that are not finite") }
            return values
        }
        func required(_ name: String) throws -> [Float] {
            guard let found = try values(name, shaped: named.shape) else { throw HoldfastError(.usage, "datum \(index) has no `\(name)`") }
            return found
        }
        let weights = loss.isSupervised ? try values("weights", shaped: named.shape) : try required("advantages")
        let sampled = loss.isSupervised ? [] : try required("logprobs")
        let start = rows.count
        for column in 0..<columns {
            func ofColumn<Value>(_ all: [Value]) -> [Value] {
                columns == 1 ? all : stride(from: column, to: all.count, by: columns).map { all[$0] }
            }
            let wanted = try ofColumn(targets).map { target in
                guard let token = Int32(exactly: target) else {
                    throw HoldfastError(.usage, "target_tokens of datum \(index) have \(target), which is no token")
                }
                return token
            }
            let isNext = zip(wanted, tokens.dropFirst()).allSatisfy(==)
            rows.append(
                TrainingSequence(
                    tokens: tokens + wanted.suffix(1), mask: Array(repeating: true, count: tokens.count), samplerLogprobs: sampled,
                    advantages: weights.map(ofColumn) ?? Array(repeating: 1, count: tokens.count), group: rows.count,
                    targets: isNext ? [] : wanted))
        }
        ranges.append(start..<rows.count)
        shapes.append(named.shape)
    }
}
