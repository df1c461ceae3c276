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
    private let product: MatrixProduct
    private let panelProduct = PanelProduct()
    private let lowRank: LowRankProduct

    init(_ product: MatrixProduct) {
        self.product = product
        lowRank = LowRankProduct(product)
    }

    /// y[rows, outputs] (+)= x[rows, inputs] * w^T, for these rows of the buffers.
    func forward(
        _ y: FloatBuffer, _ x: FloatBuffer, _ weights: PassWeights, _ offset: Int, rows: Range<Int>, outputs: Int, inputs: Int, adds: Bool = false
    ) {
        let (y, x, rows) = (y.base + rows.lowerBound * outputs, x.base + rows.lowerBound * inputs, rows.count)
        defer {
            if let (adapters, matrix) = weights.adapters(of: offset) {
                lowRank.forward(y, x, adapters, matrix, rows: rows)
            }
        }
        guard let panels = weights.forward else {
            product.timesTransposed(y, outputs, x, inputs, weights.base + offset, inputs, m: rows, n: outputs, k: inputs, adds: adds)
            return
        }
        panelProduct.multiply(y, x, panels, offset, rows: rows, columns: outputs, depth: inputs, adds: adds)
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
            product.times(dx, inputs, dy, outputs, weights.base + offset, inputs, m: rows, n: inputs, k: outputs)
            return
        }
        panelProduct.multiply(dx, dy, panels, offset, rows: rows, columns: inputs, depth: outputs, adds: false)
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
                product.transposedTimes(dw, inputs, dy.base, outputs, x.base, inputs, m: outputs, n: inputs, k: rows, adds: true)
            }
            return
        }
        PairBuffer.reserve(&left, (rows + 1) / 2 * outputs)
        PairBuffer.reserve(&right, hf_bfloat16_panels_size(rows, inputs))
        hf_bfloat16_row_pairs(left.base, dy.base, outputs, rows, outputs)
        hf_bfloat16_panels(right.base, x.base, inputs, rows, inputs)
        gradients.add(to: offset) { dw in
            hf_bfloat16_product(dw, inputs, left.base, 1, outputs, right.base, outputs, inputs, rows, 1)
        }
    }

    /// Calls `body` for one block of rows after another. Without panels the weights are laid out anew in each product, so there is one block.
    static func forEachBlock(_ rows: Int, _ panels: WeightPanels?, _ body: (Range<Int>) -> Void) {
        guard panels != nil else { return body(0..<rows) }
        for start in stride(from: 0, to: rows, by: blockRows) { body(start..<min(rows, start + blockRows)) }
    }
}
