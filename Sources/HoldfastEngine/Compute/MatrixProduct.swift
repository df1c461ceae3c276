// SPDX-License-Identifier: Apache-2.0

import CHoldfastKernels

/// Products of float32 matrices, row-major; the number after a matrix is its row's stride. One lane's own: it has memory in which parts of
/// matrices are laid out on the way.
///
/// A row's result depends on that row and the right matrix alone.
final class MatrixProduct {
    private let scratch = FloatBuffer(count: Int(HF_PRODUCT_SCRATCH))

    /// c[m, n] (+)= a[m, k] * b[n, k]^T.
    func timesTransposed(
        _ c: UnsafeMutablePointer<Float>, _ cStride: Int, _ a: UnsafePointer<Float>, _ aStride: Int, _ b: UnsafePointer<Float>, _ bStride: Int,
        m: Int, n: Int, k: Int, adds: Bool = false
    ) {
        hf_float32_product_packing(c, cStride, a, aStride, 1, b, bStride, 1, scratch.base, m, n, k, adds ? 1 : 0)
    }

    /// c[m, n] (+)= a[m, k] * b[k, n].
    func times(
        _ c: UnsafeMutablePointer<Float>, _ cStride: Int, _ a: UnsafePointer<Float>, _ aStride: Int, _ b: UnsafePointer<Float>, _ bStride: Int,
        m: Int, n: Int, k: Int, adds: Bool = false
    ) {
        hf_float32_product_packing(c, cStride, a, aStride, 1, b, bStride, 0, scratch.base, m, n, k, adds ? 1 : 0)
    }

    /// c[m, n] (+)= a[k, m]^T * b[k, n].
    func transposedTimes(
        _ c: UnsafeMutablePointer<Float>, _ cStride: Int, _ a: UnsafePointer<Float>, _ aStride: Int, _ b: UnsafePointer<Float>, _ bStride: Int,
        m: Int, n: Int, k: Int, adds: Bool = false
    ) {
        hf_float32_product_packing(c, cStride, a, 1, aStride, b, bStride, 0, scratch.base, m, n, k, adds ? 1 : 0)
    }
}
