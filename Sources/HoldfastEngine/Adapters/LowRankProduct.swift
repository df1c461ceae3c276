// SPDX-License-Identifier: Apache-2.0

import CHoldfastKernels

/// What the adapters of one matrix add to products of rows with it, forward beside derivative, in float32.
///
/// One lane's own: it keeps scratch memory for the rows' low-rank inputs. These are computed again for the derivative, which takes less
/// than keeping them would.
final class LowRankProduct {
    /// Of each row `scale * A x`, `[rows, parts * rank]`.
    private var inner = FloatBuffer(count: 0)
    private var innerGradient = FloatBuffer(count: 0)
    private let product: MatrixProduct

    init(_ product: MatrixProduct) { self.product = product }

    /// y[rows, outputs] += scale * (x[rows, inputs] * A^T) * B^T.
    func forward(
        _ y: UnsafeMutablePointer<Float>, _ x: UnsafePointer<Float>, _ adapters: Adapters, _ matrix: AdapterLayout.Matrix, rows: Int
    ) {
        let rank = adapters.layout.rank
        let width = project(x, adapters, matrix, rows: rows)
        for part in matrix.parts {
            product.timesTransposed(
                y + part.columns.lowerBound, matrix.outputs, inner.base + part.place * rank, width, adapters.values.base + part.up, rank,
                m: rows, n: part.columns.count, k: rank, adds: true)
        }
    }

    /// dx[rows, inputs] += scale * (dy[rows, outputs] * B) * A.
    func inputGradient(
        _ dx: UnsafeMutablePointer<Float>, _ dy: UnsafePointer<Float>, _ adapters: Adapters, _ matrix: AdapterLayout.Matrix, rows: Int
    ) {
        let width = projectBack(dy, adapters, matrix, rows: rows)
        product.times(
            dx, matrix.inputs, innerGradient.base, width, adapters.values.base + matrix.down, matrix.inputs, m: rows, n: matrix.inputs,
            k: width, adds: true)
    }

    /// Adds dy^T * inner to the gradient of each B, and innerGradient^T * x to that of A.
    func weightGradient(
        _ gradients: GradientWriter, _ dy: UnsafePointer<Float>, _ x: UnsafePointer<Float>, _ adapters: Adapters, _ matrix: AdapterLayout.Matrix,
        rows: Int
    ) {
        let rank = adapters.layout.rank
        let width = project(x, adapters, matrix, rows: rows)
        _ = projectBack(dy, adapters, matrix, rows: rows)
        gradients.addToAdapters { gradient in
            for part in matrix.parts {
                product.transposedTimes(
                    gradient + part.up, rank, dy + part.columns.lowerBound, matrix.outputs, inner.base + part.place * rank, width,
                    m: part.columns.count, n: rank, k: rows, adds: true)
            }
            product.transposedTimes(
                gradient + matrix.down, matrix.inputs, innerGradient.base, width, x, matrix.inputs, m: width, n: matrix.inputs, k: rows,
                adds: true)
        }
    }

    /// Fills `innerGradient`. Returns the length of its rows.
    private func projectBack(_ dy: UnsafePointer<Float>, _ adapters: Adapters, _ matrix: AdapterLayout.Matrix, rows: Int) -> Int {
        let rank = adapters.layout.rank
        let width = reserve(adapters, matrix, rows: rows)
        for part in matrix.parts {
            product.times(
                innerGradient.base + part.place * rank, width, dy + part.columns.lowerBound, matrix.outputs,
                adapters.values.base + part.up, rank, m: rows, n: rank, k: part.columns.count)
        }
        hf_scale(innerGradient.base, adapters.scale, rows * width)
        return width
    }

    /// Fills `inner`. Returns the length of its rows.
    private func project(_ x: UnsafePointer<Float>, _ adapters: Adapters, _ matrix: AdapterLayout.Matrix, rows: Int) -> Int {
        let width = reserve(adapters, matrix, rows: rows)
        product.timesTransposed(
            inner.base, width, x, matrix.inputs, adapters.values.base + matrix.down, matrix.inputs, m: rows, n: width, k: matrix.inputs)
        hf_scale(inner.base, adapters.scale, rows * width)
        return width
    }

    private func reserve(_ adapters: Adapters, _ matrix: AdapterLayout.Matrix, rows: Int) -> Int {
        let width = matrix.parts.count * adapters.layout.rank
        if inner.count < rows * width {
            inner = FloatBuffer(count: rows * width)
            innerGradient = FloatBuffer(count: rows * width)
        }
        return width
    }
}
