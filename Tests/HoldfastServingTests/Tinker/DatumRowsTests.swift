// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastModels
import HoldfastTinkerProtocol
import Testing

@testable import HoldfastServing

@Suite struct DatumRowsTests {
    private func datum(_ tokens: [Int32], _ inputs: [String: Tinker.Tensor]) -> Tinker.Datum {
        Tinker.Datum(modelInput: Tinker.ModelInput(tokens: tokens), lossInputs: inputs)
    }

    @Test func `targets that follow the input are a plain sequence, and weights are 1 where none are given`() throws {
        let rows = try DatumRows([datum([5, 6, 7], ["target_tokens": Tinker.Tensor([6, 7, 8] as [Int64])])], loss: .crossEntropy).rows
        #expect(rows.count == 1 && rows[0].tokens == [5, 6, 7, 8] && rows[0].targets.isEmpty)
        #expect(rows[0].advantages == [1, 1, 1] && rows[0].mask == [true, true, true])
    }

    @Test func `other targets are kept beside it`() throws {
        let rows = try DatumRows([datum([5, 6, 7], ["target_tokens": Tinker.Tensor([9, 7, 8] as [Int64])])], loss: .crossEntropy).rows
        #expect(rows[0].tokens == [5, 6, 7, 8] && rows[0].targets == [9, 7, 8])
    }

    @Test func `each column of targets is a row, and comes back as one`() throws {
        let targets = try Tinker.Tensor(.int64([1, 2, 3, 4, 5, 6]), shape: [2, 3])
        let weights = try Tinker.Tensor(.float32([0.1, 0.2, 0.3, 0.4, 0.5, 0.6]), shape: [2, 3])
        let rows = try DatumRows(
            [datum([5, 6], ["target_tokens": Tinker.Tensor([6, 7] as [Int64])]), datum([8, 9], ["target_tokens": targets, "weights": weights])],
            loss: .crossEntropy)
        #expect(rows.rows.map(\.group) == [0, 1, 2, 3])
        #expect(rows.rows[2].targets == [2, 5] && rows.rows[2].advantages == [0.2, 0.5])
        let outputs = try rows.outputs([[-1, -2], [-3, -4], [-5, -6], [-7, -8]])
        #expect(outputs[0]["logprobs"] == Tinker.Tensor([-1, -2] as [Float]))
        #expect(outputs[1]["logprobs"] == (try Tinker.Tensor(.float32([-3, -5, -7, -4, -6, -8]), shape: [2, 3])))
    }

    @Test func `what does not fit is refused, with the datum and the tensor`() throws {
        let plain = Tinker.Tensor([6, 7] as [Int64])
        let cases: [([Tinker.Datum], TinkerLoss, String)] = [
            ([], .crossEntropy, "no datum"), ([datum([], ["target_tokens": plain])], .crossEntropy, "no tokens"),
            ([datum([5, 6], [:])], .crossEntropy, "target_tokens"),
            ([datum([5, 6], ["target_tokens": Tinker.Tensor([1, 2] as [Float])])], .crossEntropy, "no whole numbers"),
            ([datum([5, 6, 7], ["target_tokens": plain])], .crossEntropy, "must be [3]"),
            ([datum([5, 6], ["target_tokens": Tinker.Tensor([6, 1 << 40])])], .crossEntropy, "no token"),
            ([datum([5, 6], ["target_tokens": plain, "weights": Tinker.Tensor([1] as [Float])])], .crossEntropy, "`weights`"),
            ([datum([5, 6], ["target_tokens": plain, "weights": Tinker.Tensor([1, .nan] as [Float])])], .crossEntropy, "not finite"),
            ([datum([5, 6], ["target_tokens": plain])], .importanceSampling, "no `advantages`"),
            ([datum([5, 6], ["target_tokens": plain, "advantages": Tinker.Tensor([1, 1] as [Float])])], .importanceSampling, "no `logprobs`"),
            (
                [datum([5, 6], ["target_tokens": try Tinker.Tensor(.int64([1, 2, 3, 4]), shape: [2, 2])])], .importanceSampling,
                "cross_entropy alone"
            ),
        ]
        for (data, loss, mention) in cases {
            let error = try #require(throws: HoldfastError.self) { try DatumRows(data, loss: loss) }
            #expect(error.code == .usage && error.message.contains(mention), "\(mention): \(error)")
        }
    }
}
