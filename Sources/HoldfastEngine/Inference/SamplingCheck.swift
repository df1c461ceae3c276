// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastModels

/// Refuses requests that ask for what cannot be sampled.
enum SamplingCheck {
    /// - Throws: `model`.
    static func check(_ request: SampleRequest) throws {
        try request.parameters.validate(for: .all, of: "the embedded engine")
        guard request.spelling != nil || request.parameters.stopSequences.isEmpty else {
            throw HoldfastError(
                .model,
                "a request has stop sequences, and the engine knows tokens alone; give it the spelling of the tokens (SampleRequest.spelling)")
        }
    }
}
