// SPDX-License-Identifier: Apache-2.0

import CHoldfastKernels
import Foundation
import Testing

/// Each kernel of the decoder's rows, forward against plain arithmetic in double precision and derivative against central differences of it.
///
/// A kernel's outputs y become one number, the sum of dy * y; so dy is its gradient and the differences are the derivative. What adds to its
/// output finds numbers there. Strides are wider than rows, and what stands between must stay.
@Suite struct KernelDerivativeTests {
    private typealias Check = CentralDifferences

    /// Every width up to two vectors and one.
    static let widths = Array(1...33) + [47, 48, 49, 64, 65, 97]

    private static func normalize(_ x: [Double], _ weight: [Double], epsilon: Double) -> [Double] {
        let width = weight.count
        return stride(from: 0, to: x.count, by: width).flatMap { start in
            let scale = 1 / ((0..<width).reduce(0) { $0 + x[start + $1] * x[start + $1] } / Double(width) + epsilon).squareRoot()
            return (0..<width).map { x[start + $0] * scale * weight[$0] }
        }
    }

    @Test(arguments: widths) func `root mean square norm`(_ width: Int) {
        let (rows, epsilon) = (3, 1e-5)
        let (x, weight) = (Check.numbers(rows * width, seed: width), Check.numbers(width, seed: 1000 + width))
        let dy = Check.numbers(rows * width, seed: 2000 + width)
        var (y, rstd) = ([Float](repeating: .nan, count: rows * width), [Float](repeating: .nan, count: rows))
        hf_rmsnorm_forward(&y, &rstd, x, weight, rows, width, Float(epsilon))
        let doubles = weight.map(Double.init)
        Check.expectAgreement(y, Self.normalize(x.map(Double.init), doubles, epsilon: epsilon), "seed \(width), y")

        let before = (Check.numbers(rows * width, seed: 3), Check.numbers(width, seed: 4))
        var (dx, dweight) = before
        var again = dy
        hf_rmsnorm_backward(&dx, &dweight, &again, x, weight, rstd, rows, width)
        #expect(again == y, "seed \(width)")
        let slopes = Check.slopes(x) { Check.dot(Self.normalize($0, doubles, epsilon: epsilon), dy) }
        Check.expectAgreement(dx, zip(before.0, slopes).map { Double($0) + $1 }, "seed \(width), dx")
        let weightSlopes = Check.slopes(weight) { Check.dot(Self.normalize(x.map(Double.init), $0, epsilon: epsilon), dy) }
        Check.expectAgreement(dweight, zip(before.1, weightSlopes).map { Double($0) + $1 }, "seed \(width), dweight")
    }

    @Test(arguments: widths) func `norms of single heads`(_ dimension: Int) {
        let (rows, heads, between, epsilon) = (2, 3, 5, 1e-5)
        let (wide, stride) = (heads * dimension, heads * dimension + between)
        let (x, weight) = (Check.numbers(rows * stride, seed: dimension), Check.numbers(dimension, seed: 1000 + dimension))
        func cut(_ x: [Float]) -> [Float] { (0..<rows).flatMap { x[$0 * stride..<$0 * stride + wide] } }
        func rest(_ x: [Float]) -> [Float] { (0..<rows).flatMap { x[$0 * stride + wide..<($0 + 1) * stride] } }
        var y = x
        var (saved, rstd) = ([Float](repeating: .nan, count: rows * wide), [Float](repeating: .nan, count: rows * heads))
        hf_head_rmsnorm_forward(&y, &saved, &rstd, weight, rows, stride, heads, dimension, Float(epsilon))
        let (flat, doubles) = (cut(x).map(Double.init), weight.map(Double.init))
        Check.expectAgreement(cut(y), Self.normalize(flat, doubles, epsilon: epsilon), "seed \(dimension), y")
        #expect(rest(y) == rest(x) && saved == cut(x), "seed \(dimension)")
        var unsaved = x
        hf_head_rmsnorm_forward(&unsaved, nil, nil, weight, rows, stride, heads, dimension, Float(epsilon))
        #expect(unsaved == y, "seed \(dimension)")

        let dy = Check.numbers(rows * stride, seed: 2000 + dimension)
        let before = Check.numbers(dimension, seed: 4)
        var (dx, dweight) = (dy, before)
        hf_head_rmsnorm_backward(&dx, &dweight, saved, rstd, weight, rows, stride, heads, dimension)
        let slopes = Check.slopes(cut(x)) { Check.dot(Self.normalize($0, doubles, epsilon: epsilon), cut(dy)) }
        // A head of one number is normalised to its sign: nothing is left of its gradient.
        Check.expectAgreement(cut(dx), slopes, terms: 1, "seed \(dimension), dx")
        #expect(rest(dx) == rest(dy), "seed \(dimension)")
        let weightSlopes = Check.slopes(weight) { Check.dot(Self.normalize(flat, $0, epsilon: epsilon), cut(dy)) }
        Check.expectAgreement(dweight, zip(before, weightSlopes).map { Double($0) + $1 }, "seed \(dimension), dweight")
    }

