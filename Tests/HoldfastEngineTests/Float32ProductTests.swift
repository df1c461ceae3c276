// SPDX-License-Identifier: Apache-2.0

import CHoldfastKernels
import HoldfastCore
import Testing

@testable import HoldfastEngine

/// Products of float32 matrices against sums in double precision, at the edges of blocks, panels and slices.
@Suite struct Float32ProductTests {
    static let kinds = Array(0...hf_float32_kind())
    static let shapes = [
        (1, 1, 1), (2, 15, 3), (5, 16, 16), (6, 17, 127), (7, 63, 128), (12, 64, 129), (13, 65, 256), (126, 80, 31), (127, 130, 33), (130, 513, 260),
    ]

    private func random(_ count: Int, seed: UInt64) -> [Float] {
        var stream = RandomKey(seed: seed, purpose: .text).stream
        return (0..<count).map { _ in Float(stream.uniform() * 2 - 1) }
    }

    private func transposed(_ x: [Float], _ rows: Int, _ columns: Int) -> [Float] {
        (0..<columns).flatMap { column in (0..<rows).map { x[$0 * columns + column] } }
    }

    /// Of a sum of `depth` products of numbers below 1 by one chain of additions.
    private func tolerance(_ depth: Int) -> Double { Double(depth + 4) * Double(Float.ulpOfOne) * 4 }

    private func check(_ found: [Float], _ start: [Float], _ a: [Float], _ b: [Float], _ shape: (Int, Int, Int), _ name: String) {
        let (rows, columns, depth) = shape
        for row in 0..<rows {
            for column in 0..<columns {
                var sum = Double(start[row * columns + column])
                for k in 0..<depth { sum += Double(a[row * depth + k]) * Double(b[k * columns + column]) }
                let difference = abs(Double(found[row * columns + column]) - sum)
                #expect(difference <= tolerance(depth), "\(name), shape \(shape), row \(row), column \(column)")
            }
        }
    }

    @Test(arguments: kinds, shapes) func panels(_ kind: Int32, _ shape: (Int, Int, Int)) {
        let (rows, columns, depth) = shape
        let (a, b, start) = (random(rows * depth, seed: 1), random(depth * columns, seed: 2), random(rows * columns, seed: 3))
        let across = transposed(a, rows, depth)
        var right = [Float](repeating: .nan, count: hf_float32_panels_size(depth, columns))
        var turned = right
        hf_float32_panels(&right, b, columns, depth, columns)
        hf_float32_panels_transposed(&turned, transposed(b, depth, columns), depth, depth, columns)
        #expect(right == turned)
        var (along, alongColumns) = (start, start)
        hf_float32_product_of_kind(kind, &along, columns, a, depth, 1, right, rows, columns, depth, 1)
        hf_float32_product_of_kind(kind, &alongColumns, columns, across, 1, rows, right, rows, columns, depth, 1)
        check(along, start, a, b, shape, "kind \(kind)")
        #expect(along == alongColumns)
    }

    @Test(arguments: shapes) func laidOutOnTheWay(_ shape: (Int, Int, Int)) {
        let (rows, columns, depth) = shape
        let (a, b, start) = (random(rows * depth, seed: 4), random(depth * columns, seed: 5), random(rows * columns, seed: 6))
        let (across, turned) = (transposed(a, rows, depth), transposed(b, depth, columns))
        let product = MatrixProduct()
        var (plain, right, left) = (start, start, start)
        product.times(&plain, columns, a, depth, b, columns, m: rows, n: columns, k: depth, adds: true)
        product.timesTransposed(&right, columns, a, depth, turned, depth, m: rows, n: columns, k: depth, adds: true)
        product.transposedTimes(&left, columns, across, rows, b, columns, m: rows, n: columns, k: depth, adds: true)
        check(plain, start, a, b, shape, "on the way")
        #expect(plain == right && plain == left)
        product.times(&plain, columns, a, depth, b, columns, m: rows, n: columns, k: depth)
        check(plain, [Float](repeating: 0, count: rows * columns), a, b, shape, "in place of what was there")
    }

    /// What sampling, training and any number of rows have in common.
    @Test(arguments: kinds) func aRowHasTheSameBitsAlone(_ kind: Int32) {
        let (rows, columns, depth) = (200, 200, 300)
        let (a, b) = (random(rows * depth, seed: 7), random(depth * columns, seed: 8))
        var right = [Float](repeating: 0, count: hf_float32_panels_size(depth, columns))
        hf_float32_panels(&right, b, columns, depth, columns)
        var whole = [Float](repeating: 0, count: rows * columns)
        hf_float32_product_of_kind(kind, &whole, columns, a, depth, 1, right, rows, columns, depth, 0)
        for row in [0, 1, 5, 6, 125, 126, 199] {
            var alone = [Float](repeating: 0, count: columns)
            hf_float32_product_of_kind(
                kind, &alone, columns, Array(a[row * depth..<(row + 1) * depth]), depth, 1, right, 1, columns, depth, 0)
            #expect(alone == Array(whole[row * columns..<(row + 1) * columns]), "row \(row)")
        }
    }

    @Test(.enabled(if: hf_float32_kind() == 2, "this processor has no AVX-512")) func theKernelsOfTwoProcessorsHaveTheSameBits() {
        let (rows, columns, depth) = (13, 65, 300)
        let (a, b) = (random(rows * depth, seed: 9), random(depth * columns, seed: 10))
        var right = [Float](repeating: 0, count: hf_float32_panels_size(depth, columns))
        hf_float32_panels(&right, b, columns, depth, columns)
        let found = [Int32(1), 2].map { kind in
            var c = [Float](repeating: 0, count: rows * columns)
            hf_float32_product_of_kind(kind, &c, columns, a, depth, 1, right, rows, columns, depth, 0)
            return c
        }
        #expect(found[0] == found[1])
    }
}
