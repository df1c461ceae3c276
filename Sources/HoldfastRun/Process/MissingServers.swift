// SPDX-License-Identifier: Apache-2.0

import HoldfastCore

/// What a build without the trait `Servers` answers to everything that speaks HTTP.
enum MissingServers {
    /// - Parameter what: the verb, option or key that was asked for.
    static func error(_ code: HoldfastError.Code, _ what: String) -> HoldfastError {
        HoldfastError(
            code,
            "\(what) needs a build with the trait Servers, which this one was made without; make one with: swift build -c release --product holdfast"
        )
    }
}
