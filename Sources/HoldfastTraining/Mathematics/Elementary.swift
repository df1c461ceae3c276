// SPDX-License-Identifier: Apache-2.0

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

// The C library is reached in this one file, so that the formulas read as written and no other file imports it.

func exp(_ x: Double) -> Double {
    #if canImport(Darwin)
        Darwin.exp(x)
    #else
        Glibc.exp(x)
    #endif
}

func log(_ x: Double) -> Double {
    #if canImport(Darwin)
        Darwin.log(x)
    #else
        Glibc.log(x)
    #endif
}

func cos(_ x: Double) -> Double {
    #if canImport(Darwin)
        Darwin.cos(x)
    #else
        Glibc.cos(x)
    #endif
}

/// The logistic function, saturating without overflow.
func sigmoid(_ x: Double) -> Double {
    1 / (1 + exp(-x))
}

extension Double {
    /// The nearest number within the range.
    func clamped(_ low: Double, _ high: Double) -> Double {
        Swift.min(Swift.max(self, low), high)
    }
}
