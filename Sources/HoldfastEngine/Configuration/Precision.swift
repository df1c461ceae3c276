// SPDX-License-Identifier: Apache-2.0

import CHoldfastKernels
import HoldfastCore

/// What products of rows with weight matrices run in. Weights, sums, gradients, attention and the optimizer are float32 in any case.
public enum Precision: String, Sendable, Hashable, Codable, CaseIterable {
    /// Float32 throughout.
    case float32
    /// Inputs of products rounded to bfloat16, with float32 sums: about twice as fast where the processor can.
    case bfloat16

    /// The fastest that this processor has.
    public static var fastest: Precision { hf_has_bfloat16_product() != 0 ? .bfloat16 : .float32 }

    /// - Throws: `capacity` where this processor cannot.
    func checkMachine() throws {
        guard self == .bfloat16, hf_has_bfloat16_product() == 0 else { return }
        throw HoldfastError(
            .capacity, "this processor has no products of bfloat16 (AVX512-BF16); set the engine's precision to float32, or to auto")
    }
}
