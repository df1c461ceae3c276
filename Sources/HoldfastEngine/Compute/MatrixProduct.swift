// SPDX-License-Identifier: Apache-2.0

import COneDNN

/// Matrix products through oneDNN: the one file that calls it. All matrices are row-major; the last argument of each pair is a row's stride.
/// `scale` multiplies the product, not what it is added to.
enum MatrixProduct {
    /// Fewest rows that every large product is run with. oneDNN takes another kernel, with another order of sums, below sixteen rows;
    /// with at least sixteen a row's result does not depend on how many others stand beside it.
    static let leastRows = 16

    /// c[m, n] (+)= a[m, k] * b[n, k]^T.
    static func timesTransposed(
        _ c: UnsafeMutablePointer<Float>, _ cStride: Int, _ a: UnsafePointer<Float>, _ aStride: Int, _ b: UnsafePointer<Float>, _ bStride: Int,
        m: Int, n: Int, k: Int, adds: Bool = false, scale: Float = 1
    ) {
        run("N", "T", m, n, k, a, aStride, b, bStride, c, cStride, adds, scale)
    }

    /// c[m, n] (+)= a[m, k] * b[k, n].
    static func times(
        _ c: UnsafeMutablePointer<Float>, _ cStride: Int, _ a: UnsafePointer<Float>, _ aStride: Int, _ b: UnsafePointer<Float>, _ bStride: Int,
        m: Int, n: Int, k: Int, adds: Bool = false, scale: Float = 1
    ) {
        run("N", "N", m, n, k, a, aStride, b, bStride, c, cStride, adds, scale)
    }

    /// c[m, n] (+)= a[k, m]^T * b[k, n].
    static func transposedTimes(
        _ c: UnsafeMutablePointer<Float>, _ cStride: Int, _ a: UnsafePointer<Float>, _ aStride: Int, _ b: UnsafePointer<Float>, _ bStride: Int,
        m: Int, n: Int, k: Int, adds: Bool = false, scale: Float = 1
    ) {
        run("T", "N", m, n, k, a, aStride, b, bStride, c, cStride, adds, scale)
    }

    private static func run(
        _ aForm: Unicode.Scalar, _ bForm: Unicode.Scalar, _ m: Int, _ n: Int, _ k: Int, _ a: UnsafePointer<Float>, _ aStride: Int,
        _ b: UnsafePointer<Float>, _ bStride: Int, _ c: UnsafeMutablePointer<Float>, _ cStride: Int, _ adds: Bool, _ scale: Float
    ) {
        guard m > 0, n > 0 else { return }
        // The status is ignored because it can only report a wrong argument, and none of these comes from outside.
        _ = dnnl_sgemm(
            CChar(aForm.value), CChar(bForm.value), dnnl_dim_t(m), dnnl_dim_t(n), dnnl_dim_t(k), scale, a, dnnl_dim_t(aStride), b,
            dnnl_dim_t(bStride), adds ? 1 : 0, c, dnnl_dim_t(cStride))
    }
}
