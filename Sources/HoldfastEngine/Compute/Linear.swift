// SPDX-License-Identifier: Apache-2.0

import CHoldfastKernels

/// Products of rows with a weight matrix `[outputs, inputs]`, forward beside derivative, in float32 or in bfloat16 with float32 sums.
///
/// Where the matrix has adapters, what they add is part of both. One lane's own: it keeps scratch memory for rows rounded to bfloat16.
/// A row's result does not depend on the other rows.
final class Linear {
    /// Rows whose products and what follows them stay in the second-level cache; a multiple of the six that the kernel takes at once.
    private static let blockRows = 126

    private var left = PairBuffer(count: 0)
    private var right = PairBuffer(count: 0)
    private let lowRank = LowRankProduct()

    /// y[rows, outputs] (+)= x[rows, inputs] * w^T, for these rows of the buffers.
    func forward(
        _ y: FloatBuffer, _ x: FloatBuffer, _ weights: PassWeights, _ offset: Int, rows: Range<Int>, outputs: Int, inputs: Int, adds: Bool = false
    ) {
        let (y, x, rows) = (y.base + rows.lowerBound * outputs, x.base + rows.lowerBound * inputs, rows.count)
        defer {
            if let (adapters, matrix) = weights.adapters(of: offset) {
                lowRank.forward(y, x, adapters, matrix, rows: weights.forward == nil ? max(rows, MatrixProduct.leastRows) : rows)
            }
        }
        guard let panels = weights.forward else {
            MatrixProduct.timesTransposed(
                y, outputs, x, inputs, weights.base + offset, inputs, m: max(rows, MatrixProduct.leastRows), n: outputs, k: inputs,
                adds: adds)
            return
        }
        let pairs = (inputs + 1) / 2
        reserve(&left, rows * pairs)
        hf_bfloat16_rows(left.base, x, inputs, rows, inputs)
        hf_bfloat16_product(y, outputs, left.base, pairs, 1, panels.panels(offset), rows, outputs, inputs, adds ? 1 : 0)
    }

    /// dx[rows, inputs] = dy * w, for these rows of the buffers.
    func inputGradient(
        _ dx: FloatBuffer, _ dy: FloatBuffer, _ weights: PassWeights, _ offset: Int, rows: Range<Int>, outputs: Int, inputs: Int
    ) {
        let (dx, dy, rows) = (dx.base + rows.lowerBound * inputs, dy.base + rows.lowerBound * outputs, rows.count)
        defer {
            if let (adapters, matrix) = weights.adapters(of: offset) { lowRank.inputGradient(dx, dy, adapters, matrix, rows: rows) }
        }
        guard let panels = weights.backward else {
            MatrixProduct.times(dx, inputs, dy, outputs, weights.base + offset, inputs, m: rows, n: inputs, k: outputs)
            return
        }
        let pairs = (outputs + 1) / 2
        reserve(&left, rows * pairs)
        hf_bfloat16_rows(left.base, dy, outputs, rows, outputs)
        hf_bfloat16_product(dx, inputs, left.base, pairs, 1, panels.panels(offset), rows, inputs, outputs, 0)
    }

    /// dw[outputs, inputs] += dy^T * x; where the weights are frozen, the same for the adapters of the matrix.
    func weightGradient(
        _ gradients: GradientWriter, _ dy: FloatBuffer, _ x: FloatBuffer, _ weights: PassWeights, _ offset: Int, rows: Int, outputs: Int, inputs: Int
    ) {
        guard !gradients.isOfAdapters else {
            if let (adapters, matrix) = weights.adapters(of: offset) {
                lowRank.weightGradient(gradients, dy.base, x.base, adapters, matrix, rows: rows)
            }
            return
        }
        guard weights.backward != nil else {
            gradients.add(to: offset) { dw in
                MatrixProduct.transposedTimes(dw, inputs, dy.base, outputs, x.base, inputs, m: outputs, n: inputs, k: rows, adds: true)
            }
            return
        }
        reserve(&left, (rows + 1) / 2 * outputs)
        reserve(&right, hf_bfloat16_panels_size(rows, inputs))
        hf_bfloat16_row_pairs(left.base, dy.base, outputs, rows, outputs)
        hf_bfloat16_panels(right.base, x.base, inputs, rows, inputs)
        gradients.add(to: offset) { dw in
            hf_bfloat16_product(dw, inputs, left.base, 1, outputs, right.base, outputs, inputs, rows, 1)
        }
    }

    /// Calls `body` for one block of rows after another. OneDNN packs the weights anew in each call, so in float32 there is one block.
    static func forEachBlock(_ rows: Int, _ weights: PassWeights, _ body: (Range<Int>) -> Void) {
        guard weights.forward != nil else { return body(0..<rows) }
        for start in stride(from: 0, to: rows, by: blockRows) { body(start..<min(rows, start + blockRows)) }
    }

    private func reserve(_ buffer: inout PairBuffer, _ count: Int) {
        if buffer.count < count { buffer = PairBuffer(count: count) }
    }
}
