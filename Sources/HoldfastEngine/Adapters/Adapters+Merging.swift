// SPDX-License-Identifier: Apache-2.0

import CHoldfastKernels

extension Adapters {
    /// Adds `scale * B A` to `weights`, the matrix as the decoder uses it.
    func merge(_ matrix: AdapterLayout.Matrix, into weights: UnsafeMutablePointer<Float>) {
        for part in matrix.parts { merge(part, of: matrix, into: weights + part.columns.lowerBound * matrix.inputs) }
    }

    /// Adds `scale * B A` to the weights of one projection, `[columns, inputs]`.
    func merge(_ part: AdapterLayout.Part, of matrix: AdapterLayout.Matrix, into weights: UnsafeMutablePointer<Float>) {
        let rank = layout.rank
        let scaled = FloatBuffer(count: part.columns.count * rank)
        scaled.base.update(from: values.base + part.up, count: scaled.count)
        hf_scale(scaled.base, scale, scaled.count)
        MatrixProduct().times(
            weights, matrix.inputs, scaled.base, rank, values.base + matrix.down + part.place * rank * matrix.inputs, matrix.inputs,
            m: part.columns.count, n: matrix.inputs, k: rank, adds: true)
    }

    /// By name of the adapted weights, what merges into a copy of them, `[columns, inputs]`; it throws where the result is not finite.
    func merging() -> [String: (UnsafeMutablePointer<Float>) throws -> Void] {
        let pairs = layout.matrices.flatMap { matrix in matrix.parts.map { (part: $0, matrix: matrix) } }
        return Dictionary(
            uniqueKeysWithValues: pairs.map { part, matrix in
                (
                    part.name,
                    { weights in
                        self.merge(part, of: matrix, into: weights)
                        guard hf_sum_of_squares(weights, part.columns.count * matrix.inputs).isFinite else {
                            throw Divergence.error("nothing was saved, for the merged weights are not finite")
                        }
                    }
                )
            })
    }

    /// Calls `body`, on any lane, with each adapted matrix merged: `frozen + scale * B A`, `[outputs, inputs]`, valid during the call.
    func forEachMerged(
        _ frozen: UnsafePointer<Float>, lanes: Lanes, _ body: (AdapterLayout.Matrix, UnsafeMutablePointer<Float>) -> Void
    ) {
        let largest = layout.matrices.map { $0.outputs * $0.inputs }.max() ?? 0
        lanes.run { lane in
            let merged = FloatBuffer(count: largest)
            for index in stride(from: lane, to: layout.matrices.count, by: lanes.count) {
                let matrix = layout.matrices[index]
                merged.base.update(from: frozen + matrix.offset, count: matrix.outputs * matrix.inputs)
                merge(matrix, into: merged.base)
                body(matrix, merged.base)
            }
        }
    }
}

extension SamplerWeights {
    /// Puts the merged weights in the place of those that have adapters. What has none stays as the last whole publishing left it.
    func publish(_ adapters: Adapters, on frozen: FloatBuffer, lanes: Lanes) {
        adapters.forEachMerged(frozen.base, lanes: lanes) { matrix, merged in
            panels.replace(matrix.offset, outputs: matrix.outputs, inputs: matrix.inputs, with: merged)
        }
    }
}