    @Test(arguments: widths) func bias(_ width: Int) {
        let rows = 3
        let (x, bias, dy) = (Check.numbers(rows * width, seed: width), Check.numbers(width, seed: 1), Check.numbers(rows * width, seed: 2))
        func add(_ bias: [Double]) -> [Double] { x.indices.map { Double(x[$0]) + bias[$0 % width] } }
        var y = x
        hf_bias_forward(&y, bias, rows, width)
        Check.expectAgreement(y, add(bias.map(Double.init)), "seed \(width), y")
        let before = Check.numbers(width, seed: 3)
        var dbias = before
        hf_bias_backward(&dbias, dy, rows, width)
        Check.expectAgreement(dbias, zip(before, Check.slopes(bias) { Check.dot(add($0), dy) }).map { Double($0) + $1 }, "seed \(width), dbias")
    }

    @Test(arguments: 1...17) func `rotary embedding`(_ half: Int) {
        let (rows, heads, between, positions) = (3, 2, 3, 50)
        let (dimension, wide, stride) = (2 * half, 2 * half * heads, 2 * half * heads + between)
        let frequencies = (0..<half).map { Float(pow(100, -Double($0) / Double(half))) }
        var (cosine, sine) = ([Float](repeating: .nan, count: positions * half), [Float](repeating: .nan, count: positions * half))
        hf_rope_tables(&cosine, &sine, frequencies, positions, half)
        let places: [Int32] = [49, 0, 7]
        func rotate(_ x: [Double]) -> [Double] {
            var y = x
            for row in 0..<rows {
                for head in 0..<heads {
                    for i in 0..<half {
                        let (first, second) = (row * wide + head * dimension + i, row * wide + head * dimension + half + i)
                        let angle = Double(places[row]) * Double(frequencies[i])
                        y[first] = x[first] * cos(angle) - x[second] * sin(angle)
                        y[second] = x[second] * cos(angle) + x[first] * sin(angle)
                    }
                }
            }
            return y
        }
        func cut(_ x: [Float]) -> [Float] { (0..<rows).flatMap { x[$0 * stride..<$0 * stride + wide] } }
        let (x, dy) = (Check.numbers(rows * stride, seed: half), Check.numbers(rows * stride, seed: 1000 + half))
        var (y, dx) = (x, dy)
        hf_rope(&y, places, cosine, sine, rows, stride, heads, dimension, 1)
        hf_rope(&dx, places, cosine, sine, rows, stride, heads, dimension, -1)
        Check.expectAgreement(cut(y), rotate(cut(x).map(Double.init)), "seed \(half), y")
        Check.expectAgreement(cut(dx), Check.slopes(cut(x)) { Check.dot(rotate($0), cut(dy)) }, "seed \(half), dx")
        for row in 0..<rows { #expect(y[row * stride + wide..<(row + 1) * stride] == x[row * stride + wide..<(row + 1) * stride]) }
    }

    @Test(arguments: widths) func swiglu(_ width: Int) {
        let rows = 2
        // Wide enough that sigmoids saturate at both ends.
        let (x, dy) = (Check.numbers(rows * 2 * width, seed: width, scale: 12), Check.numbers(rows * width, seed: 1000 + width))
        func apply(_ x: [Double]) -> [Double] {
            (0..<rows * width).map { entry in
                let gate = entry / width * 2 * width + entry % width
                return x[gate] / (1 + exp(-x[gate])) * x[gate + width]
            }
        }
        var y = [Float](repeating: .nan, count: rows * width)
        hf_swiglu_forward(&y, x, rows, width)
        var (dx, again) = (x, dy)
        hf_swiglu_backward(&dx, &again, rows, width)
        Check.expectAgreement(again, apply(x.map(Double.init)), "seed \(width), y again")
        Check.expectAgreement(y, apply(x.map(Double.init)), "seed \(width), y")
        Check.expectAgreement(dx, Check.slopes(x) { Check.dot(apply($0), dy) }, "seed \(width), dgate and dup")
    }

    @Test(arguments: [1, 5, 16, 17, 33]) func `embedding rows`(_ width: Int) {
        let (index, vocabulary) = ([Int32]([3, 0, 3, 6, 3]), 7)
        let (table, dy) = (Check.numbers(vocabulary * width, seed: width), Check.numbers(index.count * width, seed: 1000 + width))
        func gather(_ table: [Double]) -> [Double] { index.flatMap { table[Int($0) * width..<(Int($0) + 1) * width] } }
        var y = [Float](repeating: .nan, count: index.count * width)
        hf_gather_rows(&y, table, index, index.count, width)
        #expect(y.map(Double.init) == gather(table.map(Double.init)))
        let before = Check.numbers(table.count, seed: 3)
        var dtable = before
        hf_scatter_add_rows(&dtable, dy, index, index.count, width)
        let slopes = Check.slopes(table) { Check.dot(gather($0), dy) }
        Check.expectAgreement(dtable, zip(before, slopes).map { Double($0) + $1 }, "seed \(width), dtable")
    }
}
