// SPDX-License-Identifier: Apache-2.0

import CHoldfastKernels

/// Products of rows with a weight matrix `[outputs, inputs]`, forward beside derivative, in float32 or in bfloat16 with float32 sums.
///
/// One lane's own: it keeps scratch memory for rows rounded to bfloat16. A row's result does not depend on the other rows.
final class Linear {
    private var left = PairBuffer(count: 0)
    private var right = PairBuffer(count: 0)

    /// y[rows, outputs] (+)= x[rows, inputs] * w^T.
    func forward(
        _ y: FloatBuffer, _ x: FloatBuffer, _ weights: PassWeights, _ offset: Int, rows: Int, outputs: Int, inputs: Int, adds: Bool = false
    ) {
        guard let panels = weights.panels else {
            MatrixProduct.timesTransposed(
                y.base, outputs, x.base, inputs, weights.base + offset, inputs, m: max(rows, MatrixProduct.leastRows), n: outputs, k: inputs,
                adds: adds)
            return
        }
        let pairs = (inputs + 1) / 2
        reserve(&left, rows * pairs)
        hf_bfloat16_rows(left.base, x.base, inputs, rows, inputs)
        hf_bfloat16_product(y.base, outputs, left.base, pairs, 1, panels.forward(offset), rows, outputs, inputs, adds ? 1 : 0)
    }

    /// dw[outputs, inputs] += dy^T * x, then dx[rows, inputs] = dy * w.
    func backward(
        _ dx: FloatBuffer, _ gradients: UnsafeMutablePointer<Float>, _ x: FloatBuffer, _ dy: FloatBuffer, _ weights: PassWeights,
        _ offset: Int, rows: Int, outputs: Int, inputs: Int
    ) {
        guard let panels = weights.panels else {
            MatrixProduct.transposedTimes(
                gradients + offset, inputs, dy.base, outputs, x.base, inputs, m: outputs, n: inputs, k: rows, adds: true)
            MatrixProduct.times(dx.base, inputs, dy.base, outputs, weights.base + offset, inputs, m: rows, n: inputs, k: outputs)
            return
        }
        reserve(&left, max((rows + 1) / 2 * outputs, rows * ((outputs + 1) / 2)))
        reserve(&right, hf_bfloat16_panels_size(rows, inputs))
        hf_bfloat16_row_pairs(left.base, dy.base, outputs, rows, outputs)
        hf_bfloat16_panels(right.base, x.base, inputs, rows, inputs)
        hf_bfloat16_product(gradients + offset, inputs, left.base, 1, outputs, right.base, outputs, inputs, rows, 1)

        let pairs = (outputs + 1) / 2
        hf_bfloat16_rows(left.base, dy.base, outputs, rows, outputs)
        hf_bfloat16_product(dx.base, inputs, left.base, pairs, 1, panels.backward(offset), rows, inputs, outputs, 0)
    }

    private func reserve(_ buffer: inout PairBuffer, _ count: Int) {
        if buffer.count < count { buffer = PairBuffer(count: count) }
    }
}
